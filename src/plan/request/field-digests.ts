/** The label that lets a later run name what changed, without telling what the values were. */
import { hash } from 'node:crypto';
import { HASHED_SERVICE_SHAPE } from '../../model/config-hash.ts';
import { compareBytes, encodeShaped, isZero } from '../../model/go-json.ts';
import { isObject } from '../../model/json.ts';
import type { Service } from '../../model/service.ts';
import { fieldOf } from '../../model/shape.ts';
import type { Shape } from '../../model/shape.ts';

/** Attribute → short digest; each variable, secret and config has one of its own: `environment.NAME`, `secrets.KEY`. */
export type FieldDigests = Readonly<Record<string, string>>;

const DIGITS = 8;
/**
 * Labels travel into events and metrics. With so few digits thousands of guesses at a password fit; and as the salt is
 * the same for all services of a project, further containers tell nothing more.
 */
const SECRET_DIGITS = 4;
const VARIABLE = 'environment.';

/** Digests of all attributes that the config hash covers; of variables, secrets and configs one by one. */
export function fieldDigests(service: Service, salt: string): FieldDigests {
  const fields = Object.entries(service).flatMap(([key, value]) => textsOf(key, value));
  return Object.fromEntries(
    fields
      .toSorted(([a], [b]) => compareBytes(a, b))
      .map(([name, text]) => [name, digestOf(name, text, salt)]),
  );
}

/**
 * Names of what differs from the digests in the label: attributes, `environment.NAME`, `secrets.KEY`, `configs.KEY`. Empty when the label is not
 * readable, and, once in 65,536 changes of a variable, when its digests happen to be equal.
 */
export function changedAttributes(
  labelJson: string,
  service: Service,
  salt: string,
): readonly string[] {
  const before = parseDigests(labelJson);
  if (before === undefined) return [];
  const now = new Map(Object.entries(fieldDigests(service, salt)));
  return [...new Set([...before.keys(), ...now.keys()])]
    .filter((name) => before.get(name) !== now.get(name))
    .toSorted(compareBytes);
}

type NamedText = readonly [name: string, text: string];

function textsOf(key: string, value: unknown): readonly NamedText[] {
  const field = fieldOf(HASHED_SERVICE_SHAPE, key);
  if (field === undefined || value === undefined) return [];
  // an explicitly empty command is not the image's
  if (field.presence === 'filled' && isZero(value, field.shape)) return [];
  if (key === 'environment') return variablesOf(value, field.shape);
  if (key === 'secrets' || key === 'configs') return referencesOf(key, value, field.shape);
  return [[key, encodeShaped(value, field.shape)]];
}

function variablesOf(value: unknown, shape: Shape): readonly NamedText[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries<unknown>({ ...value }).map(([name, text]) => [
    VARIABLE + name,
    encodeShaped({ [name]: text }, shape),
  ]);
}

/** A secret may be mounted more than once. */
function referencesOf(key: string, value: unknown, shape: Shape): readonly NamedText[] {
  const references: readonly unknown[] = Array.isArray(value) ? value : [];
  const groups = Map.groupBy(references, sourceOf);
  return [...groups].map(([source, group]) => [`${key}.${source}`, encodeShaped(group, shape)]);
}

const sourceOf = (reference: unknown): string =>
  isObject(reference) && typeof reference['source'] === 'string' ? reference['source'] : '';

function digestOf(name: string, text: string, salt: string): string {
  return hash('sha256', JSON.stringify([salt, name, text])).slice(
    0,
    name.startsWith(VARIABLE) ? SECRET_DIGITS : DIGITS,
  );
}

/** The digests in a label; undefined for a text that is none. */
export function parseDigests(json: string): ReadonlyMap<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined;
  } catch {
    return undefined; // labels are foreign text: anyone may have written it
  }
}

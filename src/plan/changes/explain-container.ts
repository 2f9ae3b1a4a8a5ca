/** What differs between a container and its successor, with the values from before. */
import { LABEL } from '../../model/labels.ts';
import type { DataPath } from '../../model/json.ts';
import type { Service, StringMap } from '../../model/service.ts';
import { parseDigests } from '../request/field-digests.ts';
import type { FieldChange } from '../step.ts';
import { compareParts, type PartChange } from './compare-parts.ts';
import { referencesText } from './file-parts.ts';
import type { Part, Reader, Side } from './part.ts';
import { READABLE, readerOf } from './readers.ts';
import { writtenText } from './written-text.ts';

export interface Compared {
  readonly before: Side;
  readonly now: Side;
  /** What the container has from its image; absent when that is not known. */
  readonly inherited?: Side;
  readonly labels: StringMap;
  /** As far as digests tell. */
  readonly changes: readonly FieldChange[];
}

/** Our digests say which attributes differ; without them everything that can be read is compared. */
export function explainContainer(compared: Compared): readonly PartChange[] {
  const digests = parseDigests(compared.labels[LABEL.fields] ?? '');
  if (digests === undefined) return compareAll(compared);
  return compared.changes.flatMap((change) => {
    const { attribute } = change;
    // known already: the content of a secret or config
    if (change.change !== undefined) return [{ change, path: [] }];
    const known = { attribute, had: digests.has(attribute) };
    return ENTRY.test(attribute)
      ? explainEntry(compared, known)
      : explainAttribute(compared, known);
  });
}

const ENTRY = /^(environment|secrets|configs)\.(.+)$/s;

interface Known {
  readonly attribute: string;
  /** Whether the file had it when the container was made. */
  readonly had: boolean;
}

/** A variable, secret or config, each of which has a digest. */
function explainEntry(compared: Compared, { attribute, had }: Known): readonly PartChange[] {
  const [, head = '', name = ''] = ENTRY.exec(attribute) ?? [];
  const reader = readerOf(head);
  const find = (side: Side): readonly Part[] =>
    (reader?.read(side) ?? []).filter(({ key }) => key === name);
  const wanted = wantedEntry(compared.now.wanted, { head, name });
  const has = wanted !== undefined;
  const before = had ? find(compared.before) : [];
  const now = has ? find(compared.now) : [];
  const told = isHidden(reader, { had, before }) ? [] : compareParts(head, 'map', { before, now });
  return told.length > 0 ? told : [bare(attribute, { had, has, ...wanted })];
}

interface Entry {
  readonly path: DataPath;
  readonly to?: string;
}

/** Where the entry stands below its attribute, and what it says as far as that may be told. */
function wantedEntry(
  service: Service,
  { head, name }: { readonly head: string; readonly name: string },
): Entry | undefined {
  if (head === 'environment')
    return Object.hasOwn(service.environment ?? {}, name) ? { path: [name] } : undefined;
  const kind = head === 'secrets' ? 'secret' : 'config';
  const all = service[`${kind}s`] ?? [];
  const references = all.filter(({ source }) => source === name);
  const index = all.findIndex(({ source }) => source === name);
  return index < 0 ? undefined : { path: [index], to: referencesText(kind, references) };
}

function explainAttribute(compared: Compared, { attribute, had }: Known): readonly PartChange[] {
  const reader = readerOf(attribute);
  const wanted: unknown = compared.now.wanted[attribute as keyof Side['wanted']];
  const has = wanted !== undefined;
  const now = has ? (reader?.read(compared.now) ?? []) : [];
  const read = had ? (reader?.read(compared.before) ?? []) : [];
  const before = withoutInherited(has ? withoutFilled(read, now) : read, now, {
    reader,
    inherited: compared.inherited,
  });
  const told = isHidden(reader, { had, before })
    ? []
    : compareParts(attribute, reader?.kind ?? 'one', { before, now });
  if (told.length > 0) return told;
  return [bare(attribute, { had, has, to: writtenText(wanted) })];
}

/** The file had it, and nothing of it shows. */
const isHidden = (
  reader: Reader | undefined,
  { had, before }: { readonly had: boolean; readonly before: readonly Part[] },
): boolean => reader?.mayHide === true && had && before.length === 0;

interface Bare {
  readonly had: boolean;
  readonly has: boolean;
  readonly path?: DataPath;
  readonly to?: string | undefined;
}

/** What cannot be read back: that it differs, and the new value where that is a plain one. */
function bare(attribute: string, { had, has, path = [], to }: Bare): PartChange {
  const change = had && has ? 'changed' : had ? 'removed' : 'added';
  return { change: { attribute, change, ...(to !== undefined && { to }) }, path };
}

function compareAll({ before, now, inherited }: Compared): readonly PartChange[] {
  return READABLE.flatMap(([attribute, reader]) => {
    const wanted = reader.read(now);
    const had = withoutInherited(withoutFilled(reader.read(before), wanted), wanted, {
      reader,
      inherited,
    });
    const told = compareParts(attribute, reader.kind, { before: had, now: wanted });
    // what nobody asks for any more is told by the service's own attribute
    return attribute === 'deploy' ? told.filter(({ change }) => change.change !== 'removed') : told;
  });
}

/** What the engine filled in counts only against a wish. */
const withoutFilled = (before: readonly Part[], now: readonly Part[]): readonly Part[] =>
  before.filter((part) => part.isFilled !== true || now.some(({ key }) => key === part.key));

interface Origin {
  readonly reader: Reader | undefined;
  readonly inherited: Side | undefined;
}

/** What comes from the image was in no file, unless the file says the same. */
function withoutInherited(
  before: readonly Part[],
  now: readonly Part[],
  { reader, inherited }: Origin,
): readonly Part[] {
  if (reader === undefined || inherited === undefined) return before;
  const given = reader.read(inherited);
  const isIn = (parts: readonly Part[], { key, text }: Part): boolean =>
    parts.some((part) => part.key === key && part.text === text);
  return before.filter((part) => !isIn(given, part) || isIn(now, part));
}

/** Project data in the order and with the omissions of Docker Compose's YAML. */
import { formatFloat32, isZero } from '../model/go-json.ts';
import type { Field, Shape } from '../model/shape.ts';
import type { Extensions } from '../model/service.ts';
import { compareNatural } from './natural-order.ts';
import type { YamlValue } from './yaml-text.ts';

type Data = Readonly<Record<string, unknown>>;

export function toYamlValue(value: unknown, shape: Shape): YamlValue {
  if (value === undefined || value === null) return null;
  switch (shape.kind) {
    case 'struct':
      return structValue(value as Data, shape.fields);
    case 'list':
      return (value as readonly unknown[]).map((item) => toYamlValue(item, shape.of));
    case 'map':
      return mapValue(value as Data, (item) => toYamlValue(item, shape.of));
    case 'float32':
      return floatValue(value);
    case 'ulimit':
      return ulimitValue(value);
    default:
      return freeValue(value);
  }
}

/** `x-*` keys come last, sorted. */
export function withExtensions(
  fields: Map<string, YamlValue>,
  extensions: Extensions | undefined,
): YamlValue {
  for (const key of Object.keys(extensions ?? {}).toSorted(compareNatural)) {
    fields.set(key, freeValue(extensions?.[key]));
  }
  return fields;
}

function structValue(value: Data, fields: readonly Field[]): YamlValue {
  const result = new Map<string, YamlValue>();
  for (const field of fields) {
    const item = value[field.key];
    if (!isShown(item, field)) continue;
    const shown = toYamlValue(item, field.shape);
    if (!isEmptyPart(shown, field)) result.set(field.key, shown);
  }
  return withExtensions(result, value['extensions'] as Extensions | undefined);
}

// A struct that is part of another has no "absent": empty says the same.
const isEmptyPart = (value: YamlValue, { presence, shape }: Field): boolean =>
  presence === 'always' && shape.kind === 'struct' && value instanceof Map && value.size === 0;

function isShown(value: unknown, field: Field): boolean {
  if (value === undefined || value === null) return false;
  if (field.presence === 'filled') return !isZero(value, field.shape);
  if (field.presence === 'false') return value === false;
  return true;
}

function mapValue(value: Data, toItem: (item: unknown) => YamlValue): YamlValue {
  const keys = Object.keys(value).toSorted(compareNatural);
  return new Map(keys.map((key) => [key, toItem(value[key])]));
}

const floatValue = (value: unknown): YamlValue =>
  typeof value === 'number' ? Number(formatFloat32(value)) : freeValue(value);

// A single limit of zero cannot be told from a pair of zeros.
function ulimitValue(value: unknown): YamlValue {
  if (typeof value === 'number') return value === 0 ? ulimitPair(0, 0) : value;
  const { soft, hard } = value as { readonly soft?: number; readonly hard?: number };
  return ulimitPair(soft ?? 0, hard ?? 0);
}

const ulimitPair = (soft: number, hard: number): YamlValue =>
  new Map([
    ['soft', soft],
    ['hard', hard],
  ]);

function freeValue(value: unknown): YamlValue {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) return value.map(freeValue);
  if (typeof value === 'object') return mapValue(value as Data, freeValue);
  return value as YamlValue;
}

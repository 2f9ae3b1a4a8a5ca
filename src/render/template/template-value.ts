/** What a template can hold while it runs: Go's kinds, as far as rows and constants need them. */

export type Value =
  | string
  | boolean
  /** Go's int. */
  | number
  | undefined
  /** Go's nil; undefined is a key that a map does not have. */
  | null
  | GoFloat
  | GoList
  | GoStruct
  | GoMap;

export interface GoFloat {
  readonly kind: 'float';
  readonly value: number;
}

export interface GoList {
  readonly kind: 'list';
  /** `[]string` */
  readonly type: string;
  readonly items: readonly Value[];
}

export interface GoMap {
  readonly kind: 'map';
  readonly type: string;
  readonly entries: ReadonlyMap<string, Value>;
  readonly methods?: Methods;
}

/** A row or a part of one. */
export interface GoStruct {
  readonly kind: 'struct';
  readonly type: string;
  readonly fields: ReadonlyMap<string, Value>;
  /** Takes one text, as `.Label "k"` does. */
  readonly methods?: Methods;
  /** What `json` shows; the fields when absent. */
  readonly json?: unknown;
}

type Methods = ReadonlyMap<string, (argument: string) => Value>;

export const list = (items: readonly Value[], type: string): GoList => ({
  kind: 'list',
  type,
  items,
});

/** Go's name of the value's type, as errors and `%T` show it. */
export function typeOf(value: Value): string {
  if (value === undefined || value === null) return '<nil>';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return 'int';
  return value.kind === 'float' ? 'float64' : value.type;
}

/** Empty and zero values are false, structs always true. */
export function isTrue(value: Value): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value !== 'object') return Boolean(value);
  switch (value.kind) {
    case 'float':
      return value.value !== 0;
    case 'list':
      return value.items.length > 0;
    case 'map':
      return value.entries.size > 0;
    case 'struct':
      return true;
  }
}

/** As `%v` prints it. */
export function textOf(value: Value): string {
  if (value === undefined || value === null) return '<nil>';
  if (typeof value !== 'object') return String(value);
  switch (value.kind) {
    case 'float':
      return floatText(value.value);
    case 'list':
      return `[${value.items.map(textOf).join(' ')}]`;
    case 'map':
      return `map[${[...value.entries].map(([key, each]) => `${key}:${textOf(each)}`).join(' ')}]`;
    case 'struct':
      return `{${[...value.fields.values()].map(textOf).join(' ')}}`;
  }
}

/** Go's `%g`: exponents below 1e-4 and from 1e21 on, with two digits at least. */
export function floatText(value: number): string {
  const size = Math.abs(value);
  if (Number.isNaN(value)) return 'NaN';
  if (size === Infinity) return value < 0 ? '-Inf' : '+Inf';
  if (value === 0 || (size >= 1e-4 && size < 1e21)) return decimalText(value);
  return twoDigitExponent(value.toExponential());
}

/** Node turns to exponents at 1e-6; Go at 1e-4: between them nothing is left to do. */
const decimalText = (value: number): string => String(value);

export const twoDigitExponent = (text: string): string => text.replace(/e([+-])(\d)$/, 'e$10$2');

/** What `json` makes of it. */
export function jsonOf(value: Value): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'object') return value;
  switch (value.kind) {
    case 'float':
      return value.value;
    case 'list':
      return value.items.map(jsonOf);
    case 'map':
      return Object.fromEntries([...value.entries].map(([key, each]) => [key, jsonOf(each)]));
    case 'struct':
      return (
        value.json ??
        Object.fromEntries([...value.fields].map(([key, each]) => [key, jsonOf(each)]))
      );
  }
}

/** Checked access to the engine's answers and to requests, which have the same fields. */

export type Fields = Readonly<Record<string, unknown>>;

export const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

export const rowsOf = (value: unknown): readonly Fields[] =>
  Array.isArray(value) ? value.map(fieldsOf) : [];

export const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];

/** Text of a scalar; empty for everything else, and for what says nothing: `0`, `false`. */
export function textOf(value: unknown): string {
  if (typeof value === 'number') return value === 0 ? '' : String(value);
  if (value === true) return 'true';
  return typeof value === 'string' ? value : '';
}

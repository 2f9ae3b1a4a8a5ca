import type { FieldChange } from '../step.ts';

/** Attributes as the file has them, from top to bottom, entries of one attribute together. */
export function inFileOrder(changes: readonly FieldChange[]): readonly FieldChange[] {
  const groups = Map.groupBy(changes, ({ attribute }) => headOf(attribute));
  return [...groups.values()]
    .map((group) => group.toSorted(byPlace))
    .toSorted(([a], [b]) => (a === undefined || b === undefined ? 0 : byPlace(a, b)))
    .flat();
}

/** `environment` of `environment.LOG_LEVEL`. */
export const headOf = (attribute: string): string => attribute.split('.', 1)[0] ?? attribute;

const byPlace = (a: FieldChange, b: FieldChange): number =>
  a.at === undefined || b.at === undefined || a.at.file !== b.at.file
    ? 0
    : a.at.line - b.at.line || a.at.column - b.at.column;

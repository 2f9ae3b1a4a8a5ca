import type { Diagnostic } from '../model/diagnostic.ts';

/** In reading order: without a place first, then by file as first mentioned, line and column. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const ranks = new Map<string | undefined, number>([[undefined, 0]]);
  for (const { at } of diagnostics) if (!ranks.has(at?.file)) ranks.set(at?.file, ranks.size);
  const rankOf = ({ at }: Diagnostic) => ranks.get(at?.file) ?? 0;
  return diagnostics.toSorted(
    (a, b) =>
      rankOf(a) - rankOf(b) ||
      (a.at?.line ?? 0) - (b.at?.line ?? 0) ||
      (a.at?.column ?? 0) - (b.at?.column ?? 0),
  );
}

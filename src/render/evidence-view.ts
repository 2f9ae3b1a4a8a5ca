import { maskLine } from './mask.ts';
import { show } from './show.ts';
import type { Theme } from './theme.ts';

/** Lines of evidence, indented and made safe: secrets hidden, control characters visible. */
export const renderEvidence = (lines: readonly string[], theme: Theme): readonly string[] =>
  lines.map((line) => theme.dim(`  ${maskLine(show(line))}`));

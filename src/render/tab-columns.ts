/** Columns by tabs, as Go's tabwriter sets them: a column is as wide as the lines next to each other need it. */
import { padEnd } from './table.ts';
import stringWidth from 'fast-string-width';

const PADDING = 3;
const MIN_WIDTH = 10;

/** Cells end at tabs; what follows the last one on a line is not padded. */
export function alignTabs(text: string): string {
  const lines = text.split('\n').map((line) => line.split('\t'));
  const widths = lines.map((): number[] => []);
  const columns = Math.max(...lines.map((cells) => cells.length - 1));
  for (let column = 0; column < columns; column += 1) setWidths(lines, widths, column);
  return lines.map((cells, line) => alignLine(cells, widths[line] ?? [])).join('\n');
}

/** Lines that have a cell in this column and touch share its width. */
function setWidths(
  lines: readonly (readonly string[])[],
  widths: readonly number[][],
  column: number,
): void {
  const hasCell = (line: number): boolean => (lines[line]?.length ?? 0) > column + 1;
  let line = 0;
  while (line < lines.length) {
    const first = line;
    let width = 0;
    for (; hasCell(line); line += 1)
      width = Math.max(width, stringWidth(lines[line]?.[column] ?? ''));
    for (const own of widths.slice(first, line)) own[column] = Math.max(width + PADDING, MIN_WIDTH);
    line += 1;
  }
}

const alignLine = (cells: readonly string[], widths: readonly number[]): string =>
  cells
    .map((cell, column) => (column === cells.length - 1 ? cell : padEnd(cell, widths[column] ?? 0)))
    .join('');

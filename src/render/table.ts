/** Columns as Docker's tools lay them out. */
import stringWidth from 'fast-string-width';

export interface TableLayout {
  /** Least width of a column, padding included: 10 for `ps`, 20 for `ls` and `images`, 4 for `top`. */
  readonly minWidth?: number;
  readonly padding?: number;
}

/** Every row ends with a newline; the last cell is not padded, so an empty one leaves blanks before it. */
export function renderTable(
  rows: readonly (readonly string[])[],
  { minWidth = 10, padding = 3 }: TableLayout = {},
): string {
  const widths = columnWidths(rows).map((width) => Math.max(width + padding, minWidth));
  return rows.map((row) => `${renderRow(row, widths)}\n`).join('');
}

function columnWidths(rows: readonly (readonly string[])[]): readonly number[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.slice(0, -1).entries()) {
      widths[column] = Math.max(widths[column] ?? 0, stringWidth(cell));
    }
  }
  return widths;
}

function renderRow(row: readonly string[], widths: readonly number[]): string {
  return row
    .map((cell, column) =>
      column === row.length - 1 ? cell : padEnd(cell, widths[column] ?? stringWidth(cell)),
    )
    .join('');
}

/** Pads to a width in terminal columns; wide characters count two, escape sequences none. */
export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
}

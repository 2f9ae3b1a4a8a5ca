/** What a person sees in a compose file without parsing it: lines, their depth, and the keys above them. */

export interface OutlineLine {
  /** From 0. */
  readonly index: number;
  readonly text: string;
  readonly indent: number;
  readonly isItem: boolean;
  readonly key: string | undefined;
  /** Behind the colon of a key, or behind the dash of an item. */
  readonly value: string;
  /** Keys above, outermost first. */
  readonly parents: readonly string[];
}

/** Lines with content; comments, empty lines and the text of block scalars are left out. */
export function outline(text: string): readonly OutlineLine[] {
  const lines: OutlineLine[] = [];
  const open: { readonly indent: number; readonly key: string }[] = [];
  let blockBelow: number | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const indent = line.length - line.trimStart().length;
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    if (blockBelow !== undefined && indent > blockBelow) continue;
    const read = readLine(line.trim());
    while (closes(open.at(-1), indent, read.isItem)) open.pop();
    lines.push({ index, text: line, indent, ...read, parents: open.map(({ key }) => key) });
    if (read.key !== undefined && !read.isItem) open.push({ indent, key: read.key });
    blockBelow = /^[|>][+-]?$/.test(read.value) ? indent : undefined;
  }
  return lines;
}

/** A list may begin in the column of its key. */
const closes = (last: { readonly indent: number } | undefined, indent: number, isItem: boolean) =>
  last !== undefined && (isItem ? last.indent > indent : last.indent >= indent);

function readLine(line: string): Pick<OutlineLine, 'isItem' | 'key' | 'value'> {
  const isItem = line.startsWith('- ');
  const rest = isItem ? line.slice(2).trimStart() : line;
  const [, key, value = ''] = /^([\w.<-]+):(?:\s+(.*))?$/.exec(rest) ?? [];
  return { isItem, key, value: key === undefined ? rest : value };
}

/** Whether a line is an attribute of a service. */
export const isAttribute = ({ parents, key, isItem }: OutlineLine): boolean =>
  key !== undefined && !isItem && parents.length === 2 && parents[0] === 'services';

/** The lines below a key that belong to it; the end is exclusive. */
export function endOfBlock(lines: readonly OutlineLine[], at: number): number {
  const first = lines[at];
  if (!first) return at;
  const after = lines.slice(at + 1).findIndex((line) => {
    const isBelow = line.indent > first.indent || (line.isItem && line.indent === first.indent);
    return !isBelow || (first.isItem && line.indent === first.indent);
  });
  return after < 0 ? lines.length : at + 1 + after;
}

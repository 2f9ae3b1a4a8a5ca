/** The live tree as lines: a header and one row a resource, none wider than the screen. */
import stringWidth from 'fast-string-width';
import { fit } from '../fit.ts';
import { show } from '../show.ts';
import { padEnd } from '../table.ts';
import type { Style, Theme } from '../theme.ts';
import type { Layer, TreeRow, TreeState } from './tree-state.ts';
import type { UpdateStatus } from './update.ts';

export interface FrameOptions {
  readonly verb: string;
  readonly columns: number;
  /** Lines there is room for; Infinity for the last frame. */
  readonly rows: number;
  readonly theme: Theme;
  readonly now: number;
}

/** Pure: no line wraps, and there are never more than `rows - 1` of them. */
export function renderFrame(state: TreeState, options: FrameOptions): readonly string[] {
  const all = [...state.rows.values()];
  if (all.length === 0) return [];
  const { visible, hidden } = chooseRows(all, Math.max(1, options.rows - 2));
  const widths = measure(visible);
  const lines = [
    header(state, all, options),
    ...visible.map((row) => renderRow(row, widths, options)),
  ];
  if (hidden > 0)
    lines.push(options.theme.dim(`   ${options.theme.symbols.ellipsis} ${hidden} more`));
  return lines.map((line) => fit(line, options.columns - 1, options.theme.symbols.ellipsis));
}

/** Work and trouble first, then what ended last; shown in the order of the tree. */
function chooseRows(
  all: readonly TreeRow[],
  room: number,
): { readonly visible: readonly TreeRow[]; readonly hidden: number } {
  if (all.length <= room) return { visible: all, hidden: 0 };
  const ranked = all.toSorted((a, b) => rank(b) - rank(a));
  const chosen = new Set(ranked.slice(0, Math.max(1, room - 1)));
  return { visible: all.filter((row) => chosen.has(row)), hidden: all.length - chosen.size };
}

function rank(row: TreeRow): number {
  const urgency = { error: 3, working: 2, warning: 1, done: 0 }[row.status];
  return urgency * 1e15 + (row.endedAt ?? 0);
}

function header(state: TreeState, rows: readonly TreeRow[], { verb, theme }: FrameOptions): string {
  const done = rows.filter((row) => row.status !== 'working').length;
  const total = new Set([...state.expected, ...state.rows.keys()]).size;
  const text = `[+] ${verb} ${done}/${total}`;
  return done === total ? theme.blue(text) : text;
}

interface Widths {
  readonly id: number;
  readonly verb: number;
}

const widest = (texts: readonly string[]): number =>
  Math.max(...texts.map((text) => stringWidth(text)));

const measure = (rows: readonly TreeRow[]): Widths => ({
  id: widest(rows.map((row) => show(row.id))),
  verb: widest(rows.map((row) => row.verb)),
});

function renderRow(row: TreeRow, widths: Widths, options: FrameOptions): string {
  const { theme, now, columns } = options;
  const verb = statusStyle(row.status, theme)(padEnd(row.verb, widths.verb));
  const head = ` ${icon(row, options)} ${padEnd(show(row.id), widths.id)}  ${verb}`;
  const elapsedMs = row.spentMs + (row.endedAt ?? now) - row.startedAt;
  const seconds = `${(elapsedMs / 1000).toFixed(1)}s`;
  const extra = [bar(row.layers, theme), show(row.details)].filter((text) => text !== '').join(' ');
  const room = columns - 2 - seconds.length;
  const body = fit(extra === '' ? head : `${head}  ${extra}`, room - 1, theme.symbols.ellipsis);
  return `${padEnd(body, room)} ${theme.blue(seconds)}`;
}

function icon(row: TreeRow, { theme, now }: FrameOptions): string {
  const { spinner, done, warning, failed } = theme.symbols;
  switch (row.status) {
    case 'working':
      return theme.yellow(spinner[Math.floor(now / 100) % spinner.length] ?? '');
    case 'done':
      return theme.green(done);
    case 'warning':
      return theme.yellow(warning);
    case 'error':
      return theme.red(failed);
  }
}

function statusStyle(status: UpdateStatus, theme: Theme): Style {
  return {
    working: (text: string) => text,
    done: theme.green,
    warning: theme.yellow,
    error: theme.red,
  }[status];
}

const MOST_CELLS = 20;

/** One cell a layer, filled by its share, and the bytes of all. */
function bar(layers: ReadonlyMap<string, Layer>, theme: Theme): string {
  const known = [...layers.values()].filter(({ total }) => total > 0);
  if (known.length === 0) return '';
  const cells = known.slice(0, MOST_CELLS).map((layer) => cell(layer, theme.symbols.bar));
  const current = known.reduce((sum, layer) => sum + layer.current, 0);
  const total = known.reduce((sum, layer) => sum + layer.total, 0);
  return `[${theme.green(cells.join(''))}] ${megabytes(current)} / ${megabytes(total)}`;
}

function cell({ current, total }: Layer, levels: readonly string[]): string {
  const share = Math.min(1, Math.max(0, current / total));
  return levels[Math.round(share * (levels.length - 1))] ?? '';
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)}MB`;

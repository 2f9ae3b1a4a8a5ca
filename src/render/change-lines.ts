/** Attributes that differ, a line each: what it was, what it is going to be, where that is written. */
import stringWidth from 'fast-string-width';
import { looksSecret } from '../model/secret-name.ts';
import { HIDDEN } from '../model/secret-text.ts';
import { headOf } from '../plan/changes/file-order.ts';
import type { FieldChange } from '../plan/step.ts';
import { renderPosition } from './diagnostic-view.ts';
import { fit } from './fit.ts';
import { show } from './show.ts';
import { padEnd } from './table.ts';
import type { Style, Theme } from './theme.ts';

export interface ChangeLayout {
  readonly theme: Theme;
  /** Files below are shown relative to it. */
  readonly base: string | undefined;
  /** Width of the whole line. */
  readonly columns: number;
  readonly indent: number;
}

/** Lines for each group of changes, aligned with each other. */
export function changeLines(
  groups: readonly (readonly FieldChange[])[],
  layout: ChangeLayout,
): readonly (readonly string[])[] {
  const rows = groups.map((changes) => changes.map((change) => rowOf(change, layout)));
  const all = rows.flat();
  const name = Math.min(longestName(layout), widest(all.map((row) => row.name)));
  const place = widest(all.map((row) => row.place));
  const free = layout.columns - layout.indent - name - place - MARK_AND_GAPS;
  const room = Math.max(SHORTEST_VALUE, free);
  const usual = Math.min(room, USUAL_VALUE);
  const value = Math.max(0, ...all.map((row) => row.valueWidth).filter((width) => width <= usual));
  const widths = { name, room, value };
  return rows.map((group) => group.flatMap((row) => renderRow(row, widths, layout)));
}

/** Longer names are cut: a third of the line says enough. */
const longestName = ({ columns }: ChangeLayout): number =>
  Math.min(48, Math.max(20, Math.floor(columns / 3)));

const SHORTEST_VALUE = 24;
/** Longer values do not move the places of all others to the right. */
const USUAL_VALUE = 44;
/** The mark, and two blanks behind name and value. */
const MARK_AND_GAPS = 6;

const MARKS = { added: '+', removed: '-', changed: '~' } as const;
type Mark = (typeof MARKS)[keyof typeof MARKS];

interface Row {
  readonly mark: Mark;
  readonly name: string;
  readonly place: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** Instead of values. */
  readonly words: string;
  /** On one line. */
  readonly valueWidth: number;
}

function rowOf(change: FieldChange, { theme, base }: ChangeLayout): Row {
  const { attribute, at } = change;
  const mark = MARKS[change.change ?? 'changed'];
  const from = valueText(change, change.from, theme);
  const to = valueText(change, change.to, theme);
  const words = wordsOf(change, theme);
  const arrow = to === undefined || mark !== '~' ? '' : ` ${theme.symbols.arrow} `;
  const values = `${from ?? ''}${arrow}${to ?? ''}`.trimStart();
  return {
    mark,
    name: show(attribute),
    place: at === undefined ? '' : lineOf(renderPosition(at, base)),
    from,
    to,
    words,
    valueWidth: stringWidth(words === '' ? values : words),
  };
}

/** The column says nothing that the name of the attribute does not. */
const lineOf = (position: string): string => position.replace(/:\d+$/, '');

function wordsOf(
  { attribute, hidden, from, to, change = 'changed' }: FieldChange,
  theme: Theme,
): string {
  const changed = change === 'changed' ? 'changed' : '';
  const hasValue = from !== undefined || to !== undefined;
  if (hidden === true || (hasValue && namesSecret(attribute)))
    return `${hide(HIDDEN, theme)} ${changed}`.trimEnd();
  if (!hasValue) return changed;
  return from === to ? hide(`${show(from ?? '')} (${HIDDEN} changed)`, theme) : '';
}

/** Secrets themselves are only referred to by their names. */
const namesSecret = (attribute: string): boolean =>
  looksSecret(attribute) && headOf(attribute) !== 'secrets';

/** Names that are values in themselves need no word for an empty one. */
const WITHOUT_VALUE = /^(?:networks|tmpfs)$/;

function valueText(
  { attribute }: FieldChange,
  value: string | undefined,
  theme: Theme,
): string | undefined {
  if (value === undefined) return undefined;
  if (value === '') return WITHOUT_VALUE.test(headOf(attribute)) ? '' : '""';
  return hide(shortIds(show(value)), theme);
}

const hide = (text: string, { unicode }: Theme): string =>
  unicode ? text : text.replaceAll(HIDDEN, '***');

const shortIds = (text: string): string =>
  text.replace(/(?:sha256:)?\b([0-9a-f]{12})[0-9a-f]{52}\b/g, '$1');

interface Widths {
  readonly name: number;
  /** Most for a value. */
  readonly room: number;
  /** The widest of usual length. */
  readonly value: number;
}

function renderRow(row: Row, widths: Widths, layout: ChangeLayout): readonly string[] {
  const { theme } = layout;
  const margin = ' '.repeat(layout.indent);
  const style = { '+': theme.green, '-': theme.red, '~': theme.yellow }[row.mark];
  const name = padEnd(fit(row.name, widths.name, theme.symbols.ellipsis), widths.name);
  const [first = '', ...rest] = valueLines(row, widths, theme);
  const place = row.place === '' ? '' : `  ${theme.dim(row.place)}`;
  const lead = `${margin}${style(row.mark)} ${name}  `;
  const value = place === '' ? first : padEnd(first, widths.value);
  const below = ' '.repeat(layout.indent + 2 + widths.name + 2);
  return [`${lead}${value}${place}`.trimEnd(), ...rest.map((line) => below + line)];
}

function valueLines(row: Row, { room }: Widths, theme: Theme): readonly string[] {
  const { from, to, words } = row;
  const { ellipsis, arrow } = theme.symbols;
  if (words !== '') return [theme.dim(fit(words, room, ellipsis))];
  const cut = (text: string, style: Style): string => style(fit(text, room, ellipsis));
  // only what it is going to be can be told
  if (from === undefined && row.mark === '~')
    return [`${theme.dim(arrow)} ${theme.green(fit(to ?? '', room - 3, ellipsis))}`];
  if (from === undefined) return [cut(to ?? '', theme.green)];
  if (to === undefined) return [cut(from, theme.red)];
  if (row.valueWidth <= room) return [`${theme.red(from)} ${theme.dim(arrow)} ${theme.green(to)}`];
  const [old, now] = aroundDifference(from, to, { width: room - 2, ellipsis });
  return [cut(`- ${old}`, theme.red), cut(`+ ${now}`, theme.green)];
}

interface Cut {
  readonly width: number;
  readonly ellipsis: string;
}

/** Unchanged text that stays in front of a difference. */
const CONTEXT = 12;

/** Both texts without so much of their common beginning that the difference can be seen. */
function aroundDifference(from: string, to: string, cut: Cut): readonly [string, string] {
  if (Math.max(from.length, to.length) <= cut.width) return [from, to];
  let same = 0;
  while (same < from.length && from[same] === to[same]) same += 1;
  const start = Math.max(0, same - CONTEXT);
  const tail = (text: string): string =>
    start === 0 ? text : cut.ellipsis + text.slice(start).trimStart();
  return [tail(from), tail(to)];
}

const widest = (texts: readonly string[]): number =>
  Math.max(0, ...texts.map((text) => stringWidth(text)));

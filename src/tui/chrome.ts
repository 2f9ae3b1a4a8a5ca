/** Head line, state strip, status of the log and foot line. */
import type { DashboardState, Pane } from './dashboard-state.ts';
import { BINDINGS, isBoundIn } from './keymap.ts';
import type { Layout } from './layout.ts';
import { clockText, sizeText } from './log-rows.ts';
import type { RowStyle } from './rows.ts';
import { countText, durationText, paintRow, span, spread, widthOf } from './rows.ts';
import { plainLine } from './sanitise.ts';
import type { StateShape } from './service-rows.ts';
import type { Span, Theme } from './theme.ts';
import { shapeOf } from './theme.ts';

/** Of the log store, sampled a few times a second. */
export interface LogStats {
  readonly lines: number;
  readonly bytes: number;
  /** Lines that pass mask and filter. */
  readonly shown: number;
}

const TABS: readonly (readonly [pane: Pane, short: string, long: string])[] = [
  ['services', 'svc', 'Services'],
  ['logs', 'logs', 'Logs'],
  ['details', 'det', 'Details'],
];

export function headLine(
  state: DashboardState,
  layout: Layout,
  look: { readonly theme: Theme; readonly utcOffset: number },
): string {
  const { theme } = look;
  const clock = span(` ${clockText(state.now, look.utcOffset).slice(0, 5)} `, 'dim');
  const name = span(` ${plainLine(state.head.name)} `, 'strong');
  const middle = layout.framed ? placeSpans(state) : [];
  const tabs = layout.framed ? [] : tabSpans(state);
  const right = layout.mode === 'tiny' ? tabs : [...tabs, clock];
  return spread([name, ...countSpans(state, theme), ...engineSpans(state), ...middle], right, {
    theme,
    width: layout.columns,
  });
}

function placeSpans(state: DashboardState): readonly Span[] {
  const { directory, engine } = state.head;
  const place = directory === undefined ? 'no files: by labels alone' : plainLine(directory);
  return [span(`  ${place}`, 'dim'), span(`  ${plainLine(engine)}`, 'dim')];
}

const COUNTED: readonly (readonly StateShape[])[] = [
  ['failed'],
  ['unhealthy'],
  ['restarting'],
  ['starting'],
  ['waiting', 'removing'],
  ['paused'],
  ['healthy', 'running'],
  ['done'],
  ['missing'],
];

function countSpans(state: DashboardState, theme: Theme): readonly Span[] {
  return COUNTED.flatMap((shapes) => {
    const count = state.services.filter((row) => shapes.includes(row.state.shape)).length;
    const shape = shapeOf(theme, shapes[0] ?? 'missing');
    return count === 0 ? [] : [span(` ${shape.text}${count}`, shape.token)];
  });
}

function engineSpans(state: DashboardState): readonly Span[] {
  const { engine } = state;
  if (engine.kind !== 'lost') return [];
  const wait = durationText(Math.max(0, engine.retryAt - state.now));
  const gone = durationText(state.now - engine.since);
  return [span(`  engine lost ${gone}, retry in ${wait} `, 'error')];
}

function tabSpans(state: DashboardState): readonly Span[] {
  return TABS.flatMap(([pane, short], at) => [
    span(`  ${at + 1} `, 'dim'),
    span(pane === state.pane ? short.toUpperCase() : short, pane === state.pane ? 'focus' : 'dim'),
  ]);
}

/** ` 2 Logs of api `. */
export function paneTitle(state: DashboardState, pane: Pane): readonly Span[] {
  const at = TABS.findIndex(([name]) => name === pane);
  const subject =
    pane === 'services' || state.solo === undefined ? '' : ` of ${plainLine(state.solo)}`;
  const isFocused = state.pane === pane;
  return [
    span(` ${at + 1} `, 'dim'),
    span(`${TABS[at]?.[2] ?? ''}${subject} `, isFocused ? 'focus' : 'strong'),
  ];
}

/** One shape and name per service. */
export function stateStrip(state: DashboardState, style: RowStyle): string {
  const spans = state.services.flatMap((row) => {
    const shape = shapeOf(style.theme, row.state.shape);
    const isShown = state.solo === undefined || state.solo === row.name;
    return [
      span(` ${shape.text} `, shape.token),
      span(plainLine(row.name), isShown ? 'text' : 'dim'),
    ];
  });
  return paintRow(spans, style);
}

export function ruleLine({ theme, width }: RowStyle): string {
  return theme.paint('border', (theme.ascii ? '-' : '─').repeat(width));
}

/** ` FOLLOW  /refused 17  41,204 lines 9.1 MB `. */
export function logStatus(state: DashboardState, stats: LogStats, theme: Theme): readonly Span[] {
  const { logs } = state;
  const arrow = theme.ascii ? 'v' : '▼';
  const mode = logs.follow
    ? [span(' FOLLOW ', 'ok')]
    : [
        span(' PAUSED ', 'warn'),
        span(logs.fresh > 0 ? `${arrow} ${countText(logs.fresh)} new ` : ''),
      ];
  const filter =
    state.draft !== undefined
      ? [span(' /', 'accent'), span(plainLine(state.draft)), span(' ', 'match'), span(' ')]
      : logs.filter === ''
        ? []
        : [span(` /${plainLine(logs.filter)} `, 'accent')];
  const found = logs.filter === '' ? [] : [span(`${countText(stats.shown)} found `)];
  const size = span(` ${countText(stats.lines)} lines ${sizeText(stats.bytes)} `, 'dim');
  const sideways = logs.left > 0 ? [span(` from column ${logs.left + 1} `, 'dim')] : [];
  return [...mode, ...filter, ...found, ...sideways, size];
}

/** A message while there is one, else the keys of this place. */
export function footLine(state: DashboardState, style: RowStyle): string {
  const { toast } = state;
  if (toast !== undefined) {
    const token = toast.level === 'error' ? 'error' : 'ok';
    return paintRow([span(` ${toast.text}`, token)], style);
  }
  const draft = [
    ['enter', 'keep'],
    ['esc', 'clear'],
    ['ctrl-u', 'empty'],
  ] as const;
  if (state.draft !== undefined) return keyLine(draft, style);
  const bound = BINDINGS.filter((one) => one.short !== undefined && isBoundIn(one, state.pane));
  const keys = bound.map((one) => [one.keys[0] ?? '', one.short ?? ''] as const);
  const back = state.solo === undefined ? [] : ([['esc', 'all services']] as const);
  return keyLine([...back, ...keys], style);
}

type KeyHint = readonly [key: string, word: string];

/** As many hints as fit whole; those at the end, help and quit, stay longest. */
function keyLine(hints: readonly KeyHint[], style: RowStyle): string {
  const kept = [...hints];
  while (kept.length > KEPT_HINTS && widthOf(keySpans(kept)) > style.width) {
    kept.splice(-1 - KEPT_HINTS, 1);
  }
  return paintRow(keySpans(kept), style);
}

const KEPT_HINTS = 2;

function keySpans(keys: readonly KeyHint[]): readonly Span[] {
  return keys.flatMap(([key, word]) => [span(` ${key}`, 'accent'), span(` ${word} `, 'dim')]);
}

import { renderToString } from 'ink';
import type { LogStats } from './chrome.ts';
import { logStatus } from './chrome.ts';
import { Dashboard } from './dashboard.tsx';
import type { DashboardState, LogMove } from './dashboard-state.ts';
import type { Layout, Rect } from './layout.ts';
import { layout, logRect } from './layout.ts';
import { logRow, nameColumn } from './log-rows.ts';
import type { LogStore } from './log-store.ts';
import { LogView } from './log-view.ts';
import { Painter } from './painter.ts';
import type { RowStyle } from './rows.ts';
import { paintRow, span, widthOf } from './rows.ts';
import { plainLine } from './sanitise.ts';
import { textWidth } from './text-width.ts';
import type { Span, Theme } from './theme.ts';
import { dimmed } from './theme.ts';

const SAMPLE_MS = 250;

/** State and log lines to bytes for the terminal. What Ink draws is kept until it would look different. */
export class Screen {
  private readonly store: LogStore;
  private readonly view: LogView;
  private readonly theme: Theme;
  private readonly painter = new Painter();
  private chrome: Chrome | undefined;
  private stats: Sample = { lines: 0, bytes: 0, shown: 0, at: 0, end: 0 };

  constructor(store: LogStore, theme: Theme) {
    this.store = store;
    this.view = new LogView(store);
    this.theme = theme;
  }

  /** The next frame is drawn whole. */
  invalidate(): void {
    this.painter.invalidate();
  }

  /** Lines have come that the numbers on the screen do not count yet. */
  get isStale(): boolean {
    return this.stats.end !== this.store.end;
  }

  /** Empty when the screen shows the state already. `now` in milliseconds since 1970. */
  draw(state: DashboardState, now: number): string {
    this.updateView(state);
    const place = layoutOf(state);
    const theme = state.engine.kind === 'lost' ? dimmed(this.theme) : this.theme;
    const utcOffset = -new Date(now).getTimezoneOffset();
    const stats = this.sample(now);
    const chrome = this.drawChrome({ state, place, theme, utcOffset });
    const rect = state.help ? undefined : logRect(place);
    if (rect === undefined) return this.painter.paint({ chrome, patches: [] });
    const lines = this.logLines(state, { rect, theme, utcOffset });
    const status = statusLine(logStatus(state, stats, theme), {
      theme,
      width: rect.width,
      fill: place.framed ? (state.pane === 'logs' ? 'focus' : 'border') : undefined,
    });
    const patches = [...lines, status].map((text, at) => ({
      x: rect.x,
      y: rect.y + at,
      width: rect.width,
      text,
    }));
    return this.painter.paint({ chrome, patches });
  }

  /** Id of the top log row after the move; undefined when there is no line. */
  anchorAfter(state: DashboardState, move: LogMove): number | undefined {
    this.updateView(state);
    const rows = logRect(layoutOf(state))?.height ?? 1;
    const unit = move.kind === 'pages' ? Math.max(1, rows - 1) : 1;
    const by = move.kind === 'oldest' ? -Infinity : Math.trunc(move.by * unit);
    return this.view.moved(state.logs.anchor, by, rows);
  }

  private updateView({ solo, logs }: DashboardState): void {
    this.view.update({ filter: logs.filter, ...(solo === undefined ? {} : { service: solo }) });
  }

  private drawChrome(input: ChromeInput): readonly string[] {
    const { state, place, theme, utcOffset } = input;
    const last = this.chrome;
    if (last && showsSame(last.state, state)) return last.rows;
    const props = { state, layout: place, theme, utcOffset };
    const lines = renderToString(<Dashboard {...props} />, { columns: place.columns }).split('\n');
    const rows = Array.from({ length: place.rows }, (_, y) => lines[y] ?? '');
    this.chrome = { state, rows };
    return rows;
  }

  /** A few times a second: numbers that turn faster cannot be read. */
  private sample(now: number): Sample {
    const { store, view, stats } = this;
    const isSame = stats.end === store.end && stats.shown === view.count;
    if (isSame || (now - stats.at < SAMPLE_MS && stats.end !== store.end)) return stats;
    this.stats = {
      lines: store.count,
      bytes: store.textBytes,
      shown: view.count,
      at: now,
      end: store.end,
    };
    return this.stats;
  }

  private logLines(
    { logs, columns }: DashboardState,
    to: { readonly rect: Rect; readonly theme: Theme; readonly utcOffset: number },
  ): readonly string[] {
    const { rect, theme, utcOffset } = to;
    const { sources } = this.store;
    const style = {
      theme,
      utcOffset,
      width: rect.width,
      left: logs.left,
      timestamps: logs.timestamps && rect.width >= 50,
      nameWidth: nameColumn(sources, columns),
      styles: theme.colour,
    };
    const lines = this.view.window(logs.follow ? undefined : logs.anchor, rect.height);
    return Array.from({ length: rect.height }, (_, at) => {
      const line = lines[at];
      return line === undefined ? '' : logRow(line, sources[line.source], style);
    });
  }
}

/** In the last row of the pane, which is its lower border where it has one. */
function statusLine(
  spans: readonly Span[],
  to: RowStyle & { readonly fill: 'focus' | 'border' | undefined },
): string {
  const dash = to.theme.ascii ? '-' : '─';
  const rest = Math.max(0, to.width - widthOf(spans));
  const line = to.fill === undefined ? [] : [span(dash.repeat(rest), to.fill)];
  return paintRow([...spans, ...line], to);
}

function layoutOf({ columns, rows, pane, solo, services }: DashboardState): Layout {
  const longestName = Math.max(0, ...services.map((row) => textWidth(plainLine(row.name))));
  return layout({ columns, rows, pane, longestName, solo: solo !== undefined });
}

interface Sample extends LogStats {
  readonly at: number;
  readonly end: number;
}

interface ChromeInput {
  readonly state: DashboardState;
  readonly place: Layout;
  readonly theme: Theme;
  readonly utcOffset: number;
}

interface Chrome {
  readonly state: DashboardState;
  readonly rows: readonly string[];
}

/** Whether all but the log looks the same. */
function showsSame(one: DashboardState, other: DashboardState): boolean {
  const { logs: _, ...rest } = one;
  const { logs: __, ...otherRest } = other;
  return one === other || shallowEqual(rest, otherRest);
}

function shallowEqual(one: object, other: object): boolean {
  const entries = Object.entries(one);
  const others = new Map<string, unknown>(Object.entries(other));
  return (
    entries.length === others.size &&
    entries.every(([key, value]) => others.has(key) && Object.is(others.get(key), value))
  );
}

import { renderToString } from 'ink';
import type { LogStats } from './chrome.ts';
import { Dashboard } from './dashboard.tsx';
import type { DashboardState, LogMove } from './dashboard-state.ts';
import type { Layout, Rect } from './layout.ts';
import { layout, logRect } from './layout.ts';
import { logRow, nameColumn } from './log-rows.ts';
import type { LogStore } from './log-store.ts';
import { LogView } from './log-view.ts';
import { Painter } from './painter.ts';
import { plainLine } from './sanitise.ts';
import { textWidth } from './text-width.ts';
import type { Theme } from './theme.ts';
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
    const chrome = this.drawChrome({ state, place, theme, utcOffset, stats: this.sample(now) });
    const rect = state.help ? undefined : logRect(place);
    if (rect === undefined) return this.painter.paint({ chrome, lines: [] });
    const lines = this.logLines(state, { rect, theme, utcOffset });
    return this.painter.paint({ chrome, rect, lines });
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
    const { state, place, theme, stats, utcOffset } = input;
    const last = this.chrome;
    if (last && last.stats === stats && showsSame(last.state, state)) return last.rows;
    const props = { state, layout: place, theme, stats, utcOffset };
    const lines = renderToString(<Dashboard {...props} />, { columns: place.columns }).split('\n');
    const rows = Array.from({ length: place.rows }, (_, y) => lines[y] ?? '');
    this.chrome = { state, stats, rows };
    return rows;
  }

  /** A few times a second: under a flood of lines the numbers would otherwise redraw the chrome in every frame. */
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
  readonly stats: Sample;
  readonly utcOffset: number;
}

interface Chrome {
  readonly state: DashboardState;
  readonly stats: LogStats;
  readonly rows: readonly string[];
}

/** Whether the chrome of both looks the same: only the log lines moved. */
function showsSame(one: DashboardState, other: DashboardState): boolean {
  if (one === other) return true;
  const { logs, ...rest } = one;
  const { logs: otherLogs, ...otherRest } = other;
  const visible = (of: typeof logs): object => ({ ...of, version: 0, fresh: 0, anchor: 0 });
  return shallowEqual(rest, otherRest) && shallowEqual(visible(logs), visible(otherLogs));
}

function shallowEqual(one: object, other: object): boolean {
  const entries = Object.entries(one);
  const others = new Map<string, unknown>(Object.entries(other));
  return (
    entries.length === others.size &&
    entries.every(([key, value]) => others.has(key) && Object.is(others.get(key), value))
  );
}

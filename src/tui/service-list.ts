/** The rows of the list of services. */
import type { DashboardState } from './dashboard-state.ts';
import { durationText, paintRow, span } from './rows.ts';
import { plainLine } from './sanitise.ts';
import type { ServiceRow } from './service-rows.ts';
import { fitName, textWidth } from './text-width.ts';
import type { Span, Theme } from './theme.ts';
import { shapeOf, spinner } from './theme.ts';

export interface ListSpace {
  readonly theme: Theme;
  readonly width: number;
  readonly height: number;
  readonly focused: boolean;
}

/** The marked row is always among those shown. */
export function serviceLines(state: DashboardState, space: ListSpace): readonly string[] {
  if (state.services.length === 0) return emptyLines(state, space);
  const columns = columnsFor(state.services, space.width);
  const at = state.services.findIndex((row) => row.name === state.selected);
  const top = Math.max(0, Math.min(at - space.height + 3, state.services.length - space.height));
  return state.services.slice(top, top + space.height).map((row) => {
    const isSelected = row.name === state.selected;
    const mark = isSelected ? (space.theme.ascii ? '>' : '▸') : ' ';
    const spans = [span(mark, 'accent'), ...rowSpans(state, row, { ...space, columns })];
    return paintRow(spans, { ...space, selected: isSelected && space.focused });
  });
}

function emptyLines(state: DashboardState, space: ListSpace): readonly string[] {
  const text =
    state.engine.kind === 'connecting'
      ? 'connecting to the engine'
      : 'no services: flo up creates them';
  return [paintRow([span(` ${text}`, 'dim')], space)];
}

interface Columns {
  readonly name: number;
  /** 0 leaves a column out. */
  readonly replicas: number;
  readonly state: number;
  readonly uptime: number;
  readonly ports: number;
}

const LEAD = 3;
const MIN_PORTS = 8;

/** Ports go first, then uptime; names are cut in the middle, states never before them. */
function columnsFor(rows: readonly ServiceRow[], width: number): Columns {
  const longest = Math.max(...rows.map((row) => textWidth(shownName(row))), 4);
  const replicas = Math.max(...rows.map((row) => replicaText(row).length)) || -1;
  const state = Math.max(...rows.map((row) => textWidth(plainLine(row.state.word))), 8);
  const room = width - LEAD - (replicas + 1) - 1;
  const stateWidth = Math.min(state, Math.max(11, room - longest - 5), 20);
  const uptime = room - stateWidth - 5 >= Math.min(longest, 8) ? 4 : 0;
  const left = room - stateWidth - (uptime > 0 ? uptime + 1 : 0);
  const name = Math.max(3, Math.min(longest, left));
  const ports = left - name - 2;
  return {
    name,
    replicas: Math.max(0, replicas),
    state: stateWidth,
    uptime,
    ports: ports >= MIN_PORTS ? ports : 0,
  };
}

const shownName = (row: ServiceRow): string => plainLine(row.name) + (row.orphan ? ' ?' : '');

/** `1/3`; empty where one is wanted and one is there. */
function replicaText(row: ServiceRow): string {
  const single = row.wanted === 1 && row.containers.length <= 1;
  return single || (row.wanted === 0 && row.running === 0) ? '' : `${row.running}/${row.wanted}`;
}

function rowSpans(
  state: DashboardState,
  row: ServiceRow,
  space: ListSpace & { readonly columns: Columns },
): readonly Span[] {
  const { theme, columns } = space;
  const busy = state.busy[row.name];
  const shape = busy === undefined ? shapeOf(theme, row.state.shape) : spinner(theme, state.now);
  const word = busy === undefined ? plainLine(row.state.word) : BUSY[busy];
  const uptime = row.startedAt === undefined ? '' : durationText(state.now - row.startedAt);
  return [
    shape,
    span(' '),
    span(fitName(shownName(row), columns.name), row.orphan ? 'dim' : 'text'),
    span(columns.replicas > 0 ? ` ${replicaText(row).padStart(columns.replicas)}` : ''),
    span(` ${fitName(word, columns.state)}`, shape.token),
    span(columns.uptime > 0 ? ` ${uptime.padStart(columns.uptime)}` : '', 'dim'),
    span(columns.ports > 0 ? `  ${portsText(row, columns.ports)}` : '', 'dim'),
  ];
}

const BUSY = { start: 'starts', stop: 'stops', restart: 'restarts' } as const;

function portsText(row: ServiceRow, width: number): string {
  const all = row.ports.join(' ');
  if (all.length <= width) return all;
  const first = row.ports[0] ?? '';
  return `${first} +${row.ports.length - 1}`;
}

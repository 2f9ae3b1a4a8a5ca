/** Events to states and intents: pure, and the same state object where nothing changed. */
import type { DashboardEvent, DashboardState, Intent, Reduced } from './dashboard-state.ts';
import { targetOf } from './dashboard-state.ts';
import { reduceKey, typeInto } from './reduce-key.ts';
import { plainLine } from './sanitise.ts';
import type { ServiceRow } from './service-rows.ts';
import { serviceRows } from './service-rows.ts';

type EventOf<K extends DashboardEvent['kind']> = Extract<DashboardEvent, { kind: K }>;

const TOAST_MS = 4_000;

export function reduce(state: DashboardState, event: DashboardEvent): Reduced {
  switch (event.kind) {
    case 'key':
      return reduceKey(state, event.key);
    case 'paste':
      return same(paste(state, event.text));
    case 'resize':
      return same(resize(state, event));
    case 'tick':
      return same(tick(state, event.at));
    case 'observed':
      return observe(state, event);
    case 'engineLost':
      return same(loseEngine(state, event));
    case 'logsAppended':
      return same(appendLogs(state, event.count));
    case 'logsScrolled':
      return same(scrollLogs(state, event));
    case 'facts':
      return same(takeFacts(state, event));
    case 'actionEnded':
      return endAction(state, event);
  }
}

const same = (state: DashboardState): Reduced => ({ state, intents: [] });

/** A field has one line: the first with text. */
function paste(state: DashboardState, text: string): DashboardState {
  const line = text.split(/[\r\n]+/).find((part) => part.trim() !== '');
  return state.draft === undefined ? state : typeInto(state, plainLine(line ?? ''));
}

/** An answer that comes late may be about a service that is no longer looked at. */
function takeFacts(state: DashboardState, { service, facts }: EventOf<'facts'>): DashboardState {
  return service === targetOf(state) ? { ...state, facts } : state;
}

function resize(state: DashboardState, event: EventOf<'resize'>): DashboardState {
  const unchanged = state.columns === event.columns && state.rows === event.rows;
  return unchanged ? state : { ...state, columns: event.columns, rows: event.rows };
}

/** Only what shows makes a new state: each one costs a drawing of the screen. */
function tick(state: DashboardState, at: number): DashboardState {
  const isOver = state.toast?.until !== undefined && state.toast.until <= at;
  const isSpinning = Object.keys(state.busy).length > 0;
  const unit = countsSeconds(state) ? 1_000 : MINUTE_MS;
  const isLater = Math.floor(at / unit) !== Math.floor(state.now / unit);
  if (!isOver && !isSpinning && !isLater) return state;
  const { toast, ...rest } = state;
  return { ...rest, now: at, ...(toast === undefined || isOver ? {} : { toast }) };
}

const MINUTE_MS = 60_000;

/** A loss and a young container are told in seconds; everything else in minutes. */
function countsSeconds({ engine, services, now }: DashboardState): boolean {
  const isYoung = ({ startedAt }: ServiceRow): boolean =>
    startedAt !== undefined && now - startedAt < MINUTE_MS;
  return engine.kind === 'lost' || services.some(isYoung);
}

function observe(state: DashboardState, event: EventOf<'observed'>): Reduced {
  const services = serviceRows({ ...event, before: state.services });
  const names = services.map((row) => row.name);
  const { selected: _, solo, ...rest } = state;
  const kept = keptSelection(state, names);
  const next: DashboardState = {
    ...rest,
    services,
    now: Math.max(state.now, event.at),
    engine: { kind: 'up' },
    ...(kept === undefined ? {} : { selected: kept }),
    ...(solo !== undefined && names.includes(solo) ? { solo } : {}),
  };
  const target = targetOf(next);
  const intents: readonly Intent[] =
    target === undefined ? [] : [{ kind: 'inspect', service: target }];
  return { state: target === targetOf(state) ? next : { ...next, facts: [] }, intents };
}

/** By name; when that has gone, what stands in its place now. */
function keptSelection(state: DashboardState, names: readonly string[]): string | undefined {
  if (state.selected !== undefined && names.includes(state.selected)) return state.selected;
  const at = state.services.findIndex((row) => row.name === state.selected);
  return names[Math.min(Math.max(at, 0), names.length - 1)];
}

function loseEngine(state: DashboardState, event: EventOf<'engineLost'>): DashboardState {
  const since = state.engine.kind === 'lost' ? state.engine.since : event.at;
  return {
    ...state,
    now: Math.max(state.now, event.at),
    engine: { kind: 'lost', since, retryAt: event.retryAt, text: event.text },
  };
}

function appendLogs(state: DashboardState, count: number): DashboardState {
  if (count === 0) return state;
  const { logs } = state;
  const fresh = logs.follow ? 0 : logs.fresh + count;
  return { ...state, logs: { ...logs, fresh, version: logs.version + 1 } };
}

function scrollLogs(state: DashboardState, event: EventOf<'logsScrolled'>): DashboardState {
  const { anchor: _, ...logs } = state.logs;
  if (event.anchor === undefined) return { ...state, logs: { ...logs, follow: true, fresh: 0 } };
  if (event.anchor === state.logs.anchor) return state;
  return { ...state, logs: { ...logs, follow: false, anchor: event.anchor } };
}

const DONE: Readonly<Record<EventOf<'actionEnded'>['verb'], string>> = {
  start: 'started',
  stop: 'stopped',
  restart: 'restarted',
};

function endAction(state: DashboardState, event: EventOf<'actionEnded'>): Reduced {
  const { [event.service]: _, ...busy } = state.busy;
  const service = plainLine(event.service);
  const toast =
    event.failure === undefined
      ? ({
          level: 'info',
          text: `${service} ${DONE[event.verb]}`,
          until: event.at + TOAST_MS,
        } as const)
      : ({
          level: 'error',
          text: `${event.verb} ${service}: ${plainLine(event.failure)}`,
        } as const);
  return same({ ...state, busy, toast });
}

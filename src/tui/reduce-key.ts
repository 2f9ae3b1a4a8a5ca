/** Keys to states and intents. */
import type { DashboardState, Intent, LogMove, Pane, Reduced, Verb } from './dashboard-state.ts';
import { targetOf } from './dashboard-state.ts';
import type { Action } from './keymap.ts';
import { actionOf } from './keymap.ts';

export function reduceKey(before: DashboardState, key: string): Reduced {
  const state = dismissError(before);
  if (key === 'ctrl-c') return { state, intents: [{ kind: 'quit' }] };
  if (state.draft !== undefined) return same(typeKey(state, key));
  const action = actionOf(key, state.pane);
  if (state.help) return reduceHelp(state, action);
  return action === undefined ? same(state) : HANDLERS[action](state);
}

const same = (state: DashboardState): Reduced => ({ state, intents: [] });

function dismissError(state: DashboardState): DashboardState {
  if (state.toast?.level !== 'error') return state;
  const { toast: _, ...rest } = state;
  return rest;
}

function reduceHelp(state: DashboardState, action: Action | undefined): Reduced {
  if (action === 'quit') return { state, intents: [{ kind: 'quit' }] };
  const closes = action === 'help' || action === 'back' || action === 'open';
  return same(closes ? { ...state, help: false } : state);
}

/** The filter holds while it is typed, so that each letter shows what it does. */
export function typeInto(state: DashboardState, text: string): DashboardState {
  return withDraft(state, (state.draft ?? '') + text);
}

const MAX_FILTER = 200;

function withDraft(state: DashboardState, text: string): DashboardState {
  const draft = text.slice(0, MAX_FILTER);
  return { ...state, draft, logs: { ...state.logs, filter: draft } };
}

function typeKey(state: DashboardState, key: string): DashboardState {
  const { draft = '', ...rest } = state;
  switch (key) {
    case 'enter':
      return rest;
    case 'esc':
      return { ...rest, logs: { ...rest.logs, filter: '' } };
    case 'backspace':
      return withDraft(state, draft.replace(/.$/su, ''));
    case 'ctrl-u':
      return withDraft(state, '');
    case 'space':
      return typeInto(state, ' ');
    default:
      return /^.$/su.test(key) ? typeInto(state, key) : state;
  }
}

type Handler = (state: DashboardState) => Reduced;

const asked =
  (kind: 'quit' | 'retry' | 'repaint'): Handler =>
  (state) => ({ state, intents: [{ kind }] });
const goTo =
  (pane: Pane): Handler =>
  (state) =>
    same({ ...state, pane });
const goBy =
  (by: number): Handler =>
  (state) =>
    same({ ...state, pane: neighbour(state.pane, by) });
const acting =
  (verb: Verb): Handler =>
  (state) =>
    act(state, verb);
const moving =
  (motion: Motion): Handler =>
  (state) =>
    move(state, motion);
const sideways =
  (by: number): Handler =>
  (state) =>
    same(withLogs(state, { left: Math.max(0, Math.min(MAX_LEFT, state.logs.left + by)) }));

const HANDLERS: Readonly<Record<Action, Handler>> = {
  quit: asked('quit'),
  retry: asked('retry'),
  repaint: asked('repaint'),
  help: (state) => same({ ...state, help: true }),
  services: goTo('services'),
  logs: goTo('logs'),
  details: goTo('details'),
  nextPane: goBy(1),
  previousPane: goBy(-1),
  open: (state) => open(state),
  back: (state) => same(goBack(state)),
  start: acting('start'),
  stop: acting('stop'),
  restart: acting('restart'),
  filter: (state) => same({ ...state, pane: 'logs', draft: state.logs.filter }),
  follow: (state) =>
    state.logs.follow ? scroll(state, { kind: 'lines', by: 0 }) : same(followNow(state)),
  timestamps: (state) => same(withLogs(state, { timestamps: !state.logs.timestamps })),
  left: sideways(-8),
  right: sideways(8),
  home: sideways(-Infinity),
  up: moving('up'),
  down: moving('down'),
  pageUp: moving('pageUp'),
  pageDown: moving('pageDown'),
  halfUp: moving('halfUp'),
  halfDown: moving('halfDown'),
  first: moving('first'),
  last: moving('last'),
};

const MAX_LEFT = 65_536;
const PANES: readonly Pane[] = ['services', 'logs', 'details'];

function neighbour(pane: Pane, by: number): Pane {
  return PANES[(PANES.indexOf(pane) + by + PANES.length) % PANES.length] ?? 'services';
}

function withLogs(state: DashboardState, change: Partial<DashboardState['logs']>): DashboardState {
  return { ...state, logs: { ...state.logs, ...change } };
}

function followNow(state: DashboardState): DashboardState {
  const { anchor: _, ...logs } = state.logs;
  return { ...state, logs: { ...logs, follow: true, fresh: 0 } };
}

const scroll = (state: DashboardState, by: LogMove): Reduced => ({
  state,
  intents: [{ kind: 'scrollLogs', move: by }],
});

function open(state: DashboardState): Reduced {
  const service = state.selected;
  if (service === undefined) return same(state);
  const next = followNow({ ...state, solo: service, pane: 'logs', detailsTop: 0 });
  return { state: next, intents: [{ kind: 'inspect', service }] };
}

/** One step out: the filter, then all services, then the list. */
function goBack(state: DashboardState): DashboardState {
  if (state.logs.filter !== '') return withLogs(state, { filter: '' });
  if (state.solo === undefined) return { ...state, pane: 'services' };
  const { solo: _, ...rest } = state;
  return followNow({ ...rest, pane: 'services', detailsTop: 0 });
}

function act(state: DashboardState, verb: Verb): Reduced {
  const service = targetOf(state);
  if (service === undefined) return same(state);
  const running = state.busy[service];
  if (running !== undefined)
    return same(withError(state, `${service}: still busy with ${running}`));
  if (state.engine.kind !== 'up') return same(withError(state, `${verb} ${service}: no engine`));
  const busy = { ...state.busy, [service]: verb };
  return { state: { ...state, busy }, intents: [{ kind: 'act', verb, service }] };
}

const withError = (state: DashboardState, text: string): DashboardState => ({
  ...state,
  toast: { level: 'error', text },
});

type Motion = 'up' | 'down' | 'pageUp' | 'pageDown' | 'halfUp' | 'halfDown' | 'first' | 'last';

function move(state: DashboardState, motion: Motion): Reduced {
  if (state.pane === 'logs') return moveLogs(state, motion);
  const page = Math.max(1, state.rows - 6);
  if (state.pane === 'details') {
    return same({ ...state, detailsTop: moved(state.detailsTop, motion, { page, count: 1_000 }) });
  }
  const names = state.services.map((row) => row.name);
  const at = moved(names.indexOf(state.selected ?? ''), motion, { page, count: names.length });
  return select(state, names[at]);
}

function select(state: DashboardState, service: string | undefined): Reduced {
  if (service === undefined || service === state.selected) return same(state);
  const intents: readonly Intent[] = [{ kind: 'inspect', service }];
  const next = { ...state, selected: service, facts: [], detailsTop: 0 };
  // In the list the marked service is the one looked at: a single view follows the mark.
  return { state: state.solo === undefined ? next : { ...next, solo: service }, intents };
}

function moved(
  at: number,
  motion: Motion,
  space: { readonly page: number; readonly count: number },
): number {
  const half = Math.ceil(space.page / 2);
  const steps: Readonly<Record<Motion, number>> = {
    up: -1,
    down: 1,
    pageUp: -space.page,
    pageDown: space.page,
    halfUp: -half,
    halfDown: half,
    first: -Infinity,
    last: Infinity,
  };
  return Math.max(0, Math.min(space.count - 1, at + steps[motion]));
}

function moveLogs(state: DashboardState, motion: Motion): Reduced {
  const isDown = motion === 'down' || motion === 'pageDown' || motion === 'halfDown';
  if (motion === 'last') return same(followNow(state));
  if (state.logs.follow && isDown) return same(state);
  const moves: Readonly<Record<Exclude<Motion, 'last'>, LogMove>> = {
    up: { kind: 'lines', by: -1 },
    down: { kind: 'lines', by: 1 },
    pageUp: { kind: 'pages', by: -1 },
    pageDown: { kind: 'pages', by: 1 },
    halfUp: { kind: 'pages', by: -0.5 },
    halfDown: { kind: 'pages', by: 0.5 },
    first: { kind: 'oldest' },
  };
  return scroll(state, moves[motion]);
}

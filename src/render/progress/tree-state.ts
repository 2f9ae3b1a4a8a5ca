/** What the live tree shows: one row a resource, in the order of their first news. */
import type { Update, UpdateStatus } from './update.ts';

export interface Layer {
  readonly current: number;
  readonly total: number;
}

export interface TreeRow {
  readonly id: string;
  readonly verb: string;
  readonly status: UpdateStatus;
  readonly details: string;
  /** Milliseconds since 1970; the row is at work while there is no end. */
  readonly startedAt: number;
  readonly endedAt: number | undefined;
  /** Milliseconds of work before `startedAt`: waiting between two steps does not count. */
  readonly spentMs: number;
  readonly layers: ReadonlyMap<string, Layer>;
}

export interface TreeState {
  readonly rows: ReadonlyMap<string, TreeRow>;
  /** Ids that will come, as far as known. */
  readonly expected: ReadonlySet<string>;
}

export const EMPTY_TREE: TreeState = { rows: new Map(), expected: new Set() };

/** Pure: the state after one update that arrived at `now`. Notices do not belong to the tree. */
export function reduceTree(state: TreeState, update: Update, now: number): TreeState {
  switch (update.kind) {
    case 'expect':
      return { ...state, expected: new Set(update.ids) };
    case 'notice':
    case 'build':
      return state;
    case 'change':
      return withRow(state, changeRow(rowOf(state, update.id, now), update, now));
    case 'transfer': {
      const row = rowOf(state, update.id, now);
      const { layer, current, total } = update;
      const known = row.layers.get(layer);
      const isBigger = known === undefined || total > 0;
      const next = isBigger ? { current, total } : { current: known.total, total: known.total };
      return withRow(state, { ...row, layers: new Map(row.layers).set(layer, next) });
    }
    case 'output': {
      const row = rowOf(state, update.id, now);
      return withRow(state, { ...row, details: update.text.trim() });
    }
  }
}

function rowOf(state: TreeState, id: string, now: number): TreeRow {
  const fresh: TreeRow = {
    id,
    verb: '',
    status: 'working',
    details: '',
    startedAt: now,
    endedAt: undefined,
    spentMs: 0,
    layers: new Map(),
  };
  return state.rows.get(id) ?? fresh;
}

function changeRow(
  row: TreeRow,
  { verb, status, details = '' }: Extract<Update, { kind: 'change' }>,
  now: number,
): TreeRow {
  const begun = row.endedAt === undefined ? row : resume(row, row.endedAt, now);
  return {
    ...begun,
    verb,
    status,
    details,
    endedAt: status === 'working' ? undefined : now,
    layers: status === 'working' ? row.layers : new Map(),
  };
}

const resume = (row: TreeRow, endedAt: number, now: number): TreeRow => ({
  ...row,
  startedAt: now,
  spentMs: row.spentMs + (endedAt - row.startedAt),
});

const withRow = (state: TreeState, row: TreeRow): TreeState => ({
  ...state,
  rows: new Map(state.rows).set(row.id, row),
});

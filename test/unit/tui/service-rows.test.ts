import { describe, expect, it } from 'vitest';
import type { ObservedContainer } from '../../../src/model/observed.ts';
import type { ServiceRow } from '../../../src/tui/service-rows.ts';
import { serviceRows, stateOf } from '../../../src/tui/service-rows.ts';
import { container, NOON, SHOP, SHOP_FILES } from './stories.ts';

const rowsOf = (
  containers: readonly ObservedContainer[],
  before: readonly ServiceRow[] = [],
): readonly ServiceRow[] => serviceRows({ containers, desired: SHOP_FILES, at: NOON, before });
const rowOf = (name: string): ServiceRow | undefined =>
  rowsOf(SHOP).find((row) => row.name === name);

describe('serviceRows', () => {
  it('keeps the order of the files and puts orphans behind', () => {
    expect(rowsOf(SHOP).map(({ name }) => name)).toEqual([
      'db',
      'migrate',
      'api',
      'web',
      'worker',
      'mailer',
      'gone',
    ]);
    expect(rowOf('gone')?.orphan).toBe(true);
  });

  it('goes by name where no files are known, and calls nobody an orphan', () => {
    const rows = serviceRows({ containers: SHOP, at: NOON, before: [] });
    expect(rows.map(({ name }) => name)).toEqual(['api', 'db', 'gone', 'migrate', 'web', 'worker']);
    expect(rows.some(({ orphan }) => orphan)).toBe(false);
  });

  it('shows the worst of the replicas and how many run', () => {
    expect(rowOf('api')).toMatchObject({ state: { word: 'starting' }, running: 2, wanted: 2 });
  });

  it('names what a created container waits for', () => {
    expect(rowOf('web')?.state).toEqual({ shape: 'waiting', word: 'waits api' });
  });

  it('has a row for a service without a container', () => {
    expect(rowOf('mailer')?.state).toEqual({ shape: 'missing', word: 'not created' });
  });

  it('shows a port once that is published for IPv4 and IPv6', () => {
    expect(rowOf('api')?.ports).toEqual(['8080→80']);
  });

  it('leaves one-off containers out', () => {
    expect(rowsOf([container('db', 1, { oneoff: true })])[0]?.containers).toEqual([]);
  });

  it('keeps a start time that still agrees with the engine, and takes a new one after a restart', () => {
    const early = [container('db', 1, { status: 'Up 30 seconds' })];
    const first = rowsOf(early);
    expect(first[0]?.startedAt).toBe(NOON - 30_000);
    const later = [container('db', 1, { status: 'Up About a minute' })];
    const second = serviceRows({
      containers: later,
      desired: SHOP_FILES,
      at: NOON + 50_000,
      before: first,
    });
    expect(second[0]?.startedAt).toBe(NOON - 30_000);
    const again = [container('db', 1, { status: 'Up 1 second' })];
    const third = serviceRows({
      containers: again,
      desired: SHOP_FILES,
      at: NOON + 60_000,
      before: second,
    });
    expect(third[0]?.startedAt).toBe(NOON + 59_000);
  });
});

describe('stateOf', () => {
  it.each([
    [{ state: 'running', health: 'none' }, 'running', 'running'],
    [{ state: 'running', health: 'healthy' }, 'healthy', 'healthy'],
    [{ state: 'running', health: 'unhealthy' }, 'unhealthy', 'unhealthy'],
    [{ state: 'exited', health: 'none', exitCode: 0 }, 'done', 'exit 0'],
    [{ state: 'exited', health: 'none', exitCode: 137 }, 'failed', 'exit 137'],
    [{ state: 'dead', health: 'none' }, 'failed', 'dead'],
    [{ state: 'restarting', health: 'none', exitCode: 1 }, 'restarting', 'restarting'],
    [{ state: 'paused', health: 'healthy' }, 'paused', 'paused'],
  ] as const)('%j is %s', (given, shape, word) => {
    expect(stateOf(given)).toEqual({ shape, word });
  });
});

import { describe, expect, it } from 'vitest';
import { planKill, planPause, planRemove, planUnpause } from '../../../src/plan/plan-power.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import {
  type ContainerOverrides,
  dependsOn,
  makeContainer,
  makeObserved,
  makeProject,
  planText,
} from '../../support/plan-fixtures.ts';

const project = makeProject({ web: { depends_on: { db: dependsOn() } }, db: {} });

const ONCE = { name: 'shop-web-run-1', number: 0, oneoff: true } as const;

function input(containers: Readonly<Record<string, readonly ContainerOverrides[]>>) {
  const all = Object.entries(containers).flatMap(([service, list]) =>
    list.map((more) => makeContainer(project, service, more)),
  );
  return { project, observed: makeObserved(project, all), named: [] as readonly string[] };
}

const kill = (
  given: ReturnType<typeof input>,
  more: Partial<Parameters<typeof planKill>[0]> = {},
): Plan => planKill({ ...given, killSignal: 'SIGKILL', orphans: false, ...more });

describe('planKill', () => {
  it('takes all that has processes, one-offs too, at once', () => {
    const given = input({
      web: [{}, { number: 2, state: 'paused' }, { number: 3, state: 'exited' }, ONCE],
      db: [{ state: 'restarting' }],
    });
    expect(planText(kill(given))).toBe(
      [
        'container/shop-db-1/kill',
        'container/shop-web-run-1/kill',
        'container/shop-web-1/kill',
        'container/shop-web-2/kill',
      ].join('\n'),
    );
  });

  it('takes the named services only, and sends what it is told to', () => {
    const { steps } = kill(
      { ...input({ web: [{}], db: [{}] }), named: ['db'] },
      { killSignal: 'SIGHUP' },
    );
    expect(steps).toMatchObject([
      {
        kind: 'killContainer',
        killSignal: 'SIGHUP',
        resource: { name: 'shop-db-1', service: 'db' },
        reason: { kind: 'requested', by: 'kill' },
        risk: 'interrupts',
      },
    ]);
  });

  it('takes containers of services that are not enabled only when asked', () => {
    const given = input({ gone: [{}] });
    expect(kill(given).steps).toEqual([]);
    expect(planText(kill(given, { orphans: true }))).toBe('container/shop-gone-1/kill');
    expect(kill(given, { orphans: true, named: ['web'] }).steps).toEqual([]);
  });
});

describe('planPause and planUnpause', () => {
  const given = input({
    web: [{ state: 'paused' }, { number: 2 }, ONCE],
    db: [{ state: 'exited' }],
  });

  it('act only on containers that are not so already, and never on one-offs', () => {
    expect(planText(planPause(given))).toBe('container/shop-web-2/pause');
    expect(planText(planUnpause(given))).toBe('container/shop-web-1/unpause');
  });

  it('take the named services only', () => {
    expect(planPause({ ...given, named: ['db'] }).steps).toEqual([]);
    expect(planUnpause({ ...given, named: ['db'] }).steps).toEqual([]);
  });
});

describe('planRemove', () => {
  const given = input({
    web: [{}, { number: 2, state: 'exited' }, { ...ONCE, state: 'exited' }],
    db: [{}, { number: 2, state: 'created' }],
  });

  it('takes replicas that do not run, and would not take them if they did by then', () => {
    const plan = planRemove({ ...given, stop: false, volumes: true });
    expect(planText(plan)).toBe('container/shop-db-2/remove\ncontainer/shop-web-2/remove');
    for (const step of plan.steps) expect(step).toMatchObject({ force: false, volumes: true });
  });

  it('stops first when asked, dependents before what they depend on', () => {
    const plan = planRemove({ ...given, stop: true, volumes: false });
    expect(planText(plan).split('\n').toSorted()).toEqual(
      [
        'container/shop-web-1/stop',
        'container/shop-db-1/stop <- container/shop-web-1/stop',
        'container/shop-web-1/remove <- container/shop-web-1/stop',
        'container/shop-db-1/remove <- container/shop-db-1/stop',
        'container/shop-web-2/remove',
        'container/shop-db-2/remove',
      ].toSorted(),
    );
  });
});

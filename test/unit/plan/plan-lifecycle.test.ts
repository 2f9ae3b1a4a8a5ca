import { describe, expect, it } from 'vitest';
import { planDown } from '../../../src/plan/plan-down.ts';
import { planRestart, planStart, planStop } from '../../../src/plan/plan-lifecycle.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import {
  dependsOn,
  makeContainer,
  makeObserved,
  makeProject,
  planText,
} from '../../support/plan-fixtures.ts';

const project = makeProject({
  web: { pre_stop: [{ command: ['bye'] }], post_start: [{ command: ['hi'] }] },
});

const inputFor = (state: 'running' | 'exited') => ({
  project,
  observed: makeObserved(project, [makeContainer(project, 'web', { state })]),
  named: [],
});

const hookOf = (plan: Plan) => plan.steps.find(({ kind }) => kind === 'runHook');

describe('planRestart', () => {
  const restart = (state: 'running' | 'exited'): string =>
    planText(planRestart({ ...inputFor(state), withoutDependents: false }));

  it('runs the hooks before the stop and after the start', () => {
    expect(restart('running')).toBe(
      [
        'container/shop-web-1/pre_stop/0',
        'container/shop-web-1/restart <- container/shop-web-1/pre_stop/0',
        'container/shop-web-1/post_start/0 <- container/shop-web-1/restart',
      ].join('\n'),
    );
  });

  it('has nothing to say goodbye to in a container that does not run', () => {
    expect(restart('exited')).not.toContain('pre_stop');
    expect(restart('exited')).toContain('post_start');
  });
});

describe('planStart', () => {
  const chain = makeProject({ web: { depends_on: { db: dependsOn() } }, db: {}, other: {} });
  const start = (...keys: readonly string[]): Plan =>
    planStart({
      project: chain,
      observed: makeObserved(
        chain,
        keys.map((key) => makeContainer(chain, key, { state: 'exited' })),
      ),
      named: ['web'],
      wait: false,
    });

  it('starts what the named service depends on first, and nothing else', () => {
    expect(planText(start('web', 'db', 'other'))).toBe(
      'container/shop-db-1/start\ncontainer/shop-web-1/start <- container/shop-db-1/start',
    );
  });

  it('misses containers of the named services alone', () => {
    expect(start('web').diagnostics).toEqual([]);
    expect(start('db').diagnostics).toMatchObject([{ code: 'nothing-to-start' }]);
  });
});

describe('a pre_stop hook', () => {
  it('may fail, unless it is asked to be obeyed', () => {
    const input = inputFor('running');
    expect(hookOf(planStop(input))?.optional).toBe(true);
    expect(hookOf(planStop({ ...input, strictHooks: true }))?.optional).toBeUndefined();
  });

  it('counts for down as well', () => {
    const options = { named: [], removeOrphans: false, volumes: false, separator: '-' } as const;
    const down = (strictHooks: boolean): Plan =>
      planDown({ ...inputFor('running'), builtImages: [], options: { ...options, strictHooks } });
    expect(hookOf(down(false))?.optional).toBe(true);
    expect(hookOf(down(true))?.optional).toBeUndefined();
  });
});

describe('the images that down removes', () => {
  const services = { web: { build: { context: '.' } }, db: { image: 'db:1' } };
  const built = { ...makeProject({}), services };

  const removedBy = (images: 'local' | 'all'): readonly string[] => {
    const image = { id: 'sha256:1', tags: [], digests: [], labels: {}, createdAt: 0 };
    const observed = makeObserved(built, []);
    const options = { named: [], removeOrphans: false, volumes: false, separator: '-' } as const;
    const { steps } = planDown({
      project: built,
      observed: { ...observed, images: { 'shop-web': image, 'db:1': image } },
      builtImages: [{ ...image, tags: ['shop-web:latest'] }],
      options: { ...options, images },
    });
    return steps.filter(({ kind }) => kind === 'removeImage').map(({ resource }) => resource.name);
  };

  it('are those that were built here, once each, or all that services name', () => {
    expect(removedBy('local')).toEqual(['shop-web:latest']);
    expect(removedBy('all')).toEqual(['shop-web:latest', 'db:1']);
  });
});

it('a restart waits for the condition under which dependents follow', () => {
  const edge = { ...dependsOn('service_healthy'), restart: true };
  const shop = makeProject({ web: { depends_on: { db: edge } }, db: {} });
  const containers = ['web', 'db'].map((key) => makeContainer(shop, key));
  const observed = makeObserved(shop, containers);
  const plan = planRestart({ project: shop, observed, named: ['db'], withoutDependents: false });
  expect(planText(plan)).toMatchInlineSnapshot(`
    "container/shop-db-1/restart
    wait/db-1/healthy <- container/shop-db-1/restart
    container/shop-web-1/restart <- container/shop-db-1/restart, wait/db-1/healthy"
  `);
});

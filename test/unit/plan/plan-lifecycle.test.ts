import { expect, it } from 'vitest';
import { planRestart, planStart } from '../../../src/plan/plan-lifecycle.ts';
import {
  dependsOn,
  makeContainer,
  makeObserved,
  makeProject,
  planText,
} from '../../support/plan-fixtures.ts';

it('a start takes along what the named service depends on, and nothing else', () => {
  const project = makeProject({
    web: { depends_on: { db: dependsOn('service_started') } },
    db: { depends_on: { disk: dependsOn('service_started') } },
    disk: {},
    other: {},
  });
  const containers = ['web', 'db', 'disk', 'other'].map((key) => ({
    ...makeContainer(project, key),
    state: 'exited' as const,
  }));
  const observed = makeObserved(project, containers);
  const steps = planStart({ project, observed, named: ['web'], wait: false }).steps;
  expect(steps.map(({ resource }) => resource.name)).toEqual([
    'shop-disk-1',
    'shop-db-1',
    'shop-web-1',
  ]);
});

it('a restart waits for the condition under which dependents follow', () => {
  const edge = { ...dependsOn('service_healthy'), restart: true };
  const project = makeProject({ web: { depends_on: { db: edge } }, db: {} });
  const containers = ['web', 'db'].map((key) => makeContainer(project, key));
  const observed = makeObserved(project, containers);
  const plan = planRestart({ project, observed, named: ['db'], withoutDependents: false });
  expect(planText(plan)).toMatchInlineSnapshot(`
    "container/shop-db-1/restart
    wait/db-1/healthy <- container/shop-db-1/restart
    container/shop-web-1/restart <- container/shop-db-1/restart, wait/db-1/healthy"
  `);
});

import { expect, test } from 'vitest';
import { withOutdated } from '../../../src/commands/outdated-containers.ts';
import { planRestart } from '../../../src/plan/plan-lifecycle.ts';
import { planUp } from '../../../src/plan/plan-up.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import {
  FACTS,
  makeContainer,
  makeObserved,
  makeProject,
  upOptions,
} from '../../support/plan-fixtures.ts';

const project = makeProject({ web: {}, db: {} });

function restart(named: readonly string[], hash?: string): Plan {
  const web = makeContainer(project, 'web', hash === undefined ? {} : { hash });
  const observed = makeObserved(project, [web, makeContainer(project, 'db')]);
  const up = planUp({ project, observed, facts: FACTS, options: upOptions() });
  return withOutdated(planRestart({ project, observed, named, withoutDependents: true }), up);
}

test('a container that up would replace is told when another command keeps it', () => {
  expect(restart([], 'another').diagnostics).toMatchObject([
    { code: 'container-outdated', message: expect.stringContaining('"shop-web-1"') },
  ]);
});

test('nothing is told of what is as wanted, and of what is left alone', () => {
  expect(restart([]).diagnostics).toEqual([]);
  expect(restart(['db'], 'another').diagnostics).toEqual([]);
});

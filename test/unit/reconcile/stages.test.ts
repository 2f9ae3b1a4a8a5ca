import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../src/events/event.ts';
import { planUp } from '../../../src/plan/plan-up.ts';
import type { Step } from '../../../src/plan/step.ts';
import { failedProviders, firstStage } from '../../../src/reconcile/stages.ts';
import {
  dependsOn,
  FACTS,
  makeObserved,
  makeProject,
  upOptions,
} from '../../support/plan-fixtures.ts';

const provider = { provider: { type: 'cloud' } };
const project = makeProject({
  base: {},
  one: { ...provider, depends_on: { base: dependsOn() } },
  two: { ...provider, depends_on: { one: dependsOn() } },
  web: { depends_on: { two: dependsOn() } },
  other: {},
});
const plan = planUp({
  project,
  observed: makeObserved(project),
  facts: FACTS,
  options: upOptions(),
});
const failure = { code: 'provider-failed', message: 'no' };
const find = (id: string): Step => {
  const step = plan.steps.find((each) => each.id === id);
  if (step === undefined) throw new Error(id);
  return step;
};

describe('the first stage', () => {
  test('has providers with all that they wait for, but none that waits for another', () => {
    const ids = firstStage(plan, new Map()).map(({ id }) => id);
    expect(ids).toContain('provider/one/up');
    expect(ids).toContain('container/base-1/start');
    expect(ids).not.toContain('provider/two/up');
    expect(ids.filter((id) => /web|other/.test(id))).toEqual([]);
  });

  test('asks no provider again that has failed, nor one behind what cannot succeed', () => {
    for (const id of ['provider/one/up', 'container/base-1/start'])
      expect(firstStage(plan, new Map([[find(id).id, failure]]))).toEqual([]);
  });
});

describe('after a stage', () => {
  const report = (...ends: readonly (readonly [string, Outcome])[]) =>
    failedProviders({
      ok: false,
      results: ends.map(([id, outcome]) => ({ step: find(id), outcome, ms: 0 })),
    });

  test('the run goes on without the providers that failed', () => {
    const done = ['container/base-1/start', { status: 'done' }] as const;
    expect(report(done, ['provider/one/up', { status: 'failed', failure }])).toEqual(
      new Map([['provider/one/up', failure]]),
    );
  });

  test('it ends where anything else failed', () => {
    expect(report(['container/base-1/start', { status: 'failed', failure }])).toBeUndefined();
    expect(report(['provider/one/up', { status: 'cancelled' }])).toBeUndefined();
  });
});

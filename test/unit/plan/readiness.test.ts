import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/plan/plan.ts';
import { planUp } from '../../../src/plan/plan-up.ts';
import type { UpOptions } from '../../../src/plan/up-options.ts';
import type { Service } from '../../../src/model/service.ts';
import {
  dependsOn,
  FACTS,
  makeContainer,
  makeObserved,
  makeProject,
  planText,
  upOptions,
} from '../../support/plan-fixtures.ts';

/** A plan for a service whose container is not what the file says any more. */
function planEdit(service: Service, options: Partial<UpOptions>): Plan {
  const project = makeProject({ web: service });
  const observed = makeObserved(project, [makeContainer(project, 'web', { hash: 'old' })]);
  return planUp({ project, observed, facts: FACTS, options: upOptions(options) });
}

const wait = (plan: Plan): Plan['steps'][number] | undefined =>
  plan.steps.find((step) => step.kind === 'waitUntil');

describe('a replacement with --wait', () => {
  it('removes the old container only after the new one is ready', () => {
    expect(planText(planEdit({}, { wait: true }))).toMatchInlineSnapshot(`
      "container/web-1/create
      container/web-1/old/stop <- container/web-1/create
      container/web-1/old/rename <- container/web-1/create
      container/web-1/rename <- container/web-1/old/rename, container/web-1/old/stop
      container/web-1/start <- container/web-1/rename
      wait/web-1/running-or-healthy <- container/web-1/start
      container/web-1/old/remove <- wait/web-1/running-or-healthy"
    `);
  });

  it('puts the old container back when the new one does not get ready', () => {
    const plan = planEdit({}, { wait: true });
    expect(wait(plan)).toMatchObject({ holds: true });
    expect(wait(plan)?.fallback).toMatchObject({ wasRunning: true });
    expect(wait(plan)?.fallback).toEqual(
      plan.steps.find((step) => step.id === 'container/web-1/start')?.fallback,
    );
  });

  it('watches the new container for as long as update_config.monitor says', () => {
    const deploy = { update_config: { monitor: '1m30s' } };
    expect(wait(planEdit({ deploy }, { wait: true }))).toMatchObject({ steadyMs: 90_000 });
    expect(wait(planEdit({}, { wait: true }))).not.toHaveProperty('steadyMs');
  });

  it('waits for a job to end well where another service does', () => {
    const project = makeProject({
      job: {},
      web: { depends_on: { job: dependsOn('service_completed_successfully') } },
    });
    const observed = makeObserved(project, [makeContainer(project, 'job', { hash: 'old' })]);
    const plan = planUp({ project, observed, facts: FACTS, options: upOptions({ wait: true }) });
    expect(planText(plan)).toContain('container/job-1/old/remove <- wait/job-1/completed');
  });

  it('waits for nothing when nothing is started', () => {
    const plan = planEdit({}, { wait: true, start: false });
    expect(planText(plan)).toContain('container/web-1/old/remove <- container/web-1/rename');
    expect(wait(plan)).toBeUndefined();
  });
});

describe('a replacement without --wait', () => {
  it('removes the old container once the new one has started', () => {
    const plan = planEdit({}, {});
    expect(planText(plan)).toContain('container/web-1/old/remove <- container/web-1/start');
    expect(wait(plan)).toBeUndefined();
  });

  it('removes the old container once the new one has stayed up for as long as update_config.monitor says', () => {
    const deploy = { update_config: { monitor: '1m30s' } };
    const plan = planEdit({ deploy }, {});
    expect(planText(plan)).toContain('container/web-1/old/remove <- wait/web-1/running-or-healthy');
    expect(wait(plan)).toMatchObject({
      steadyMs: 90_000,
      reason: { kind: 'requested', by: 'update_config.monitor' },
      fallback: { wasRunning: true },
    });
    expect(wait(plan)).not.toHaveProperty('holds');
  });
});

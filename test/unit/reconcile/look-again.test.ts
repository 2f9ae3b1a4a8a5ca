import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/engine/engine.ts';
import type { Host } from '../../../src/host/host.ts';
import type { Service } from '../../../src/model/service.ts';
import type { ApplyReport } from '../../../src/events/event.ts';
import { planUp } from '../../../src/plan/plan-up.ts';
import { lookAgain } from '../../../src/reconcile/look-again.ts';
import type { ReconcileOptions } from '../../../src/reconcile/request.ts';
import {
  type ContainerOverrides,
  FACTS,
  makeContainer,
  makeObserved,
  makeProject,
  upOptions,
} from '../../support/plan-fixtures.ts';

const REPORT: ApplyReport = { ok: true, results: [] };

/** How long `up --wait` watches a service whose start has just been answered. */
async function watched(service: Service, as: ContainerOverrides = {}): Promise<number> {
  const project = makeProject({ web: service });
  const plan = planUp({
    project,
    observed: makeObserved(project),
    facts: FACTS,
    options: upOptions({ wait: true }),
  });
  const container = makeContainer(project, 'web', as);
  let ms = 0;
  const options: ReconcileOptions = {
    project,
    engine: { ...({} as Engine), listContainers: () => Promise.resolve([container]) },
    host: {} as Host,
    clock: { now: () => 0, sleep: (time) => Promise.resolve(void (ms += time)) },
    signal: new AbortController().signal,
    emit: () => undefined,
  };
  await lookAgain({ plan, report: REPORT, lastStart: 0 }, 'fail', options);
  return ms;
}

describe('up --wait', () => {
  it.each<[string, Service]>([
    ['ports', { ports: [{ target: 80 }] }],
    ['expose', { expose: ['80'] }],
    ['restart', { restart: 'unless-stopped' }],
    ['deploy', { deploy: { restart_policy: { condition: 'any' } } }],
  ])('watches a server no longer than Docker Compose does: %s', async (_, service) => {
    expect(await watched(service)).toBe(500);
  });

  it.each<[string, Service]>([
    ['nothing said', {}],
    ['restart: no', { restart: 'no' }],
    ['restart: on-failure', { restart: 'on-failure:3' }],
    ['condition: none', { deploy: { restart_policy: { condition: 'none' } } }],
  ])('gives what may be a job the time to fail: %s', async (_, service) => {
    expect(await watched(service)).toBe(1500);
  });

  it('watches nothing that a health check has told of, or that has come to its end', async () => {
    expect(await watched({}, { health: 'healthy' })).toBe(0);
    expect(await watched({}, { state: 'exited', exitCode: 0 })).toBe(0);
  });
});

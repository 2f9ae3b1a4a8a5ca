import { describe, expect, it } from 'vitest';
import type { ObservedContainer } from '../../../src/model/observed.ts';
import type { Project } from '../../../src/model/project.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { planUp } from '../../../src/plan/plan-up.ts';
import {
  FACTS,
  makeContainer,
  makeObserved,
  makeProject,
  upOptions,
} from '../../support/plan-fixtures.ts';

const plan = (project: Project, containers: readonly ObservedContainer[] = []): Plan =>
  planUp({
    project,
    observed: makeObserved(project, containers),
    facts: FACTS,
    options: upOptions(),
  });

/** `web` alone, as `--no-deps` leaves it. */
const WITHOUT_DB = [
  [{ network_mode: 'service:db' }, 'cannot share network namespace with service db'],
  [{ ipc: 'service:db' }, 'cannot share IPC namespace with service db'],
  [{ pid: 'service:db' }, 'cannot share PID namespace with service db'],
  [{ volumes_from: ['db:ro'] }, 'cannot share volume with service db'],
] as const;

describe('what a service shares with one that is left out of the run', () => {
  it.each(WITHOUT_DB)('%o comes from the container that is there', (service) => {
    const project = makeProject({ web: service }, { disabledServices: { db: {} } });
    const db = makeContainer(project, 'db');
    const result = plan(project, [db]);
    expect(result.diagnostics).toEqual([]);
    const [create] = result.steps.filter((step) => step.kind === 'createContainer');
    expect(JSON.stringify(create?.draft)).toContain(db.id);
  });

  it.each(WITHOUT_DB)('%o is missed when there is none', (service, message) => {
    expect(plan(makeProject({ web: service })).diagnostics).toMatchObject([
      { code: 'shared-container-missing', message: `${message}: container missing` },
    ]);
  });
});

it('links of the default bridge wait for the container that they lead to', () => {
  const services = { web: { network_mode: 'bridge', links: ['db'] }, db: {} };
  const create = plan(makeProject(services)).steps.find(
    ({ id }) => id === 'container/web-1/create',
  );
  expect(create?.after).toContain('container/db-1/create');
});

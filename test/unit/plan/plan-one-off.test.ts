import { describe, expect, it } from 'vitest';
import { networkHash } from '../../../src/model/config-hash.ts';
import { LABEL } from '../../../src/model/labels.ts';
import type { Project } from '../../../src/model/project.ts';
import { planUp } from '../../../src/plan/plan-up.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import type { StepOf } from '../../../src/plan/step.ts';
import {
  dependsOn,
  FACTS,
  makeContainer,
  makeObserved,
  makeProject,
  planText,
  upOptions,
} from '../../support/plan-fixtures.ts';

const SLUG = 'ab'.repeat(32);

const planRun = (project: Project, observed = makeObserved(project)): Plan =>
  planUp({
    project,
    observed,
    facts: FACTS,
    options: upOptions({
      verb: 'run',
      named: ['web'],
      oneOff: {
        service: 'web',
        name: 'shop-web-run-abababababab',
        slug: SLUG,
        networkAliases: false,
        attachStdin: true,
        autoRemove: true,
      },
    }),
  });

const creation = (plan: Plan): StepOf<'createContainer'> | undefined =>
  plan.steps
    .filter((step) => step.kind === 'createContainer')
    .find((step) => step.id === 'one-off/create');

describe('the plan of a one-off container', () => {
  it('starts it once its dependencies are as wanted, and touches no replica of the service', () => {
    const project = makeProject({
      web: {
        depends_on: { db: dependsOn('service_healthy'), job: dependsOn() },
        environment: { NEW: '1' },
      },
      db: { healthcheck: { test: ['CMD', 'true'] } },
      job: {},
    });
    const observed = makeObserved(project, [
      makeContainer(project, 'web', { hash: 'older' }),
      makeContainer(project, 'web', { number: 2, state: 'exited' }),
      makeContainer(project, 'db', { health: 'starting' }),
    ]);
    expect(planText(planRun(project, observed)).split('\n').toSorted()).toEqual(
      [
        'wait/db-1/healthy',
        'container/job-1/create',
        'container/job-1/start <- container/job-1/create',
        'one-off/create',
        'one-off/start <- container/job-1/start, one-off/create, wait/db-1/healthy',
      ].toSorted(),
    );
  });

  it('carries the labels of one-offs, no number, and no name but its own', () => {
    const request = creation(planRun(makeProject({ web: {} })))?.draft.request;
    expect(request?.name).toBe('shop-web-run-abababababab');
    expect(request?.body.Labels).toMatchObject({ [LABEL.oneoff]: 'True', [LABEL.slug]: SLUG });
    expect(request?.body.Labels).not.toHaveProperty(LABEL.containerNumber);
    expect(request?.body).toMatchObject({
      AttachStdin: true,
      HostConfig: { AutoRemove: true },
      NetworkingConfig: {
        EndpointsConfig: { shop_default: { Aliases: ['shop-web-run-abababababab'] } },
      },
    });
  });

  it('makes networks that are missing first', () => {
    const project = makeProject({ web: {} });
    const plan = planRun(project, makeObserved(project, [], { networks: [] }));
    expect(creation(plan)?.after).toEqual(['network/default/create']);
  });

  it('takes the service’s replicas along to a network that is made anew', () => {
    const project = makeProject({ web: {} });
    const container = makeContainer(project, 'web');
    const observed = makeObserved(project, [container]);
    const networks = observed.networks.map((network) => ({
      ...network,
      labels: { ...network.labels, [LABEL.configHash]: networkHash({ name: 'other' }) },
    }));
    expect(planText(planRun(project, { ...observed, networks }))).toContain(
      'network/default/connect/shop-web-1',
    );
  });

  it('shares the namespace of a service that runs', () => {
    const project = makeProject({ web: { network_mode: 'service:db' }, db: {} });
    const db = makeContainer(project, 'db');
    const plan = planRun(project, makeObserved(project, [db]));
    expect(creation(plan)?.draft.request.body.HostConfig.NetworkMode).toBe(`container:${db.id}`);
  });
});

it('runs the hooks behind its start, whose failure is not its own', () => {
  const project = makeProject({ web: { post_start: [{ command: ['true'] }] } });
  expect(planRun(project).steps).toContainEqual(
    expect.objectContaining({
      id: 'one-off/post_start/0',
      kind: 'runHook',
      after: ['one-off/start'],
      optional: true,
    }),
  );
});

import { describe, expect, it } from 'vitest';
import { LABEL } from '../../../src/model/labels.ts';
import type { ObservedContainer, ObservedState } from '../../../src/model/observed.ts';
import type { Project } from '../../../src/model/project.ts';
import type { Service } from '../../../src/model/service.ts';
import { explain } from '../../../src/plan/explain.ts';
import { planDown } from '../../../src/plan/plan-down.ts';
import { planPull } from '../../../src/plan/plan-pull.ts';
import { planRestart, planStart } from '../../../src/plan/plan-lifecycle.ts';
import { planUp } from '../../../src/plan/plan-up.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import type { UpOptions } from '../../../src/plan/up-options.ts';
import {
  dependsOn,
  FACTS,
  makeContainer,
  makeObserved,
  makeProject,
  planText,
  upOptions,
} from '../../support/plan-fixtures.ts';

const HOOKS: Service = { pre_start: [{ command: ['one'] }, { command: ['two'] }] };

function planFor(
  project: Project,
  containers: readonly ObservedContainer[] = [],
  more: { readonly observed?: Partial<ObservedState>; readonly options?: Partial<UpOptions> } = {},
): Plan {
  const observed = makeObserved(project, containers, more.observed);
  return planUp({ project, observed, facts: FACTS, options: upOptions(more.options) });
}

const hookSteps = (plan: Plan): readonly string[] =>
  plan.steps.filter(({ kind }) => kind === 'runPreStart').map(({ id }) => id);

/** What a hook that failed has left. */
const leftover = (project: Project, service: string): ObservedContainer => ({
  ...makeContainer(project, service, { state: 'exited', exitCode: 1 }),
  name: `shop-${service}-pre_start-0`,
  labels: { [LABEL.hook]: 'pre_start' },
});

describe('hooks before a start', () => {
  it('run one after the other between creation and start, once for all replicas', () => {
    const project = makeProject({ web: { ...HOOKS, scale: 2 } });
    expect(planText(planFor(project))).toMatchInlineSnapshot(`
      "container/web-1/create
      container/web-2/create
      service/web/pre_start/0 <- container/web-1/create
      service/web/pre_start/1 <- service/web/pre_start/0
      container/web-1/start <- container/web-1/create, service/web/pre_start/1
      container/web-2/start <- container/web-2/create, service/web/pre_start/1"
    `);
  });

  it('wait for what the service depends on', () => {
    const project = makeProject({
      web: { ...HOOKS, depends_on: { db: dependsOn('service_healthy') } },
      db: {},
    });
    expect(planText(planFor(project))).toContain(
      'service/web/pre_start/0 <- container/web-1/create, wait/db-1/healthy',
    );
  });

  it('run before each replica where they say so', () => {
    const project = makeProject({
      web: { scale: 2, pre_start: [{ command: ['one'] }, { per_replica: true }] },
    });
    expect(hookSteps(planFor(project))).toEqual([
      'service/web/pre_start/0',
      'container/web-1/pre_start/1',
      'container/web-2/pre_start/1',
    ]);
  });

  it('do not run while a container of the service does, but for those of a new replica', () => {
    const project = makeProject({
      web: { scale: 2, pre_start: [{ command: ['one'] }, { per_replica: true }] },
    });
    const running = makeContainer(project, 'web');
    expect(hookSteps(planFor(project, [running]))).toEqual(['container/web-2/pre_start/1']);
  });

  it('run again when the service is replaced, when the old container has stopped, which comes back if they fail', () => {
    const project = makeProject({ web: HOOKS });
    const plan = planFor(project, [makeContainer(project, 'web', { hash: 'old' })]);
    const [first] = plan.steps.filter(({ kind }) => kind === 'runPreStart');
    expect(first?.after).toEqual(['container/web-1/rename']);
    expect(first?.fallback).toMatchObject({ wasRunning: true });
  });

  it('run again when the service is started after a stop', () => {
    const project = makeProject({ web: HOOKS });
    const observed = makeObserved(project, [makeContainer(project, 'web', { state: 'exited' })]);
    const plan = planStart({ project, observed, named: [], wait: false });
    expect(hookSteps(plan)).toHaveLength(2);
    expect(hookSteps(planFor(project, observed.containers))).toHaveLength(2);
  });

  it('run again when the service is down for the time that a dependency is replaced', () => {
    const project = makeProject({
      web: { ...HOOKS, depends_on: { db: dependsOn('service_started', { restart: true }) } },
      db: {},
    });
    const containers = [
      makeContainer(project, 'web'),
      makeContainer(project, 'db', { hash: 'old' }),
    ];
    expect(hookSteps(planFor(project, containers))).toHaveLength(2);
  });

  it('do not run when containers are only created', () => {
    expect(
      hookSteps(planFor(makeProject({ web: HOOKS }), [], { options: { start: false } })),
    ).toEqual([]);
  });
});

describe('the image of a hook', () => {
  const project = makeProject({ web: { pre_start: [{ image: 'tool:1' }] } });

  it('is pulled where it is missing, and must be there where nothing may be pulled', () => {
    expect(planText(planFor(project))).toContain('image/tool:1/pull');
    const { diagnostics } = planFor(project, [], { options: { pullPolicy: 'never' } });
    expect(diagnostics).toMatchObject([
      { code: 'image-missing', path: 'services.web.pre_start.0.image' },
    ]);
  });

  it('is built where a service of the project builds it', () => {
    const built = makeProject({
      web: { pre_start: [{ image: 'tool:1' }] },
      tool: { image: 'tool:1', build: { context: '/src' } },
    });
    expect(planText(planFor(built))).toContain('image/tool:1/build');
    expect(planText(planFor(built))).toMatch(/container\/web-1\/create <- image\/tool:1\/build/);
  });

  it('is pulled with the service’s own', () => {
    const options = { ignoreBuildable: false, ignoreFailures: false };
    const plan = planPull(project, { images: {} }, options);
    expect(plan.steps.map(({ id }) => id)).toEqual(['image/app:1/pull', 'image/tool:1/pull']);
  });
});

describe('what a failed hook has left', () => {
  const project = makeProject({ web: HOOKS });
  const observed = { hooks: [leftover(project, 'web')] };

  it('is no container of the service', () => {
    const plan = planFor(project, [makeContainer(project, 'web')], { observed });
    expect(plan.steps).toEqual([]);
  });

  it('is why the service does not run', () => {
    const world = {
      project,
      refused: new Set<string>(),
      outOfMemory: new Set<string>(),
      named: [],
    };
    const created = makeContainer(project, 'web', { state: 'created' });
    const found = explain({ ...world, observed: makeObserved(project, [created], observed) });
    expect(found.causes.map(({ standing }) => standing)).toMatchObject([
      { service: 'web', standing: 'failed', container: { name: 'shop-web-pre_start-0' } },
    ]);
    const running = makeObserved(project, [makeContainer(project, 'web')], observed);
    expect(explain({ ...world, observed: running }).ok).toBe(true);
  });

  it('goes before the hook runs again', () => {
    expect(planText(planFor(project, [], { observed }))).toContain(
      'service/web/pre_start/0 <- container/web-1/create, hook/shop-web-pre_start-0/remove',
    );
  });

  it('goes with `down`, and with the orphans when its service is not declared any more', () => {
    const options = { named: [], removeOrphans: false, volumes: false, separator: '-' } as const;
    const down = planDown({
      project,
      observed: makeObserved(project, [], observed),
      builtImages: [],
      options,
    });
    expect(planText(down)).toContain('hook/shop-web-pre_start-0/remove');
    const other = makeProject({ db: {} });
    expect(planText(planFor(other, [], { observed }))).not.toContain('hook/');
    expect(planText(planFor(other, [], { observed, options: { removeOrphans: true } }))).toContain(
      'hook/shop-web-pre_start-0/remove',
    );
  });
});

it('a restart runs pre_stop hooks before and post_start hooks after it', () => {
  const project = makeProject({
    web: { pre_stop: [{ command: ['bye'] }], post_start: [{ command: ['hello'] }] },
  });
  const observed = makeObserved(project, [makeContainer(project, 'web')]);
  const plan = planRestart({ project, observed, named: [], withoutDependents: false });
  expect(planText(plan)).toMatchInlineSnapshot(`
    "container/shop-web-1/pre_stop/0
    container/shop-web-1/restart <- container/shop-web-1/pre_stop/0
    container/shop-web-1/post_start/0 <- container/shop-web-1/restart"
  `);
  const stopped = makeObserved(project, [makeContainer(project, 'web', { state: 'exited' })]);
  expect(
    planRestart({ project, observed: stopped, named: [], withoutDependents: false }).steps.map(
      ({ kind }) => kind,
    ),
  ).toEqual(['restartContainer', 'runHook']);
});

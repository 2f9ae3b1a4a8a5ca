import { describe, expect, it } from 'vitest';
import { serviceHash } from '../../../src/model/config-hash.ts';
import type { ObservedContainer } from '../../../src/model/observed.ts';
import type { Project } from '../../../src/model/project.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { planUp } from '../../../src/plan/plan-up.ts';
import type { UpOptions } from '../../../src/plan/up-options.ts';
import {
  dependsOn,
  FACTS,
  IMAGE_ID,
  makeContainer,
  makeObserved,
  makeProject,
  NETWORK_ID,
  planText,
  upOptions,
} from '../../support/plan-fixtures.ts';

const plan = (
  project: Project,
  containers: readonly ObservedContainer[] = [],
  options: Partial<UpOptions> = {},
): Plan =>
  planUp({
    project,
    observed: makeObserved(project, containers),
    facts: FACTS,
    options: upOptions(options),
  });

const reasons = (result: Plan): readonly string[] =>
  result.steps.map((step) => `${step.id}: ${step.reason.kind}`);

describe('a first up', () => {
  it('creates networks and volumes before containers and starts nothing before its dependency is healthy', () => {
    const project = makeProject(
      {
        web: { depends_on: { db: dependsOn('service_healthy') } },
        db: { volumes: [{ type: 'volume', source: 'data', target: '/data' }] },
      },
      { volumes: { data: { name: 'shop_data' } } },
    );
    const observed = { ...makeObserved(project), networks: [] };
    const result = planUp({ project, observed, facts: FACTS, options: upOptions() });
    expect(planText(result)).toMatchInlineSnapshot(`
      "network/default/create
      volume/data/create
      container/web-1/create <- network/default/create
      container/db-1/create <- network/default/create, volume/data/create
      container/db-1/start <- container/db-1/create
      wait/db-1/healthy <- container/db-1/start
      container/web-1/start <- container/web-1/create, wait/db-1/healthy"
    `);
  });

  it('pulls each missing image once, and creates only what waits for it', () => {
    const project = makeProject({ a: { image: 'far:2' }, b: { image: 'far:2' }, c: {} });
    const result = plan(project);
    expect(planText(result)).toMatchInlineSnapshot(`
      "image/far:2/pull
      container/c-1/create
      container/a-1/create <- image/far:2/pull
      container/b-1/create <- image/far:2/pull
      container/c-1/start <- container/c-1/create
      container/a-1/start <- container/a-1/create
      container/b-1/start <- container/b-1/create"
    `);
  });

  it('builds what only a build can give, and tries a pull first where the image has a name', () => {
    const project = makeProject({
      a: { image: undefined as never, build: { context: '/src/a' } },
      b: { image: 'far:2', build: { context: '/src/b' } },
    });
    const ids = plan(project).steps.map((step) => step.id);
    expect(ids).toContain('image/shop-a/build');
    expect(ids).not.toContain('image/shop-a/pull');
    const build = plan(project).steps.find((step) => step.id === 'image/far:2/build');
    expect(build).toMatchObject({ kind: 'buildImage', unless: 'image/far:2/pull' });
  });

  it('refuses a missing image that must be neither pulled nor built', () => {
    const result = plan(makeProject({ a: { image: 'far:2', pull_policy: 'never' } }));
    expect(result.diagnostics).toMatchObject([{ code: 'image-missing', severity: 'error' }]);
  });
});

describe('a second up', () => {
  it('plans nothing when everything is as the file says', () => {
    const project = makeProject({
      web: { depends_on: { db: dependsOn('service_healthy') } },
      db: {},
    });
    const result = plan(project, [
      makeContainer(project, 'web'),
      makeContainer(project, 'db', { health: 'healthy' }),
    ]);
    expect(result.steps).toEqual([]);
    expect(result.unchanged.map((kept) => kept.name)).toEqual(['shop-db-1', 'shop-web-1']);
  });

  it('starts what has stopped', () => {
    const project = makeProject({ web: {} });
    const result = plan(project, [makeContainer(project, 'web', { state: 'exited', exitCode: 1 })]);
    expect(reasons(result)).toEqual(['container/web-1/start: notRunning']);
  });

  it('takes a paused container out of its pause', () => {
    const project = makeProject({ web: {} });
    const result = plan(project, [makeContainer(project, 'web', { state: 'paused' })]);
    expect(planText(result)).toBe('container/web-1/unpause');
  });

  it('runs a finished job again before what depends on it starts anew', () => {
    const project = makeProject({
      job: {},
      web: {
        depends_on: { job: dependsOn('service_completed_successfully') },
        environment: { A: '2' },
      },
    });
    const job = makeContainer(project, 'job', { state: 'exited', exitCode: 0 });
    const web = makeContainer(project, 'web', { hash: 'old' });
    expect(plan(project, [job, web]).steps.map((step) => step.id)).toContain(
      'wait/job-1/completed',
    );
  });
});

describe('a changed service', () => {
  it('is replaced so that the old container is gone only after the new one has started', () => {
    const project = makeProject({ web: {}, other: {} });
    const old = makeContainer(project, 'web', { hash: 'old', id: 'abcdef012345'.padEnd(64, '6') });
    const result = plan(project, [old, makeContainer(project, 'other')]);
    expect(planText(result)).toMatchInlineSnapshot(`
      "container/web-1/create
      container/web-1/old/stop <- container/web-1/create
      container/web-1/old/rename <- container/web-1/create
      container/web-1/rename <- container/web-1/old/rename, container/web-1/old/stop
      container/web-1/start <- container/web-1/rename
      container/web-1/old/remove <- container/web-1/start"
    `);
    expect(result.steps[0]).toMatchObject({
      draft: { request: { name: 'abcdef012345_shop-web-1' } },
      reason: { kind: 'configChanged' },
    });
  });

  it('takes along the services that share its namespace', () => {
    const project = makeProject({
      net: {},
      app: {
        network_mode: 'service:net',
        depends_on: { net: dependsOn('service_started', { restart: true }) },
      },
    });
    const net = makeContainer(project, 'net', { hash: 'old' });
    const app = makeContainer(project, 'app', { hash: 'whatever' });
    const result = plan(project, [net, app]);
    const text = planText(result);
    expect(text).toContain('container/app-1/create <- container/net-1/create');
    expect(text).toContain(
      'container/net-1/old/rename <- container/app-1/old/stop, container/net-1/create',
    );
    expect(result.steps.find((step) => step.id === 'container/app-1/create')?.reason).toEqual({
      kind: 'dependencyRecreated',
      service: 'net',
    });
  });

  it('stops dependents that ask for it first and starts them again', () => {
    const project = makeProject({
      db: {},
      web: { depends_on: { db: dependsOn('service_started', { restart: true }) } },
    });
    const result = plan(project, [
      makeContainer(project, 'db', { hash: 'old' }),
      makeContainer(project, 'web'),
    ]);
    const text = planText(result);
    expect(text).toContain(
      'container/db-1/old/rename <- container/db-1/create, container/web-1/stop',
    );
    expect(text).toContain('container/web-1/start <- container/db-1/start, container/web-1/stop');
  });

  it('keeps anonymous volumes unless fresh ones are asked for', () => {
    const project = makeProject({ web: { volumes: [{ type: 'volume', target: '/cache' }] } });
    const volume = 'd'.repeat(64);
    const mounts = [{ type: 'volume', name: volume, source: '', target: '/cache', writable: true }];
    const old = makeContainer(project, 'web', { hash: 'old', mounts });
    expect(JSON.stringify(plan(project, [old]).steps[0])).toContain(volume);
    const renewed = plan(project, [old], { renewAnonymousVolumes: true, recreate: 'force' });
    expect(JSON.stringify(renewed.steps[0])).not.toContain(volume);
  });

  it('stays as it is with --no-recreate, and goes without a change with --force-recreate', () => {
    const project = makeProject({ web: {} });
    const changed = makeContainer(project, 'web', { hash: 'old' });
    expect(plan(project, [changed], { recreate: 'never' }).steps).toEqual([]);
    const forced = plan(project, [makeContainer(project, 'web')], { recreate: 'force' });
    expect(forced.steps[0]?.reason).toEqual({ kind: 'requested', by: '--force-recreate' });
  });

  it('is one whose image moved, whose network is another one, or whose volume is not mounted', () => {
    const project = makeProject(
      { a: {}, b: {}, c: { volumes: [{ type: 'volume', source: 'data', target: '/d' }] } },
      { volumes: { data: { name: 'shop_data' } } },
    );
    const result = plan(project, [
      makeContainer(project, 'a', { imageId: `sha256:${'2'.repeat(64)}` }),
      makeContainer(project, 'b', { networkId: 'another' }),
      makeContainer(project, 'c'),
    ]);
    expect(reasons(result).filter((line) => line.includes('-1/create'))).toEqual([
      'container/a-1/create: imageChanged',
      'container/b-1/create: networkDetached',
      'container/c-1/create: volumeNotMounted',
    ]);
  });
});

describe('scaling', () => {
  it('fills the lowest free number', () => {
    const project = makeProject({ web: { scale: 3 } });
    const result = plan(project, [makeContainer(project, 'web', { number: 2 })]);
    expect(result.steps.map((step) => step.id).filter((id) => id.endsWith('create'))).toEqual([
      'container/web-1/create',
      'container/web-3/create',
    ]);
  });

  it('takes away those that differ first, then the highest numbers', () => {
    const project = makeProject({ web: {} });
    const result = plan(project, [
      makeContainer(project, 'web', { number: 1, hash: 'old' }),
      makeContainer(project, 'web', { number: 2 }),
      makeContainer(project, 'web', { number: 3 }),
    ]);
    expect(result.unchanged.map((kept) => kept.name)).toEqual(['shop-web-2']);
    expect(result.steps.every((step) => step.reason.kind === 'surplusReplica')).toBe(true);
  });

  it('refuses several containers of one fixed name', () => {
    const project = makeProject({ web: { container_name: 'front' } });
    expect(plan(project, [], { scale: { web: 2 } }).diagnostics).toMatchObject([
      { code: 'name-not-scalable' },
    ]);
  });
});

describe('what an interrupted run left behind', () => {
  it('gets its final name when the predecessor is gone', () => {
    const project = makeProject({ web: {} });
    const fresh = makeContainer(project, 'web', {
      name: '0123456789ab_shop-web-1',
      state: 'created',
    });
    expect(planText(plan(project, [fresh]))).toBe(
      'container/web-1/rename\ncontainer/web-1/start <- container/web-1/rename',
    );
  });

  it('is cleared away when the predecessor still runs, and the replacement begins anew', () => {
    const project = makeProject({ web: {} });
    const id = 'abcdef012345'.padEnd(64, '6');
    const old = makeContainer(project, 'web', { hash: 'old', id });
    const fresh = makeContainer(project, 'web', {
      name: 'abcdef012345_shop-web-1',
      state: 'created',
    });
    const text = planText(plan(project, [old, fresh]));
    expect(text).toContain('container/web-1/create <- removed/abcdef012345_shop-web-1/remove');
  });

  it('begins anew while a parked predecessor still runs, and takes its successor’s name from it', () => {
    const project = makeProject({ web: {} });
    const name = '666666666666_shop-web-1';
    const parked = makeContainer(project, 'web', { hash: 'old', name });
    const fresh = makeContainer(project, 'web', { state: 'created' });
    const result = plan(project, [parked, fresh]);
    const text = planText(result);
    expect(text).toContain('container/web-1/old/stop <- container/web-1/create');
    expect(result.steps.find(({ id }) => id === 'container/web-1/start')).toMatchObject({
      fallback: { id: parked.id, name: 'shop-web-1' },
    });
    expect(text).toContain(
      'container/web-1/rename <- container/web-1/old/stop, removed/shop-web-1/remove',
    );
  });

  it('gives a parked container that is wanted again its name back from the successor that never ran', () => {
    const project = makeProject({ web: {} });
    const parked = makeContainer(project, 'web', { name: '666666666666_shop-web-1' });
    const fresh = makeContainer(project, 'web', { state: 'created', hash: 'new' });
    expect(planText(plan(project, [parked, fresh]))).toBe(
      'removed/shop-web-1/remove\ncontainer/web-1/rename <- removed/shop-web-1/remove',
    );
  });

  it('keeps a parked predecessor until its successor has started', () => {
    const project = makeProject({ web: {} });
    const parked = makeContainer(project, 'web', {
      hash: 'old',
      name: '666666666666_shop-web-1',
      state: 'exited',
    });
    const fresh = makeContainer(project, 'web', { state: 'created' });
    expect(planText(plan(project, [parked, fresh]))).toBe(
      'container/web-1/start\nremoved/666666666666_shop-web-1/remove <- container/web-1/start',
    );
  });
});

describe('orphans', () => {
  it('are named, and removed when asked to', () => {
    const project = makeProject({ web: {} });
    const containers = [makeContainer(project, 'web'), makeContainer(project, 'gone')];
    const told = plan(project, containers);
    expect(told.steps).toEqual([]);
    expect(told.diagnostics).toMatchObject([{ code: 'orphan-containers', severity: 'warning' }]);
    expect(planText(plan(project, containers, { removeOrphans: true }))).toBe(
      'orphan/shop-gone-1/stop\norphan/shop-gone-1/remove <- orphan/shop-gone-1/stop',
    );
  });

  it('are one-offs that have ended, but not those that run', () => {
    const project = makeProject({ web: {} });
    const oneOff = (name: string, state: ObservedContainer['state']): ObservedContainer => ({
      ...makeContainer(project, 'web'),
      ...{ name, state, oneoff: true },
    });
    const containers = [oneOff('web-run-1', 'exited'), oneOff('web-run-2', 'running')];
    expect(plan(project, containers).diagnostics).toMatchObject([
      { message: 'Found orphan containers (web-run-1) for this project' },
    ]);
  });

  it('go before anything is made or started: it may want their names, ports or volumes', () => {
    const project = makeProject({ web: {}, db: {} });
    const asleep = makeContainer(project, 'db', { state: 'exited' });
    const containers = [makeContainer(project, 'gone'), asleep];
    const { steps } = plan(project, containers, { removeOrphans: true });
    const afterOf = (id: string) => steps.find((step) => step.id === id)?.after;
    expect(afterOf('container/web-1/create')).toContain('orphan/shop-gone-1/remove');
    expect(afterOf('container/db-1/start')).toContain('orphan/shop-gone-1/remove');
  });

  it('are not the containers of services that are only not enabled', () => {
    const project = makeProject({ web: {} }, { disabledServices: { tool: { image: 'app:1' } } });
    const containers = [makeContainer(project, 'web'), makeContainer(project, 'tool')];
    expect(plan(project, containers).diagnostics).toEqual([]);
  });
});

describe('an image that is built here', () => {
  it('is told to be older than its context, and is not built anew', () => {
    const project = makeProject({ web: { build: { context: '/src/shop' } } });
    const observed = makeObserved(project, [makeContainer(project, 'web')]);
    const [name = '', image] = Object.entries(observed.images)[0] ?? [];
    const told = (taggedAt: number, changedAt: number) =>
      planUp({
        project,
        observed: { ...observed, images: image ? { [name]: { ...image, taggedAt } } : {} },
        facts: FACTS,
        options: upOptions({ contextTimes: { web: changedAt } }),
      });
    expect(told(1000, 2000)).toMatchObject({
      steps: [],
      diagnostics: [{ code: 'image-outdated', severity: 'info' }],
    });
    expect(told(2000, 1000).diagnostics).toEqual([]);
  });
});

describe('resources that are not ours', () => {
  it('must be there when they are external', () => {
    const project = makeProject(
      { web: {} },
      {
        networks: { default: { name: 'lan', external: true } },
        volumes: { data: { name: 'disk', external: true } },
      },
    );
    const observed = { ...makeObserved(project), networks: [], volumes: [] };
    const result = planUp({ project, observed, facts: FACTS, options: upOptions() });
    expect(result.diagnostics).toMatchObject([
      {
        code: 'external-network-missing',
        severity: 'error',
        message: 'network lan declared as external, but could not be found',
      },
      {
        code: 'external-volume-missing',
        severity: 'error',
        message: 'external volume "disk" not found',
      },
    ]);
    expect(result.steps.some((step) => step.kind === 'createNetwork')).toBe(false);
  });

  it('are used with a warning when they only have the name', () => {
    const project = makeProject({ web: {} });
    const observed = makeObserved(project, [], {
      networks: [{ id: 'x', name: 'shop_default', driver: 'bridge', labels: {} }],
    });
    const result = planUp({ project, observed, facts: FACTS, options: upOptions() });
    expect(result.diagnostics).toMatchObject([{ code: 'foreign-network', severity: 'warning' }]);
  });
});

describe('--wait', () => {
  it('waits for every service, for jobs that others need to their end', () => {
    const project = makeProject({
      job: {},
      web: { depends_on: { job: dependsOn('service_completed_successfully') } },
    });
    const waits = plan(project, [], { wait: true }).steps.filter(
      (step) => step.kind === 'waitUntil',
    );
    expect(waits.map((step) => step.id).toSorted()).toEqual([
      'wait/job-1/completed',
      'wait/web-1/running-or-healthy',
    ]);
  });
});

describe('attributes that are not carried out', () => {
  it('are refused before anything is written', () => {
    const project = makeProject({ web: { models: { llm: null } } });
    expect(plan(project).diagnostics).toMatchObject([
      { code: 'not-supported-yet', severity: 'error', path: 'services.web.models' },
    ]);
  });
});

describe('a network whose definition changed', () => {
  const changedNetwork = (containers: readonly ObservedContainer[]): Plan => {
    const project = makeProject(
      { web: {} },
      { networks: { default: { name: 'shop_default', internal: true } } },
    );
    const labels = {
      'com.docker.compose.project': 'shop',
      'com.docker.compose.network': 'default',
      'com.docker.compose.config-hash': 'old',
    };
    const networks = [{ id: NETWORK_ID, name: 'shop_default', driver: 'bridge', labels }];
    return planUp({
      project,
      observed: makeObserved(project, containers, { networks }),
      facts: FACTS,
      options: upOptions(),
    });
  };

  it('is made anew, and containers move over with their aliases while they run', () => {
    const result = changedNetwork([makeContainer(makeProject({ web: {} }), 'web')]);
    expect(planText(result)).toMatchInlineSnapshot(`
      "network/default/disconnect/shop-web-1
      network/default/remove <- network/default/disconnect/shop-web-1
      network/default/create <- network/default/remove
      network/default/connect/shop-web-1 <- network/default/create"
    `);
    expect(result.steps.at(-1)).toMatchObject({ endpoint: { Aliases: ['shop-web-1', 'web'] } });
  });

  it('waits for a container that is replaced anyway to let go of it', () => {
    const text = planText(
      changedNetwork([makeContainer(makeProject({ web: {} }), 'web', { hash: 'old' })]),
    );
    expect(text).toContain('network/default/remove <- container/web-1/old/stop');
    expect(text).toContain('container/web-1/create <- network/default/create');
  });
});

describe('a volume whose definition changed', () => {
  const project = makeProject(
    { db: { volumes: [{ type: 'volume', source: 'data', target: '/data' }] } },
    { volumes: { data: { name: 'shop_data', driver_opts: { type: 'tmpfs' } } } },
  );
  const mounts = [
    { type: 'volume', name: 'shop_data', source: '', target: '/data', writable: true },
  ];
  const labels = {
    'com.docker.compose.project': 'shop',
    'com.docker.compose.volume': 'data',
    'com.docker.compose.config-hash': 'old',
  };
  const observed = makeObserved(project, [makeContainer(project, 'db', { mounts })], {
    volumes: [{ name: 'shop_data', driver: 'local', labels }],
  });

  it('is kept, with a question that tells what a yes would cost', () => {
    const result = planUp({ project, observed, facts: FACTS, options: upOptions() });
    expect(result.steps).toEqual([]);
    expect(result.questions).toMatchObject([{ id: 'volume/data/recreate' }]);
    expect(result.diagnostics).toMatchObject([{ code: 'volume-changed', severity: 'warning' }]);
  });

  it('is made anew after a yes, once its users are gone', () => {
    const options = upOptions({ confirmed: new Set(['volume/data/recreate']) });
    const result = planUp({ project, observed, facts: FACTS, options });
    expect(planText(result)).toMatchInlineSnapshot(`
      "removed/shop-db-1/stop
      removed/shop-db-1/remove <- removed/shop-db-1/stop
      volume/data/remove <- removed/shop-db-1/remove
      volume/data/create <- volume/data/remove
      container/db-1/create <- removed/shop-db-1/remove, volume/data/create
      container/db-1/start <- container/db-1/create"
    `);
  });
});

describe('a finished job', () => {
  const once = (job: object): Plan => {
    const project = makeProject({
      job,
      web: { depends_on: { job: dependsOn('service_completed_successfully') } },
    });
    return plan(project, [makeContainer(project, 'job', { state: 'exited', exitCode: 0 })]);
  };

  it('runs again with every up, as Docker Compose has it', () => {
    expect(once({}).steps.map((step) => step.id)).toContain('container/job-1/start');
  });

  it('is left alone, and its dependents need not wait, when it runs once', () => {
    const result = once({ extensions: { 'x-flotilla': { run: 'once' } } });
    expect(planText(result)).toBe(
      'container/web-1/create\ncontainer/web-1/start <- container/web-1/create',
    );
    expect(result.diagnostics).toMatchObject([{ code: 'job-not-repeated', severity: 'info' }]);
  });
});

describe('a project that Docker Compose 5 manages', () => {
  const project = makeProject({
    web: {
      volumes: [{ type: 'bind', source: '/src', target: '/app', bind: { create_host_path: true } }],
    },
    other: {},
  });
  const theirs = (service: string): ObservedContainer => {
    const hash = serviceHash(project.services[service] ?? {}, '5.5');
    const container = makeContainer(project, service, { hash });
    const labels = { ...container.labels, 'com.docker.compose.version': '5.5.0' };
    return { ...container, labels };
  };

  it('is left as it is, and what is added carries digests of its kind', () => {
    const result = plan(project, [theirs('web')]);
    expect(planText(result)).toBe(
      'container/other-1/create\ncontainer/other-1/start <- container/other-1/create',
    );
    expect(result.steps[0]).toMatchObject({
      draft: { request: { body: { Labels: { 'com.docker.compose.version': '5.5.0' } } } },
    });
  });
});

describe('a run that names a service', () => {
  it('takes containers of the others along to a network that is made anew', () => {
    const project = makeProject(
      { web: {} },
      {
        networks: { default: { name: 'shop_default', internal: true } },
        disabledServices: { db: { image: 'app:1' } },
      },
    );
    const labels = {
      'com.docker.compose.project': 'shop',
      'com.docker.compose.network': 'default',
      'com.docker.compose.config-hash': 'old',
    };
    const networks = [{ id: NETWORK_ID, name: 'shop_default', driver: 'bridge', labels }];
    const containers = [makeContainer(project, 'web'), makeContainer(project, 'db', { hash: 'x' })];
    const observed = makeObserved(project, containers, { networks });
    const options = upOptions({ named: ['web'] });
    const ids = planUp({ project, observed, facts: FACTS, options }).steps.map((step) => step.id);
    expect(ids).toContain('network/default/connect/shop-db-1');
  });
});

describe('an image that is pulled from time to time', () => {
  const project = makeProject({ web: { pull_policy: 'every_12h' } });
  const pulls = (taggedAt: number): boolean => {
    const images = {
      'app:1': { id: IMAGE_ID, tags: ['app:1'], digests: [], labels: {}, createdAt: 0, taggedAt },
    };
    const observed = makeObserved(project, [], { images });
    const facts = { ...FACTS, now: 100 * 3_600_000 };
    return planUp({ project, observed, facts, options: upOptions() }).steps.some(
      (step) => step.kind === 'pullImage',
    );
  };

  it('is pulled again when its last tag is older than the policy allows, and not before', () => {
    expect([pulls(87 * 3_600_000), pulls(89 * 3_600_000)]).toEqual([true, false]);
  });
});

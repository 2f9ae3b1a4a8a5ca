/** What planning costs, counted instead of timed: how often the planner reads what it is given. */
import { describe, expect, test } from 'vitest';
import { LABEL } from '../../../src/model/labels.ts';
import type { ObservedContainer, ObservedState } from '../../../src/model/observed.ts';
import type { Project } from '../../../src/model/project.ts';
import type { Service } from '../../../src/model/service.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { planDown } from '../../../src/plan/plan-down.ts';
import { planPull } from '../../../src/plan/plan-pull.ts';
import { planRestart, planStart, planStop } from '../../../src/plan/plan-lifecycle.ts';
import { planUp } from '../../../src/plan/plan-up.ts';
import { fieldDigests } from '../../../src/plan/request/field-digests.ts';
import type { UpOptions } from '../../../src/plan/up-options.ts';
import { countReads } from '../../support/count-reads.ts';
import {
  dependsOn,
  FACTS,
  makeContainer,
  makeObserved,
  makeProject,
  upOptions,
} from '../../support/plan-fixtures.ts';

/** Each service has a network and a volume of its own, and waits for another one's end. */
function projectOf(size: number): Project {
  const names = Array.from({ length: size }, (_, index) => `s${index}`);
  const services = names.map((name, index): [string, Service] => [
    name,
    {
      environment: { NAME: name },
      networks: { default: null, [name]: null },
      volumes: [{ type: 'volume', source: name, target: '/data' }],
      ...(index % 10 === 0
        ? {}
        : { depends_on: { [`s${index - 1}`]: dependsOn('service_completed_successfully') } }),
    },
  ]);
  return makeProject(Object.fromEntries(services), {
    networks: Object.fromEntries(['default', ...names].map((key) => [key, { name: key }])),
    volumes: Object.fromEntries(names.map((key) => [key, { name: key }])),
  });
}

function containersOf(project: Project, hash?: string): readonly ObservedContainer[] {
  const ids = new Map(makeObserved(project).networks.map(({ name, id }) => [name, id]));
  return Object.entries(project.services).map(([key, service]) => {
    const container = makeContainer(project, key, {
      ...(hash === undefined ? {} : { hash }),
      mounts: [{ type: 'volume', name: key, source: '', target: '/data', writable: true }],
    });
    const fields = JSON.stringify(fieldDigests({ ...service, image: 'app:0' }, project.name));
    const networks = ['default', key].map((name) => [name, { networkId: ids.get(name) ?? '' }]);
    return {
      ...container,
      labels: { ...container.labels, [LABEL.fields]: fields },
      endpoints: Object.fromEntries(networks) as ObservedContainer['endpoints'],
    };
  });
}

const volumesOf = ({ volumes }: Project): ObservedState['volumes'] =>
  Object.values(volumes).map(({ name }) => ({ name, driver: 'local', labels: {} }));

interface World {
  readonly project: Project;
  readonly observed: ObservedState;
}

const NEW = (size: number): World => {
  const project = projectOf(size);
  return { project, observed: makeObserved(project, [], { networks: [] }) };
};

const withContainers =
  (hash?: string) =>
  (size: number): World => {
    const project = projectOf(size);
    const volumes = volumesOf(project);
    return { project, observed: makeObserved(project, containersOf(project, hash), { volumes }) };
  };

const UNCHANGED = withContainers();
const CHANGED = withContainers('other');

const OWN_IMAGES = (size: number): World => {
  const { project, observed } = NEW(size);
  const services = Object.entries(project.services).map(([key, service]) => [
    key,
    { ...service, image: key },
  ]);
  return { project: { ...project, services: Object.fromEntries(services) }, observed };
};

const up = (world: World, options: Partial<UpOptions> = {}): Plan =>
  planUp({ ...world, facts: FACTS, options: upOptions(options) });

const all = { named: [] };
const each = ({ project }: World): readonly string[] => Object.keys(project.services);

describe('twice as many services are twice the work', () => {
  test.for<[string, (size: number) => World, (world: World) => Plan]>([
    ['up, all new', NEW, up],
    ['up, nothing changed', UNCHANGED, up],
    ['up, everything changed', CHANGED, up],
    [
      'pull',
      OWN_IMAGES,
      ({ project, observed }) =>
        planPull(project, observed, { ignoreBuildable: false, ignoreFailures: false }),
    ],
    ['up, all images of their own', OWN_IMAGES, up],
    ['up --wait', NEW, (world) => up(world, { wait: true })],
    ['up, every service named', UNCHANGED, (world) => up(world, { named: each(world) })],
    [
      'down',
      UNCHANGED,
      (world) =>
        planDown({
          ...world,
          builtImages: [],
          options: { ...all, removeOrphans: true, volumes: false, separator: '-' },
        }),
    ],
    ['stop', UNCHANGED, (world) => planStop({ ...world, ...all })],
    ['start', UNCHANGED, (world) => planStart({ ...world, ...all, wait: true })],
    ['restart', UNCHANGED, (world) => planRestart({ ...world, ...all, withoutDependents: false })],
  ])('%s', ([, make, plan]) => {
    const reads = (size: number): number => countReads(make(size), plan);
    const [some, twice, fourTimes] = [reads(30), reads(60), reads(120)];
    // what a plan costs beside its services is in both
    expect(fourTimes - twice).toBeLessThanOrEqual(2.1 * (twice - some));
  });
});

describe('a service is written out', () => {
  /** How often all there is of a service has been listed, as for a hash or for digests. */
  function listings(world: World, plan: (world: World) => Plan): readonly number[] {
    const counts = new Map(each(world).map((key) => [key, 0]));
    const services = Object.entries(world.project.services).map(([key, service]) => [
      key,
      new Proxy(service, {
        ownKeys: (target) => {
          counts.set(key, (counts.get(key) ?? 0) + 1);
          return Reflect.ownKeys(target);
        },
      }),
    ]);
    plan({ ...world, project: { ...world.project, services: Object.fromEntries(services) } });
    return [...new Set(counts.values())];
  }

  test('not at all when it is new', () => {
    expect(listings(NEW(5), up)).toEqual([0]);
  });

  test('once, for its hash, when it has not changed', () => {
    expect(listings(UNCHANGED(5), up)).toEqual([1]);
  });

  test('once for its hash and once for what differs when it has changed', () => {
    expect(listings(CHANGED(5), up)).toEqual([2]);
  });
});

test('the body of a request is made when somebody looks at it, and once', () => {
  let made = 0;
  const proxyEnvironment = new Proxy(
    { HTTP_PROXY: 'http://proxy' },
    {
      ownKeys: (target) => {
        made += 1;
        return Reflect.ownKeys(target);
      },
    },
  );
  for (const make of [NEW, UNCHANGED, CHANGED]) up(make(5), { proxyEnvironment });
  expect(made).toBe(0);

  const { steps } = up(NEW(5), { proxyEnvironment });
  const create = steps.find((step) => step.kind === 'createContainer');
  expect(create?.draft.request).toMatchObject({ name: 'shop-s0-1' });
  expect(made).toBe(0);
  expect(create?.draft.request.body.Env).toContain('HTTP_PROXY=http://proxy');
  expect(structuredClone(create?.draft.request)).toEqual(create?.draft.request);
  expect(made).toBe(1);
});

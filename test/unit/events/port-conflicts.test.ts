import { describe, expect, it } from 'vitest';
import {
  type HeldPort,
  type PortConflict,
  portConflicts,
} from '../../../src/events/port-conflicts.ts';
import { LABEL } from '../../../src/model/labels.ts';
import type { ObservedContainer, ObservedState } from '../../../src/model/observed.ts';
import type { Project } from '../../../src/model/project.ts';
import type { PortMapping, Service } from '../../../src/model/service.ts';
import { planUp } from '../../../src/plan/plan-up.ts';
import { portClaims } from '../../../src/plan/port-claims.ts';
import { fieldDigests } from '../../../src/plan/request/field-digests.ts';
import {
  dependsOn,
  FACTS,
  makeContainer,
  makeObserved,
  makeProject,
  upOptions,
} from '../../support/plan-fixtures.ts';

interface Case {
  readonly project: Project;
  readonly containers?: readonly ObservedContainer[];
  readonly held?: readonly HeldPort[];
  readonly observed?: Partial<ObservedState>;
}

/** Of the ports of a first `up`, or one on these containers. */
function conflicts({
  project,
  containers = [],
  held = [],
  observed: more = {},
}: Case): readonly PortConflict[] {
  const observed = makeObserved(project, containers, more);
  const plan = planUp({ project, observed, facts: FACTS, options: upOptions() });
  const claims = portClaims({ steps: plan.steps, project, observed });
  return portConflicts({ plan, claims, held });
}

const told = (of: Case): readonly string[] =>
  conflicts(of).map(({ problem: { path, message } }) => `${path}: ${message}`);

const on = (published: string, more: Partial<PortMapping> = {}): Service => ({
  ports: [{ target: 80, protocol: 'tcp', published, ...more }],
});

const heldBy = (name: string, port: number, more: Partial<HeldPort> = {}): HeldPort => ({
  ip: '0.0.0.0',
  protocol: 'tcp',
  first: port,
  last: port,
  holder: { kind: 'container', name, project: 'other', service: 'front' },
  container: name,
  ...more,
});

describe('a port that cannot be had', () => {
  it('is told with its holder', () => {
    const project = makeProject({ web: on('8080') });
    expect(told({ project, held: [heldBy('x', 8080)] })).toEqual([
      'services.web.ports.0: service "web" cannot publish 8080: port is already allocated, held by container x (service front of project other)',
    ]);
  });

  it('is one that another service, or another container of the service, publishes', () => {
    const project = makeProject({ a: on('8080'), b: on('8080', { host_ip: '127.0.0.1' }) });
    expect(told({ project })).toEqual([
      'services.b.ports.0: service "b" cannot publish 127.0.0.1:8080: service "a" publishes 8080',
    ]);
    const scaled = makeProject({ web: { ...on('8080'), scale: 3 } });
    const again =
      'services.web.ports.0: containers of service "web" cannot publish 8080 more than once';
    expect(told({ project: scaled })).toEqual([again, again]);
    expect(conflicts({ project: scaled }).map(({ step }) => step)).toEqual([
      'container/web-2/create',
      'container/web-3/create',
    ]);
  });

  it('is a range of which nothing is free', () => {
    const project = makeProject({ web: on('8080-8081') });
    expect(told({ project, held: [heldBy('x', 8080)] })).toEqual([]);
    expect(told({ project, held: [heldBy('x', 8080), heldBy('y', 8081)] })).toHaveLength(1);
  });

  it('is told of a stopped container that would be started as it is', () => {
    const project = makeProject({ web: on('8080') });
    const service = project.services['web'] ?? {};
    const old = makeContainer(project, 'web', { state: 'exited' });
    const ours = (of: Service): ObservedContainer => ({
      ...old,
      labels: { ...old.labels, [LABEL.fields]: JSON.stringify(fieldDigests(of, 'shop')) },
    });
    const held = [heldBy('x', 8080)];
    expect(told({ project, containers: [ours(service)], held })).toHaveLength(1);
    expect(told({ project, containers: [ours({ ...service, ...on('9090') })], held })).toEqual([]);
    expect(told({ project, containers: [old], held })).toEqual([]);
  });
});

describe('a port that can be had', () => {
  const free: readonly (readonly [string, Case])[] = [
    [
      'another protocol',
      { project: makeProject({ web: on('8080') }), held: [heldBy('x', 8080, { protocol: 'udp' })] },
    ],
    [
      'another address',
      {
        project: makeProject({ web: on('8080', { host_ip: '127.0.0.2' }) }),
        held: [heldBy('x', 8080, { ip: '127.0.0.1' })],
      },
    ],
    [
      'one that the engine chooses',
      {
        project: makeProject({ a: on('0'), b: { ports: [{ target: 80 }] } }),
        held: [heldBy('x', 80)],
      },
    ],
    [
      'one that is not published',
      {
        project: makeProject({ a: { ...on('8080'), network_mode: 'host' } }),
        held: [heldBy('x', 8080)],
      },
    ],
    [
      'one on a network without a way out',
      {
        project: makeProject(
          { a: on('8080') },
          { networks: { default: { name: 'shop_default', internal: true } } },
        ),
        held: [heldBy('x', 8080)],
        observed: { networks: [] },
      },
    ],
    [
      'one on a network that publishes on an address of its choice',
      {
        project: makeProject(
          { a: on('8080') },
          {
            networks: {
              default: {
                name: 'shop_default',
                driver_opts: { 'com.docker.network.bridge.host_binding_ipv4': '127.0.0.1' },
              },
            },
          },
        ),
        held: [heldBy('x', 8080, { ip: '127.0.0.2' })],
        observed: { networks: [] },
      },
    ],
    [
      'a range with something left for every replica',
      {
        project: makeProject({ web: { ...on('8080-8082'), scale: 2 } }),
        held: [heldBy('x', 8081)],
      },
    ],
    [
      'that of a job that has ended by then',
      {
        project: makeProject({
          job: on('8080'),
          web: { ...on('8080'), depends_on: { job: dependsOn('service_completed_successfully') } },
        }),
      },
    ],
  ];

  it.each(free)('is not complained about: %s', (_, given) => {
    expect(told(given)).toEqual([]);
  });

  it('is that of a container which is replaced or removed in the same run', () => {
    const project = makeProject({ web: on('8080') });
    const old = makeContainer(project, 'web', { hash: 'other' });
    const gone = makeContainer(project, 'web', { number: 2 });
    const held = [
      heldBy('old', 8080, { container: old.id }),
      heldBy('gone', 8080, { container: gone.id }),
    ];
    expect(told({ project, containers: [old, gone], held })).toEqual([]);
  });
});

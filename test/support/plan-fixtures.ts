/** Small projects and observed states for planner tests. */
import { serviceHash } from '../../src/model/config-hash.ts';
import { LABEL } from '../../src/model/labels.ts';
import { containerId, projectName, type ProjectName } from '../../src/model/names.ts';
import type {
  ContainerState,
  Health,
  ObservedContainer,
  ObservedState,
} from '../../src/model/observed.ts';
import type { Project } from '../../src/model/project.ts';
import type { Dependency, Service } from '../../src/model/service.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { UpOptions } from '../../src/plan/up-options.ts';

export const IMAGE_ID = `sha256:${'1'.repeat(64)}`;
export const NETWORK_ID = 'n'.repeat(64);

export const dependsOn = (
  condition: Dependency['condition'] = 'service_started',
  more: Partial<Dependency> = {},
): Dependency => ({ condition, required: true, ...more });

/** Every service runs `app:1` on the default network unless it says otherwise. */
export function makeProject(
  services: Readonly<Record<string, Service>>,
  more: Partial<Project> = {},
): Project {
  const complete = Object.fromEntries(
    Object.entries(services).map(([key, service]) => [
      key,
      {
        image: 'app:1',
        ...(service.network_mode === undefined ? { networks: { default: null } } : {}),
        ...service,
      },
    ]),
  );
  return {
    name: projectName('shop') as ProjectName,
    workingDir: '/src/shop',
    composeFiles: ['/src/shop/compose.yaml'],
    envFiles: [],
    services: complete,
    disabledServices: {},
    networks: { default: { name: 'shop_default' } },
    volumes: {},
    secrets: {},
    configs: {},
    models: {},
    extensions: {},
    environment: {},
    ...more,
  };
}

export interface ContainerOverrides {
  readonly id?: string;
  readonly number?: number;
  readonly name?: string;
  readonly state?: ContainerState;
  readonly health?: Health;
  readonly exitCode?: number;
  readonly hash?: string;
  readonly imageId?: string;
  readonly networkId?: string;
  readonly oneoff?: boolean;
  readonly createdAt?: number;
  readonly mounts?: ObservedContainer['mounts'];
}

let serial = 0;

/** A running container that is what the project says, but for the overrides. */
export function makeContainer(
  project: Project,
  service: string,
  { hash = hashOf(project, service), networkId = NETWORK_ID, ...more }: ContainerOverrides = {},
): ObservedContainer {
  const { number = 1, imageId = IMAGE_ID } = more;
  const id = more.id ?? (++serial).toString(16).padStart(64, 'c');
  return {
    name: `${project.name}-${service}-${number}`,
    project: project.name,
    service,
    number,
    oneoff: false,
    configHash: hash,
    image: 'app:1',
    imageId,
    command: '',
    state: 'running',
    status: '',
    health: 'none',
    createdAt: 1,
    labels: {
      [LABEL.project]: project.name,
      [LABEL.configHash]: hash,
      [LABEL.image]: imageId,
    },
    ports: [],
    mounts: [],
    networkMode: 'shop_default',
    endpoints: { shop_default: { networkId } },
    ...more,
    id: containerId(id),
  };
}

const hashOf = (project: Project, service: string): string =>
  serviceHash(project.services[service] ?? {});

/** The engine has `app:1` and the project's networks. */
export function makeObserved(
  project: Project,
  containers: readonly ObservedContainer[] = [],
  more: Partial<ObservedState> = {},
): ObservedState {
  return {
    project: project.name,
    containers,
    hooks: [],
    networks: Object.entries(project.networks).map(([key, { name }]) => ({
      id: key === 'default' ? NETWORK_ID : key.repeat(8),
      name,
      driver: 'bridge',
      labels: { [LABEL.project]: project.name, [LABEL.network]: key },
    })),
    volumes: [],
    images: {
      'app:1': { id: IMAGE_ID, tags: ['app:1'], digests: [], labels: {}, createdAt: 0 },
    },
    ...more,
  };
}

export const FACTS = {
  apiVersion: '1.51',
  now: 0,
  address: 'unix:///var/run/docker.sock',
} as const;

export const upOptions = (more: Partial<UpOptions> = {}): UpOptions => ({
  verb: 'up',
  named: [],
  recreate: 'diverged',
  recreateDependencies: 'diverged',
  start: true,
  removeOrphans: false,
  ignoreOrphans: false,
  renewAnonymousVolumes: false,
  scale: {},
  keepFinishedJobs: false,
  wait: false,
  build: 'missing',
  imagesSettled: false,
  provided: new Map(),
  separator: '-',
  proxyEnvironment: {},
  seccompProfiles: {},
  contextTimes: {},
  fileSums: {},
  confirmed: new Set(),
  placeOf: () => undefined,
  ...more,
});

/** One line a step: its id, and what it comes after. */
export function planText(plan: Plan): string {
  return plan.steps
    .map((step) =>
      step.after.length === 0 ? step.id : `${step.id} <- ${[...step.after].toSorted().join(', ')}`,
    )
    .join('\n');
}

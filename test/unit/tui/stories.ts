import type { DashboardEvent, DashboardState, Intent } from '../../../src/tui/dashboard-state.ts';
import { initialState } from '../../../src/tui/dashboard-state.ts';
import { reduce } from '../../../src/tui/reduce.ts';
import type { DesiredService } from '../../../src/tui/service-rows.ts';
import { containerId } from '../../../src/model/names.ts';
import type { ObservedContainer } from '../../../src/model/observed.ts';

/** 2026-01-02 12:00:00 UTC. */
export const NOON = Date.UTC(2026, 0, 2, 12);

export function container(
  service: string,
  number: number,
  over: Partial<ObservedContainer> = {},
): ObservedContainer {
  const name = `shop-${service}-${number}`;
  return {
    id: containerId(`${name}-id`),
    name,
    project: 'shop',
    service,
    number,
    oneoff: false,
    configHash: 'x',
    image: `${service}:latest`,
    imageId: 'sha256:1',
    command: 'run',
    state: 'running',
    status: 'Up 2 hours',
    health: 'none',
    createdAt: NOON / 1_000,
    labels: {},
    ports: [],
    mounts: [],
    networkMode: 'bridge',
    endpoints: {},
    ...over,
  };
}

export const SHOP: readonly ObservedContainer[] = [
  container('db', 1, { health: 'healthy', status: 'Up 2 hours (healthy)' }),
  container('api', 1, {
    health: 'healthy',
    status: 'Up 8 seconds (healthy)',
    ports: [
      { ip: '0.0.0.0', privatePort: 80, publicPort: 8080, type: 'tcp' },
      { ip: '::', privatePort: 80, publicPort: 8080, type: 'tcp' },
    ],
  }),
  container('api', 2, { health: 'starting', status: 'Up 8 seconds (health: starting)' }),
  container('web', 1, { state: 'created', status: 'Created' }),
  container('worker', 1, { state: 'exited', status: 'Exited (1) 3 seconds ago', exitCode: 1 }),
  container('migrate', 1, { state: 'exited', status: 'Exited (0) 2 hours ago', exitCode: 0 }),
  container('gone', 1, { status: 'Up 3 days' }),
];

const desired = (
  name: string,
  dependsOn: readonly string[] = [],
  replicas = 1,
): DesiredService => ({
  name,
  dependsOn,
  replicas,
});

export const SHOP_FILES: readonly DesiredService[] = [
  desired('db'),
  desired('migrate', ['db']),
  desired('api', ['db', 'migrate'], 2),
  desired('web', ['api']),
  desired('worker', ['db']),
  desired('mailer'),
];

export interface Story {
  readonly state: DashboardState;
  /** All that was asked for since the beginning. */
  readonly intents: readonly Intent[];
}

export const key = (name: string): DashboardEvent => ({ kind: 'key', key: name });

export const observed = (containers = SHOP, at = NOON): DashboardEvent => ({
  kind: 'observed',
  at,
  containers,
  desired: SHOP_FILES,
});

export function tell(
  state: DashboardState,
  ...events: readonly (DashboardEvent | string)[]
): Story {
  let now = state;
  const intents: Intent[] = [];
  for (const event of events) {
    const next = reduce(now, typeof event === 'string' ? key(event) : event);
    now = next.state;
    intents.push(...next.intents);
  }
  return { state: now, intents };
}

export function shop(columns = 120, rows = 40): DashboardState {
  const head = { name: 'shop', directory: '~/src/shop', engine: 'local engine' };
  return tell(initialState(head, { columns, rows, now: NOON }), observed()).state;
}

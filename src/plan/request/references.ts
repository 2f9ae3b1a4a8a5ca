/** References of a service to other services' containers, and what the engine wants in their place. */
import type { HostConfig } from '../../model/engine-api.ts';
import type { Service, StringMap } from '../../model/service.ts';
import { compact } from './compact.ts';

const SERVICE_PREFIX = 'service:';

const MODES = ['network_mode', 'ipc', 'pid'] as const;

/** Keys of the services whose container id a request needs: shared namespaces and `volumes_from`. */
export function sharedServices(service: Service): readonly string[] {
  if (!refersToContainers(service)) return [];
  return [...new Set(sharedUses(service).map((use) => use.service))];
}

export interface SharedUse {
  /** Key of the service whose container is shared. */
  readonly service: string;
  readonly what: string;
  /** Within the service. */
  readonly path: readonly (string | number)[];
}

const NAMESPACES: Readonly<Record<(typeof MODES)[number], string>> = {
  network_mode: 'network namespace',
  ipc: 'IPC namespace',
  pid: 'PID namespace',
};

/** What `sharedServices` stands on, place by place. */
export function sharedUses(service: Service): readonly SharedUse[] {
  if (!refersToContainers(service)) return [];
  const modes = MODES.flatMap((field) => {
    const key = serviceOfMode(service[field]);
    return key === undefined ? [] : [{ service: key, what: NAMESPACES[field], path: [field] }];
  });
  const volumes = (service.volumes_from ?? []).flatMap((entry, index) => {
    const key = parseVolumesFrom(entry).service;
    return key === undefined
      ? []
      : [{ service: key, what: 'volume', path: ['volumes_from', index] }];
  });
  return [...modes, ...volumes];
}

/** The attribute by which a service shares something of another's container. */
export const referringAttribute = (service: Service, other: string): keyof Service =>
  MODES.find((field) => serviceOfMode(service[field]) === other) ?? 'volumes_from';

/** Keys of the services whose container names a request needs. */
export function linkedServices(service: Service): readonly string[] {
  return [...new Set((service.links ?? []).map((link) => link.split(':')[0] ?? link))];
}

/** The service named by `service:x`; undefined for any other mode. */
export function serviceOfMode(mode: string | undefined): string | undefined {
  return mode?.startsWith(SERVICE_PREFIX) ? mode.slice(SERVICE_PREFIX.length) : undefined;
}

/** The service with ids in place of service keys, as it is hashed; what has no id stays as written. */
export function resolveReferences(service: Service, ids: StringMap): Service {
  if (!refersToContainers(service)) return service;
  const resolved: { -readonly [K in keyof Service]: Service[K] } = { ...service };
  for (const field of MODES) {
    const mode = resolveMode(service[field], ids);
    if (mode !== undefined) resolved[field] = mode;
  }
  if (service.volumes_from !== undefined) {
    // Docker Compose hashes the bare id: the access mode is lost on the way
    resolved.volumes_from = service.volumes_from.map((entry) =>
      resolveVolumesFrom(entry, ids, false),
    );
  }
  return resolved;
}

/** Most services name no container: for them there is nothing to look up or to fill in. */
const refersToContainers = (service: Service): boolean =>
  service.volumes_from !== undefined ||
  MODES.some((field) => serviceOfMode(service[field]) !== undefined);

/** Fields of `HostConfig` that name other containers, access modes included. */
export const sharedFields = (service: Service, ids: StringMap): Partial<HostConfig> =>
  compact({
    NetworkMode: resolveMode(service.network_mode, ids) ?? '',
    IpcMode: resolveMode(service.ipc, ids),
    PidMode: resolveMode(service.pid, ids),
    VolumesFrom: (service.volumes_from ?? []).map((entry) => resolveVolumesFrom(entry, ids, true)),
  });

/** `container:<id>` for `service:x` with a known id, else the mode as written. */
function resolveMode(mode: string | undefined, ids: StringMap): string | undefined {
  const id = idOf(serviceOfMode(mode), ids);
  return id === undefined ? mode : `container:${id}`;
}

function resolveVolumesFrom(entry: string, ids: StringMap, withAccess: boolean): string {
  const { service, container, access } = parseVolumesFrom(entry);
  const target = service === undefined ? container : idOf(service, ids);
  if (target === undefined) return entry;
  return withAccess && access !== undefined ? `${target}:${access}` : target;
}

// a service may be called `constructor`
const idOf = (service: string | undefined, ids: StringMap): string | undefined =>
  service !== undefined && Object.hasOwn(ids, service) ? ids[service] : undefined;

interface VolumesFrom {
  readonly service?: string;
  readonly container?: string;
  readonly access?: string;
}

function parseVolumesFrom(entry: string): VolumesFrom {
  const [first = '', second, third] = entry.split(':');
  const isContainer = first === 'container' && second !== undefined;
  const access = isContainer ? third : second;
  return {
    ...(isContainer ? { container: second } : { service: first }),
    ...(access === undefined ? {} : { access }),
  };
}

/** First id of each service: Docker Compose shares the namespace of the first replica. */
export function firstIds(ids: Readonly<Record<string, readonly string[]>>): StringMap {
  return Object.fromEntries(
    Object.entries(ids).flatMap(([key, [first]]) => (first === undefined ? [] : [[key, first]])),
  );
}

/** A snapshot of what the engine holds for one project. Read from lists: no inspect per container. */
import type { HostPorts } from './host-ports.ts';
import type { ContainerId } from './names.ts';
import type { StringMap } from './service.ts';

export type ContainerState =
  | 'created'
  | 'running'
  | 'paused'
  | 'restarting'
  | 'removing'
  | 'exited'
  | 'dead';

export type Health = 'none' | 'starting' | 'healthy' | 'unhealthy';

export interface ObservedPort {
  readonly ip?: string;
  readonly privatePort: number;
  readonly publicPort?: number;
  readonly type: string;
}

export interface ObservedMount {
  readonly type: string;
  /** Volume name; absent for binds. */
  readonly name?: string;
  readonly source: string;
  readonly target: string;
  readonly writable: boolean;
}

export interface ObservedEndpoint {
  readonly networkId: string;
  readonly ipv4?: string;
  readonly ipv6?: string;
  readonly mac?: string;
}

export interface ObservedContainer {
  readonly id: ContainerId;
  /** Without the leading slash. */
  readonly name: string;
  readonly project: string;
  readonly service: string;
  /** From the label; undefined when it is missing or no number. */
  readonly number?: number;
  readonly oneoff: boolean;
  /** Absent on containers that no compose tool made, and on those of hooks. */
  readonly configHash?: string;
  /** Reference as the engine lists it: the tag, or the id once the tag has moved on. */
  readonly image: string;
  readonly imageId: string;
  readonly command: string;
  readonly state: ContainerState;
  /** The engine's own wording, such as `Up 3 seconds (healthy)`. */
  readonly status: string;
  readonly health: Health;
  /** Known for exited and restarting containers. */
  readonly exitCode?: number;
  /** Seconds since 1970. */
  readonly createdAt: number;
  readonly labels: StringMap;
  readonly ports: readonly ObservedPort[];
  readonly mounts: readonly ObservedMount[];
  readonly networkMode: string;
  /** By network name. */
  readonly endpoints: Readonly<Record<string, ObservedEndpoint>>;
}

export interface ObservedNetwork {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  readonly labels: StringMap;
  /** The whole answer. */
  readonly raw?: Readonly<Record<string, unknown>>;
}

export interface ObservedVolume {
  readonly name: string;
  readonly driver: string;
  readonly labels: StringMap;
  /** On the engine's machine. */
  readonly mountpoint?: string;
  readonly scope?: string;
  /** The whole answer. */
  readonly raw?: Readonly<Record<string, unknown>>;
}

export interface ObservedImage {
  readonly id: string;
  readonly tags: readonly string[];
  readonly digests: readonly string[];
  /** Milliseconds since 1970: when this engine gave it its last tag. Only where its age was asked for. */
  readonly taggedAt?: number;
  readonly labels: StringMap;
  /** Seconds since 1970. */
  readonly createdAt: number;
}

export interface ObservedState {
  readonly project: string;
  /** All that a compose tool made for the project, one-offs included; those that only carry its label are not its own. */
  readonly containers: readonly ObservedContainer[];
  /** Containers of `pre_start` hooks: those that failed, and what a killed run has left. */
  readonly hooks: readonly ObservedContainer[];
  /** Those with the project's label, and those that carry a name the project wants. */
  readonly networks: readonly ObservedNetwork[];
  readonly volumes: readonly ObservedVolume[];
  /** By reference as asked for; absent when the engine has no such image. */
  readonly images: Readonly<Record<string, ObservedImage>>;
  /** By service: what a container of it has in its environment beyond its image's. Only where it was asked for. */
  readonly environments?: Readonly<Record<string, StringMap>>;
}

/** By name; of several that have the same, as networks may, the first. */
export function byName<T extends { readonly name: string }>(
  resources: readonly T[],
): ReadonlyMap<string, T> {
  const found = new Map<string, T>();
  for (const resource of resources)
    if (!found.has(resource.name)) found.set(resource.name, resource);
  return found;
}

/** Whether the container has processes, be they paused or about to be started again. */
export const isUp = ({ state }: Pick<ObservedContainer, 'state'>): boolean =>
  state === 'running' || state === 'paused' || state === 'restarting';

/** The ports of the host that the container has now. */
export const heldPorts = ({ ports }: Pick<ObservedContainer, 'ports'>): readonly HostPorts[] =>
  ports.flatMap(({ ip = '', publicPort, type }) =>
    publicPort === undefined ? [] : [{ ip, protocol: type, first: publicPort, last: publicPort }],
  );

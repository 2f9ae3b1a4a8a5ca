/** Request bodies of the Engine API (v1.41–1.51), with its own field names. Only what we send. */
import type { StringMap } from './service.ts';

export interface EndpointSettings {
  readonly Aliases?: readonly string[];
  readonly Links?: readonly string[];
  readonly IPAMConfig?: {
    readonly IPv4Address?: string;
    readonly IPv6Address?: string;
    readonly LinkLocalIPs?: readonly string[];
  } | null;
  readonly IPAddress?: string;
  readonly GlobalIPv6Address?: string;
  readonly MacAddress?: string;
  readonly DriverOpts?: StringMap;
  readonly GwPriority?: number;
}

export interface PortBinding {
  readonly HostIp: string;
  readonly HostPort: string;
}

export interface MountSpec {
  readonly Type: string;
  readonly Source?: string;
  readonly Target: string;
  readonly ReadOnly?: boolean;
  readonly Consistency?: string;
  readonly BindOptions?: Readonly<Record<string, unknown>>;
  readonly VolumeOptions?: Readonly<Record<string, unknown>>;
  readonly TmpfsOptions?: Readonly<Record<string, unknown>>;
  readonly ImageOptions?: Readonly<Record<string, unknown>>;
}

export interface HealthConfig {
  readonly Test?: readonly string[];
  /** Nanoseconds; 0 inherits from the image. */
  readonly Interval?: number;
  readonly Timeout?: number;
  readonly StartPeriod?: number;
  readonly StartInterval?: number;
  readonly Retries?: number;
}

export interface HostConfig {
  readonly NetworkMode?: string;
  readonly Binds?: readonly string[];
  readonly Mounts?: readonly MountSpec[];
  readonly PortBindings?: Readonly<Record<string, readonly PortBinding[]>>;
  readonly RestartPolicy?: { readonly Name: string; readonly MaximumRetryCount?: number };
  /** The remaining fields carry one value each and are checked by the engine. */
  readonly [field: string]: unknown;
}

/** Body of `POST /containers/create`. */
export interface ContainerBody {
  readonly Image: string;
  readonly Cmd?: readonly string[] | null;
  readonly Entrypoint?: readonly string[] | null;
  readonly Env?: readonly string[] | null;
  readonly Labels: StringMap;
  readonly ExposedPorts?: Readonly<Record<string, object>>;
  readonly Healthcheck?: HealthConfig;
  readonly HostConfig: HostConfig;
  readonly NetworkingConfig?: {
    readonly EndpointsConfig: Readonly<Record<string, EndpointSettings>>;
  };
  readonly [field: string]: unknown;
}

/** What `POST /containers/create` takes: query and body. */
export interface ContainerRequest {
  readonly name: string;
  readonly platform?: string;
  readonly body: ContainerBody;
}

/** Body of `POST /networks/create`. */
export interface NetworkBody {
  readonly Name: string;
  readonly Driver?: string;
  readonly Options?: StringMap | null;
  readonly IPAM?: object | null;
  readonly Internal?: boolean;
  readonly Attachable?: boolean;
  readonly EnableIPv4?: boolean;
  readonly EnableIPv6?: boolean;
  readonly Labels: StringMap;
}

/** Body of `POST /volumes/create`. */
export interface VolumeBody {
  readonly Name: string;
  readonly Driver?: string;
  readonly DriverOpts?: StringMap;
  readonly Labels: StringMap;
}

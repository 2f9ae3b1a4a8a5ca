/** The parts of a service as Docker Compose lays them out as JSON. */
import type {
  BlkioConfig,
  BlkioRate,
  Build,
  Deploy,
  DeviceMapping,
  DeviceRequest,
  FileReference,
  Healthcheck,
  Hook,
  Mount,
  PortMapping,
  Resource,
  ServiceNetwork,
  UpdateConfig,
  WatchTrigger,
} from './service.ts';
import { always, bytes, filled, list, map, scalar, set, struct } from './shape.ts';

export const text = filled(scalar);
export const flag = filled(scalar);
export const count = filled(scalar);
export const size = filled(bytes);
export const float = filled({ kind: 'float32' });
export const texts = filled(list(scalar));
export const textMap = filled(map(scalar));
export const optional = set(scalar);
export const optionalDuration = set({ kind: 'duration' });
const duration = filled({ kind: 'duration' });
export const ulimits = filled(map({ kind: 'ulimit' }));

export const fileReferences = filled(
  list(struct<FileReference>({ source: text, target: text, uid: text, gid: text, mode: optional })),
);

export const deviceRequests = filled(
  list(
    struct<DeviceRequest>({
      capabilities: texts,
      driver: text,
      count,
      device_ids: texts,
      options: textMap,
    }),
  ),
);

export const build = struct<Build>({
  context: text,
  dockerfile: text,
  dockerfile_inline: text,
  entitlements: texts,
  args: textMap,
  provenance: text,
  sbom: text,
  ssh: filled({ kind: 'free' }),
  labels: textMap,
  cache_from: texts,
  cache_to: texts,
  no_cache: flag,
  no_cache_filter: texts,
  additional_contexts: textMap,
  pull: flag,
  extra_hosts: texts,
  isolation: text,
  network: text,
  target: text,
  secrets: fileReferences,
  shm_size: size,
  tags: texts,
  ulimits,
  platforms: texts,
  privileged: flag,
});

const rates = filled(
  list(struct<BlkioRate>({ path: always(scalar, 'Path'), rate: always(bytes, 'Rate') })),
);
export const blkio = struct<BlkioConfig>({
  weight: count,
  weight_device: filled(
    list(
      struct<{ path: string; weight: number }>({
        path: always(scalar, 'Path'),
        weight: always(scalar, 'Weight'),
      }),
    ),
  ),
  device_read_bps: rates,
  device_read_iops: rates,
  device_write_bps: rates,
  device_write_iops: rates,
});

const update = set(
  struct<UpdateConfig>({
    parallelism: optional,
    delay: duration,
    failure_action: text,
    monitor: duration,
    max_failure_ratio: float,
    order: text,
  }),
);
const genericResource = struct<{ discrete_resource_spec: object }>({
  discrete_resource_spec: set(
    struct<{ kind: string; value: number }>({ kind: always(scalar), value: always(scalar) }),
  ),
});
const resource = set(
  struct<Resource>({
    cpus: float,
    memory: size,
    pids: count,
    devices: deviceRequests,
    generic_resources: filled(list(genericResource)),
  }),
);
export const deploy = struct<Deploy>({
  mode: text,
  replicas: optional,
  labels: textMap,
  update_config: update,
  rollback_config: update,
  resources: always(
    struct<NonNullable<Deploy['resources']>>({ limits: resource, reservations: resource }),
  ),
  restart_policy: set(
    struct<NonNullable<Deploy['restart_policy']>>({
      condition: text,
      delay: optionalDuration,
      max_attempts: optional,
      window: optionalDuration,
    }),
  ),
  placement: always(
    struct<NonNullable<Deploy['placement']>>({
      constraints: texts,
      preferences: filled(list(struct<{ spread?: string }>({ spread: text }))),
      max_replicas_per_node: count,
    }),
  ),
  endpoint_mode: text,
});

export const healthcheck = struct<Healthcheck>({
  test: texts,
  timeout: optionalDuration,
  interval: optionalDuration,
  retries: optional,
  start_period: optionalDuration,
  start_interval: optionalDuration,
  disable: flag,
});

const hook = struct<Hook>({
  command: always(list(scalar)),
  image: text,
  user: text,
  privileged: flag,
  working_dir: text,
  environment: textMap,
  per_replica: flag,
});
export const hooks = filled(list(hook));

export const watchTrigger = struct<WatchTrigger>({
  path: text,
  action: text,
  target: text,
  exec: always(hook),
  include: texts,
  ignore: texts,
  initial_sync: flag,
});

export const serviceNetwork = struct<ServiceNetwork>({
  aliases: texts,
  driver_opts: textMap,
  gw_priority: count,
  interface_name: text,
  ipv4_address: text,
  ipv6_address: text,
  link_local_ips: texts,
  mac_address: text,
  priority: count,
});

export const port = struct<PortMapping>({
  name: text,
  mode: text,
  host_ip: text,
  target: count,
  published: text,
  protocol: text,
  app_protocol: text,
});

export const mount = struct<Mount>({
  type: text,
  source: text,
  target: text,
  read_only: flag,
  consistency: text,
  bind: set(
    struct<NonNullable<Mount['bind']>>({
      selinux: text,
      propagation: text,
      create_host_path: flag,
      recursive: text,
    }),
  ),
  volume: set(
    struct<NonNullable<Mount['volume']>>({ labels: textMap, nocopy: flag, subpath: text }),
  ),
  tmpfs: set(struct<NonNullable<Mount['tmpfs']>>({ size, mode: count })),
  image: set(struct<NonNullable<Mount['image']>>({ subpath: text })),
});

export const device = struct<DeviceMapping>({ source: text, target: text, permissions: text });

/** Decoders of the mappings inside a service; the order of fields is that in which they print. */
import type {
  BlkioConfig,
  BlkioRate,
  Build,
  Deploy,
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
} from '../model/service.ts';
import {
  boolean,
  bytes,
  closedRecord,
  command,
  count,
  duration,
  environment,
  fileMode,
  filled,
  float,
  free,
  integer,
  listOf,
  mapOf,
  record,
  text,
  textMap,
  texts,
} from './decode.ts';
import type { Decode } from './decode.ts';
import {
  decodeCount,
  decodeHosts,
  decodeSsh,
  decodeTest,
  decodeUlimit,
  oneOrMore,
} from './decode-special.ts';

export const fileReferences = listOf(
  record<FileReference>({ source: text, target: text, uid: text, gid: text, mode: fileMode }),
);
export const ulimits = mapOf(decodeUlimit);

export const build = record<Build>({
  context: text,
  dockerfile: text,
  dockerfile_inline: text,
  entitlements: texts,
  args: environment,
  provenance: text,
  sbom: text,
  ssh: decodeSsh,
  labels: textMap,
  cache_from: texts,
  cache_to: texts,
  no_cache: boolean,
  no_cache_filter: oneOrMore,
  additional_contexts: textMap,
  pull: boolean,
  extra_hosts: decodeHosts,
  isolation: text,
  network: text,
  target: text,
  secrets: fileReferences,
  shm_size: bytes,
  tags: texts,
  ulimits,
  platforms: texts,
  privileged: boolean,
});

const rates = listOf(
  filled({ path: '', rate: '0' }, record<BlkioRate>({ path: text, rate: bytes })),
);
const weights = listOf(
  filled(
    { path: '', weight: 0 },
    record<{ path: string; weight: number }>({ path: text, weight: count }),
  ),
);
export const blkio = record<BlkioConfig>({
  weight: count,
  weight_device: weights,
  device_read_bps: rates,
  device_read_iops: rates,
  device_write_bps: rates,
  device_write_iops: rates,
});

export const deviceRequests = listOf(
  closedRecord<DeviceRequest>({
    capabilities: texts,
    driver: text,
    count: decodeCount,
    device_ids: texts,
    options: textMap,
  }),
);

const update = record<UpdateConfig>({
  parallelism: count,
  delay: duration,
  failure_action: text,
  monitor: duration,
  max_failure_ratio: float,
  order: text,
});
const resource = record<Resource>({
  cpus: float,
  memory: bytes,
  pids: integer,
  devices: deviceRequests,
  generic_resources: listOf(free),
});
export const deploy = record<Deploy>({
  mode: text,
  replicas: integer,
  labels: textMap,
  update_config: update,
  rollback_config: update,
  resources: record<NonNullable<Deploy['resources']>>({ limits: resource, reservations: resource }),
  restart_policy: record<NonNullable<Deploy['restart_policy']>>({
    condition: text,
    delay: duration,
    max_attempts: count,
    window: duration,
  }),
  placement: record<NonNullable<Deploy['placement']>>({
    constraints: texts,
    preferences: listOf(record<{ spread?: string }>({ spread: text })),
    max_replicas_per_node: count,
  }),
  endpoint_mode: text,
});

export const healthcheck = record<Healthcheck>({
  test: decodeTest,
  timeout: duration,
  interval: duration,
  retries: integer,
  start_period: duration,
  start_interval: duration,
  disable: boolean,
});

const hook = record<Hook>({
  command,
  image: text,
  user: text,
  privileged: boolean,
  working_dir: text,
  environment,
  per_replica: boolean,
});
export const hooks = listOf(hook);

export const watchTrigger = record<WatchTrigger>({
  path: text,
  action: text,
  target: text,
  exec: hook,
  include: texts,
  ignore: texts,
  initial_sync: boolean,
});

export const serviceNetwork = record<ServiceNetwork>({
  aliases: texts,
  driver_opts: textMap,
  gw_priority: float,
  interface_name: text,
  ipv4_address: text,
  ipv6_address: text,
  link_local_ips: texts,
  mac_address: text,
  priority: float,
});

export const port = record<PortMapping>({
  name: text,
  mode: text,
  host_ip: text,
  target: count,
  published: text,
  protocol: text,
  app_protocol: text,
});

export const mount = record<Mount>({
  type: text as Decode<Mount['type']>,
  source: text,
  target: text,
  read_only: boolean,
  consistency: text,
  bind: record<NonNullable<Mount['bind']>>({
    selinux: text,
    propagation: text,
    create_host_path: boolean,
    recursive: text,
  }),
  volume: record<NonNullable<Mount['volume']>>({ labels: textMap, nocopy: boolean, subpath: text }),
  tmpfs: record<NonNullable<Mount['tmpfs']>>({ size: bytes, mode: count }),
  image: record<NonNullable<Mount['image']>>({ subpath: text }),
});

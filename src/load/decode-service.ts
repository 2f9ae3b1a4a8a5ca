import type {
  BlkioConfig,
  BlkioRate,
  Build,
  CredentialSpec,
  Dependency,
  Deploy,
  DeviceMapping,
  DeviceRequest,
  EnvFile,
  FileReference,
  Healthcheck,
  Hook,
  Logging,
  Mount,
  PortMapping,
  Resource,
  Service,
  ServiceAttribute,
  ServiceModel,
  ServiceNetwork,
  UpdateConfig,
  WatchTrigger,
} from '../model/service.ts';
import {
  boolean,
  bytes,
  command,
  duration,
  environment,
  fileMode,
  float,
  free,
  integer,
  listOf,
  mapOf,
  nullable,
  record,
  text,
  textMap,
  texts,
} from './decode.ts';
import type { Decode, DecodeAt } from './decode.ts';
import {
  decodeCount,
  decodeHosts,
  decodeSsh,
  decodeTest,
  decodeUlimit,
  oneOrMore,
  unique,
} from './decode-special.ts';
import type { Node } from './tree.ts';

const fileReferences = listOf(
  record<FileReference>({ source: text, target: text, uid: text, gid: text, mode: fileMode }),
);
const ulimits = mapOf(decodeUlimit);

const build = record<Build>({
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

const rates = listOf(record<BlkioRate>({ path: text, rate: bytes }));
const blkio = record<BlkioConfig>({
  weight: integer,
  weight_device: listOf(record<{ path: string; weight: number }>({ path: text, weight: integer })),
  device_read_bps: rates,
  device_read_iops: rates,
  device_write_bps: rates,
  device_write_iops: rates,
});

const deviceRequests = listOf(
  record<DeviceRequest>({
    capabilities: texts,
    driver: text,
    count: decodeCount,
    device_ids: texts,
    options: textMap,
  }),
);

const update = record<UpdateConfig>({
  parallelism: integer,
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
const deploy = record<Deploy>({
  mode: text,
  replicas: integer,
  labels: textMap,
  update_config: update,
  rollback_config: update,
  resources: record<NonNullable<Deploy['resources']>>({ limits: resource, reservations: resource }),
  restart_policy: record<NonNullable<Deploy['restart_policy']>>({
    condition: text,
    delay: duration,
    max_attempts: integer,
    window: duration,
  }),
  placement: record<NonNullable<Deploy['placement']>>({
    constraints: texts,
    preferences: listOf(record<{ spread?: string }>({ spread: text })),
    max_replicas_per_node: integer,
  }),
  endpoint_mode: text,
});

const healthcheck = record<Healthcheck>({
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
const hooks = listOf(hook);

const watchTrigger = record<WatchTrigger>({
  path: text,
  action: text,
  target: text,
  exec: hook,
  include: texts,
  ignore: texts,
  initial_sync: boolean,
});

const serviceNetwork = record<ServiceNetwork>({
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

const port = record<PortMapping>({
  name: text,
  mode: text,
  host_ip: text,
  target: integer,
  published: text,
  protocol: text,
  app_protocol: text,
});

const mount = record<Mount>({
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
  tmpfs: record<NonNullable<Mount['tmpfs']>>({ size: bytes, mode: integer }),
  image: record<NonNullable<Mount['image']>>({ subpath: text }),
});

const ATTRIBUTES: { readonly [K in ServiceAttribute]-?: Decode<NonNullable<Service[K]>> } = {
  profiles: texts,
  annotations: textMap,
  attach: boolean,
  build,
  develop: record<{ watch?: readonly WatchTrigger[] }>({ watch: listOf(watchTrigger) }),
  blkio_config: blkio,
  cap_add: texts,
  cap_drop: texts,
  cgroup_parent: text,
  cgroup: text,
  cpu_count: integer,
  cpu_percent: float,
  cpu_period: integer,
  cpu_quota: integer,
  cpu_rt_period: integer,
  cpu_rt_runtime: integer,
  cpus: float,
  cpuset: text,
  cpu_shares: integer,
  command,
  configs: fileReferences,
  container_name: text,
  credential_spec: record<CredentialSpec>({ config: text, file: text, registry: text }),
  depends_on: mapOf(
    record<Dependency>({
      condition: text as Decode<Dependency['condition']>,
      restart: boolean,
      required: boolean,
    }),
  ),
  deploy,
  device_cgroup_rules: texts,
  devices: listOf(record<DeviceMapping>({ source: text, target: text, permissions: text })),
  dns: texts,
  dns_opt: texts,
  dns_search: texts,
  domainname: text,
  entrypoint: command,
  provider: record<NonNullable<Service['provider']>>({ type: text, options: mapOf(oneOrMore) }),
  environment,
  env_file: listOf(record<EnvFile>({ path: text, required: boolean, format: text })),
  expose: unique(texts),
  external_links: texts,
  extra_hosts: decodeHosts,
  group_add: texts,
  gpus: deviceRequests,
  hostname: text,
  healthcheck,
  image: text,
  init: boolean,
  ipc: text,
  isolation: text,
  labels: textMap,
  label_file: texts,
  links: texts,
  logging: record<Logging>({ driver: text, options: textMap }),
  mem_limit: bytes,
  mem_reservation: bytes,
  memswap_limit: bytes,
  mem_swappiness: bytes,
  mac_address: text,
  models: mapOf(nullable(record<ServiceModel>({ endpoint_var: text, model_var: text }))),
  network_mode: text,
  networks: mapOf(nullable(serviceNetwork)),
  oom_kill_disable: boolean,
  oom_score_adj: integer,
  pid: text,
  pids_limit: integer,
  platform: text,
  ports: listOf(port),
  privileged: boolean,
  pull_policy: text,
  read_only: boolean,
  restart: text,
  runtime: text,
  scale: integer,
  secrets: fileReferences,
  security_opt: texts,
  shm_size: bytes,
  stdin_open: boolean,
  stop_grace_period: duration,
  stop_signal: text,
  storage_opt: textMap,
  sysctls: textMap,
  tmpfs: texts,
  tty: boolean,
  ulimits,
  use_api_socket: boolean,
  user: text,
  userns_mode: text,
  uts: text,
  volumes: listOf(mount),
  volumes_from: texts,
  working_dir: text,
  pre_start: hooks,
  post_start: hooks,
  pre_stop: hooks,
};

const decodeAttributes = record<Omit<Service, 'extensions'>>(ATTRIBUTES);

export function decodeService(node: Node, at: DecodeAt): Service {
  const service: Service = decodeAttributes(node, at) ?? {};
  const { scale, deploy: wanted } = service;
  if (scale === undefined || !wanted || wanted.replicas !== undefined) return service;
  return { ...service, deploy: { ...wanted, replicas: scale } };
}

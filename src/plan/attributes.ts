/** Who makes use of each attribute, so that none is dropped without a word. */
import type { DataPath } from '../model/json.ts';
import type { Service, ServiceAttribute } from '../model/service.ts';

/**
 * `engine`: part of a create request. `load`: steers the tool. `notYet`: not carried out, so a file that uses it is
 * refused. `informational`: no effect, by the specification outside a cluster, or on any engine but a Windows one.
 */
export type Use = 'engine' | 'load' | 'notYet' | 'informational';

export const SERVICE_ATTRIBUTE_USE = {
  profiles: 'load',
  annotations: 'engine',
  attach: 'load',
  build: 'load',
  develop: 'load',
  blkio_config: 'engine',
  cap_add: 'engine',
  cap_drop: 'engine',
  cgroup_parent: 'engine',
  cgroup: 'engine',
  cpu_count: 'engine',
  cpu_percent: 'engine',
  cpu_period: 'engine',
  cpu_quota: 'engine',
  cpu_rt_period: 'engine',
  cpu_rt_runtime: 'engine',
  cpus: 'engine',
  cpuset: 'engine',
  cpu_shares: 'engine',
  command: 'engine',
  configs: 'engine',
  container_name: 'engine',
  credential_spec: 'informational',
  depends_on: 'load',
  deploy: 'engine',
  device_cgroup_rules: 'engine',
  devices: 'engine',
  dns: 'engine',
  dns_opt: 'engine',
  dns_search: 'engine',
  domainname: 'engine',
  entrypoint: 'engine',
  provider: 'load',
  environment: 'engine',
  env_file: 'load',
  expose: 'engine',
  external_links: 'engine',
  extra_hosts: 'engine',
  group_add: 'engine',
  gpus: 'engine',
  hostname: 'engine',
  healthcheck: 'engine',
  image: 'engine',
  init: 'engine',
  ipc: 'engine',
  isolation: 'engine',
  labels: 'engine',
  label_file: 'load',
  links: 'engine',
  logging: 'engine',
  mem_limit: 'engine',
  mem_reservation: 'engine',
  memswap_limit: 'engine',
  mem_swappiness: 'engine',
  mac_address: 'engine',
  models: 'notYet',
  network_mode: 'engine',
  networks: 'engine',
  oom_kill_disable: 'engine',
  oom_score_adj: 'engine',
  pid: 'engine',
  pids_limit: 'engine',
  platform: 'engine',
  ports: 'engine',
  privileged: 'engine',
  pull_policy: 'load',
  read_only: 'engine',
  restart: 'engine',
  runtime: 'engine',
  scale: 'load',
  secrets: 'engine',
  security_opt: 'engine',
  shm_size: 'engine',
  stdin_open: 'engine',
  stop_grace_period: 'engine',
  stop_signal: 'engine',
  storage_opt: 'engine',
  sysctls: 'engine',
  tmpfs: 'engine',
  tty: 'engine',
  ulimits: 'engine',
  use_api_socket: 'load',
  user: 'engine',
  userns_mode: 'engine',
  uts: 'engine',
  volumes: 'engine',
  volumes_from: 'engine',
  working_dir: 'engine',
  pre_start: 'load',
  post_start: 'load',
  pre_stop: 'load',
} as const satisfies Readonly<Record<ServiceAttribute, Use>>;

/** The attributes of one use. */
export type AttributeOf<U extends Use> = {
  [A in ServiceAttribute]: (typeof SERVICE_ATTRIBUTE_USE)[A] extends U ? A : never;
}[ServiceAttribute];

/** An attribute that makes a file unusable for now; `path` starts below the service. */
export interface NotYetAttribute {
  readonly path: DataPath;
  readonly attribute: ServiceAttribute;
}

/** What the service uses that is not carried out. */
export function notYetAttributes(service: Service): readonly NotYetAttribute[] {
  return NOT_YET.filter((attribute) => isUsed(service[attribute])).map((attribute) => ({
    path: [attribute],
    attribute,
  }));
}

/** Whether a container can be made that is all the service says. */
export const isPlannable = (service: Service): boolean => notYetAttributes(service).length === 0;

const isAttribute = (key: string): key is ServiceAttribute => key in SERVICE_ATTRIBUTE_USE;

const NOT_YET: readonly ServiceAttribute[] = Object.keys(SERVICE_ATTRIBUTE_USE)
  .filter(isAttribute)
  .filter((attribute) => SERVICE_ATTRIBUTE_USE[attribute] === 'notYet');

const isUsed = (value: unknown): boolean =>
  typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : value === true;

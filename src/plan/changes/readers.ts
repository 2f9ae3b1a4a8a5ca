/** Attribute → how its value is read back from an inspect; the same reading applies to a request. */
import type { ServiceAttribute } from '../../model/service.ts';
import type { AttributeOf } from '../attributes.ts';
import { normalizeCapabilities } from '../request/security.ts';
import { fieldsOf, textOf, textsOf } from './fields.ts';
import {
  filled,
  indexed,
  keyed,
  list,
  map,
  markFilled,
  one,
  single,
  structure,
  wordsText,
} from './make-reader.ts';
import { CONFIGS, SECRETS } from './file-parts.ts';
import { EXTERNAL_LINKS, LINKS } from './link-parts.ts';
import { TMPFS, VOLUMES } from './mount-parts.ts';
import { EXPOSE, NETWORK_MODE, NETWORKS, PORTS } from './network-parts.ts';
import type { Reader } from './part.ts';
import { BLKIO, DEPLOY, DEVICES, GPUS, shared, ULIMITS } from './resource-parts.ts';
import { bytesText, nanosecondsText, secondsText } from './units.ts';

/** How the attribute is read; undefined for one that leaves no trace of its own on a container. */
export function readerOf(attribute: string): Reader | undefined {
  return Object.hasOwn(READERS, attribute) ? READERS[attribute as keyof typeof READERS] : undefined;
}

const environment: Reader = {
  kind: 'map',
  read: ({ config }) =>
    textsOf(config['Env']).flatMap((entry) => {
      const at = entry.indexOf('=');
      // a bare name only takes the image's variable away
      return at < 0
        ? []
        : [{ key: entry.slice(0, at), text: entry.slice(at + 1), path: [entry.slice(0, at)] }];
    }),
};

/** Whether a label carries the state of a project, and comes from no file. */
export const isOwnLabel = (key: string): boolean =>
  /^(?:com\.docker\.compose\.|dev\.flotilla\.)/.test(key);

const labels: Reader = {
  kind: 'map',
  read: ({ config }) =>
    keyed(fieldsOf(config['Labels'])).filter(({ key = '' }) => !isOwnLabel(key)),
};

const healthcheck: Reader = {
  kind: 'map',
  read: ({ config }) => {
    const check = fieldsOf(config['Healthcheck']);
    return structure({
      test: testText(textsOf(check['Test'])),
      interval: nanosecondsText(check['Interval']),
      timeout: nanosecondsText(check['Timeout']),
      retries: textOf(check['Retries']),
      start_period: nanosecondsText(check['StartPeriod']),
      start_interval: nanosecondsText(check['StartInterval']),
    });
  },
};

function testText([kind, ...words]: readonly string[]): string {
  if (kind === 'CMD-SHELL') return words.join(' ');
  return kind === 'CMD' ? wordsText(words) : (kind ?? '').toLowerCase();
}

/** In the order of the file where that is what is read: the engine's is another. */
const capabilities = (field: string, attribute: 'cap_add' | 'cap_drop'): Reader => ({
  kind: 'set',
  read: ({ host, wanted, isNew }) => {
    const names = isNew ? (wanted[attribute] ?? []) : textsOf(host[field]);
    const plain = names.flatMap((name) => normalizeCapabilities([name]));
    return indexed(plain.map((name) => name.replace(/^CAP_/, '')));
  },
});

const logging: Reader = {
  kind: 'map',
  read: (side) => {
    const config = fieldsOf(side.host['LogConfig']);
    const options = keyed(fieldsOf(config['Config'])).map(({ key = '', text }) => ({
      key: `options.${key}`,
      text,
      path: ['options', key],
    }));
    return [...structure({ driver: textOf(config['Type']) }).map(markFilled(side)), ...options];
  },
};

const securityOptions: Reader = {
  kind: 'set',
  read: ({ host }) => {
    const options = textsOf(host['SecurityOpt']).map((option) =>
      option.startsWith('seccomp={') ? 'seccomp=(profile)' : option,
    );
    // what a privileged container gets without asking
    return indexed(
      options.filter((option) => host['Privileged'] !== true || option !== 'label=disable'),
    );
  },
};

/** Namespace of another container, by the name of its service. */
const namespaceMode = (field: string): Reader => ({
  kind: 'one',
  read: ({ host, names }) => single(names.container(textOf(host[field]))),
});

const volumesFrom: Reader = {
  kind: 'set',
  read: ({ host, names }) =>
    indexed(textsOf(host['VolumesFrom']).map((entry) => names.container(entry))),
};

const containerName = filled({
  kind: 'one',
  read: ({ wanted, isNew, config }) => {
    if (isNew) return single(wanted.container_name ?? '');
    return single(textOf(config['Name']));
  },
});

/** Whoever shares a network namespace has its name, too. */
const hostname: Reader = {
  kind: 'one',
  read: (side) => {
    const parts = single(textOf(side.config['Hostname']));
    const isShared = /^(?:host|container:.*)$/.test(textOf(side.host['NetworkMode']));
    return isShared ? parts.map(markFilled(side)) : parts;
  },
};

/** Every endpoint has one. */
const macAddress = filled({
  kind: 'one',
  mayHide: true,
  read: ({ config, endpoints, wanted, isNew }) => {
    if (isNew) return single(wanted.mac_address ?? '');
    const [first] = Object.values(endpoints);
    return single(textOf(config['MacAddress']) || textOf(fieldsOf(first)['MacAddress']));
  },
});

/** That of the image that the container has. */
const platform = filled({
  kind: 'one',
  mayHide: true,
  read: (side) => single(side.platform),
});

const READERS = {
  annotations: map('host', 'Annotations'),
  blkio_config: BLKIO,
  cap_add: capabilities('CapAdd', 'cap_add'),
  cap_drop: capabilities('CapDrop', 'cap_drop'),
  cgroup: filled(one('host', 'CgroupnsMode')),
  cgroup_parent: one('host', 'CgroupParent'),
  command: one('config', 'Cmd', wordsText),
  configs: CONFIGS,
  container_name: containerName,
  cpu_count: one('host', 'CpuCount'),
  cpu_percent: one('host', 'CpuPercent', (value) => textOf(Number(value ?? 0) / 100)),
  cpu_period: one('host', 'CpuPeriod'),
  cpu_quota: one('host', 'CpuQuota'),
  cpu_rt_period: one('host', 'CpuRealtimePeriod'),
  cpu_rt_runtime: one('host', 'CpuRealtimeRuntime'),
  cpu_shares: one('host', 'CpuShares'),
  cpus: shared('cpus'),
  cpuset: one('host', 'CpusetCpus'),
  deploy: DEPLOY,
  device_cgroup_rules: list('host', 'DeviceCgroupRules'),
  devices: DEVICES,
  dns: list('host', 'Dns'),
  dns_opt: list('host', 'DnsOptions'),
  dns_search: list('host', 'DnsSearch'),
  domainname: one('config', 'Domainname'),
  entrypoint: one('config', 'Entrypoint', wordsText),
  environment,
  expose: EXPOSE,
  external_links: EXTERNAL_LINKS,
  extra_hosts: list('host', 'ExtraHosts'),
  gpus: GPUS,
  group_add: list('host', 'GroupAdd'),
  healthcheck,
  hostname,
  image: one('config', 'Image'),
  init: one('host', 'Init', (value) => (typeof value === 'boolean' ? String(value) : '')),
  ipc: filled(namespaceMode('IpcMode')),
  isolation: filled(one('host', 'Isolation')),
  labels,
  links: LINKS,
  logging,
  mac_address: macAddress,
  mem_limit: shared('mem_limit'),
  mem_reservation: shared('mem_reservation'),
  mem_swappiness: filled(one('host', 'MemorySwappiness')),
  memswap_limit: filled(one('host', 'MemorySwap', swapText)),
  network_mode: NETWORK_MODE,
  networks: NETWORKS,
  oom_kill_disable: one('host', 'OomKillDisable'),
  oom_score_adj: one('host', 'OomScoreAdj'),
  pid: namespaceMode('PidMode'),
  pids_limit: shared('pids_limit'),
  platform,
  ports: PORTS,
  privileged: one('host', 'Privileged'),
  read_only: one('host', 'ReadonlyRootfs'),
  restart: shared('restart'),
  runtime: filled(one('host', 'Runtime')),
  secrets: SECRETS,
  security_opt: securityOptions,
  shm_size: filled(one('host', 'ShmSize', bytesText)),
  stdin_open: one('config', 'OpenStdin'),
  stop_grace_period: one('config', 'StopTimeout', secondsText),
  stop_signal: one('config', 'StopSignal'),
  storage_opt: map('host', 'StorageOpt'),
  sysctls: map('host', 'Sysctls'),
  tmpfs: TMPFS,
  tty: one('config', 'Tty'),
  ulimits: ULIMITS,
  user: one('config', 'User'),
  userns_mode: one('host', 'UsernsMode'),
  uts: one('host', 'UTSMode'),
  volumes: VOLUMES,
  volumes_from: volumesFrom,
  working_dir: one('config', 'WorkingDir'),
} as const satisfies Readonly<Record<AttributeOf<'engine'>, Reader | undefined>>;

/** -1 is no limit. */
function swapText(value: unknown): string {
  return value === -1 ? '-1' : bytesText(value);
}

/** Those that can be read back, in the order of the table. */
export const READABLE: readonly (readonly [ServiceAttribute, Reader])[] = Object.entries(
  READERS as Readonly<Record<string, Reader | undefined>>,
).flatMap(([attribute, reader]) =>
  reader === undefined ? [] : [[attribute as ServiceAttribute, reader] as const],
);

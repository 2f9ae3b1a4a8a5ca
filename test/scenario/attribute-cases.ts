import type { Service } from '../../src/model/service.ts';
import type { AttributeOf } from '../../src/plan/attributes.ts';

/** An attribute in a file, and where the engine's word on the container then differs from that on a plain one. */
export interface Shown {
  readonly yaml: string;
  readonly differs: Readonly<Record<string, unknown>>;
}

/** An attribute that engines refuse or drop unless the machine has what it takes, and what is asked of them. */
export interface Asked {
  readonly service: Service;
  readonly asks: { readonly platform?: string; readonly body?: object };
}

export const ATTRIBUTES: Readonly<Record<AttributeOf<'engine'>, Shown | Asked>> = {
  annotations: { yaml: 'annotations: {a: b}', differs: { 'HostConfig.Annotations': { a: 'b' } } },
  cap_add: { yaml: 'cap_add: [NET_ADMIN]', differs: { 'HostConfig.CapAdd': ['CAP_NET_ADMIN'] } },
  cap_drop: { yaml: 'cap_drop: [MKNOD]', differs: { 'HostConfig.CapDrop': ['CAP_MKNOD'] } },
  cgroup_parent: { yaml: 'cgroup_parent: /shop', differs: { 'HostConfig.CgroupParent': '/shop' } },
  cpu_count: { yaml: 'cpu_count: 2', differs: { 'HostConfig.CpuCount': 2 } },
  cpu_period: { yaml: 'cpu_period: 50000', differs: { 'HostConfig.CpuPeriod': 50000 } },
  cpu_quota: { yaml: 'cpu_quota: 50000', differs: { 'HostConfig.CpuQuota': 50000 } },
  cpus: { yaml: 'cpus: 0.5', differs: { 'HostConfig.NanoCpus': 500000000 } },
  cpuset: { yaml: 'cpuset: "0"', differs: { 'HostConfig.CpusetCpus': '0' } },
  cpu_shares: { yaml: 'cpu_shares: 512', differs: { 'HostConfig.CpuShares': 512 } },
  command: { yaml: 'command: sleep 5', differs: { Args: ['5'], 'Config.Cmd': ['sleep', '5'] } },
  configs: {
    yaml: 'configs: [site]',
    differs: {
      'HostConfig.Mounts': [
        { Type: 'bind', Source: 'DIR/site.conf', Target: '/site', ReadOnly: true },
      ],
      Mounts: [
        {
          Type: 'bind',
          Source: 'DIR/site.conf',
          Destination: '/site',
          Mode: '',
          RW: false,
          Propagation: 'rprivate',
        },
      ],
    },
  },
  container_name: {
    yaml: 'container_name: PROJECT-named',
    differs: {
      Name: '/PROJECT-named',
      'NetworkSettings.Networks.PROJECT_default.Aliases': ['PROJECT-named', 'SERVICE'],
    },
  },
  deploy: {
    yaml: 'deploy: {resources: {limits: {memory: 64M}}, restart_policy: {condition: on-failure, max_attempts: 3}}',
    differs: {
      'HostConfig.RestartPolicy.Name': 'on-failure',
      'HostConfig.RestartPolicy.MaximumRetryCount': 3,
      'HostConfig.Memory': 67108864,
      'HostConfig.MemorySwap': 134217728,
    },
  },
  device_cgroup_rules: {
    yaml: 'device_cgroup_rules: ["c 1:3 mr"]',
    differs: { 'HostConfig.DeviceCgroupRules': ['c 1:3 mr'] },
  },
  devices: {
    yaml: 'devices: ["/dev/null:/dev/other"]',
    differs: {
      'HostConfig.Devices': [
        { PathOnHost: '/dev/null', PathInContainer: '/dev/other', CgroupPermissions: 'rwm' },
      ],
    },
  },
  dns: { yaml: 'dns: [10.0.0.1]', differs: { 'HostConfig.Dns': ['10.0.0.1'] } },
  dns_opt: { yaml: 'dns_opt: ["ndots:2"]', differs: { 'HostConfig.DnsOptions': ['ndots:2'] } },
  dns_search: {
    yaml: 'dns_search: [example.org]',
    differs: { 'HostConfig.DnsSearch': ['example.org'] },
  },
  domainname: { yaml: 'domainname: example.org', differs: { 'Config.Domainname': 'example.org' } },
  entrypoint: {
    yaml: 'entrypoint: [/bin/echo]',
    differs: { Path: '/bin/echo', Args: ['sleep', '600'], 'Config.Entrypoint': ['/bin/echo'] },
  },
  environment: {
    yaml: 'environment: {A: b}',
    differs: {
      'Config.Env': ['A=b', 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    },
  },
  expose: { yaml: 'expose: [81]', differs: { 'Config.ExposedPorts': { '81': {} } } },
  external_links: {
    yaml: 'external_links: ["PROJECT-plain-1:far"]',
    differs: { 'NetworkSettings.Networks.PROJECT_default.Links': ['PROJECT-plain-1:far'] },
  },
  extra_hosts: {
    yaml: 'extra_hosts: {far: 10.0.0.2}',
    differs: { 'HostConfig.ExtraHosts': ['far:10.0.0.2'] },
  },
  group_add: { yaml: 'group_add: ["7"]', differs: { 'HostConfig.GroupAdd': ['7'] } },
  gpus: {
    yaml: 'gpus: all',
    differs: {
      'HostConfig.DeviceRequests': [
        { Driver: '', Count: -1, DeviceIDs: null, Capabilities: [['gpu']], Options: null },
      ],
    },
  },
  hostname: { yaml: 'hostname: front', differs: { 'Config.Hostname': 'front' } },
  healthcheck: {
    yaml: 'healthcheck: {test: [CMD, "true"], interval: 5s}',
    differs: { 'Config.Healthcheck': { Test: ['CMD', 'true'], Interval: 5000000000 } },
  },
  image: { yaml: 'image: alpine', differs: { 'Config.Image': 'alpine' } },
  init: { yaml: 'init: true', differs: { 'HostConfig.Init': true } },
  ipc: {
    yaml: 'ipc: host',
    differs: { 'HostConfig.IpcMode': 'host', 'HostConfig.SecurityOpt': ['label=disable'] },
  },
  isolation: { yaml: 'isolation: default', differs: { 'HostConfig.Isolation': 'default' } },
  labels: { yaml: 'labels: {a: b}', differs: { 'Config.Labels.a': 'b' } },
  links: {
    yaml: 'links: ["plain:near"]',
    differs: {
      'Config.Labels.com.docker.compose.depends_on': 'plain:service_started:true',
      'NetworkSettings.Networks.PROJECT_default.Links': [
        'PROJECT-plain-1:near',
        'PROJECT-plain-1:plain-1',
        'PROJECT-plain-1:PROJECT-plain-1',
      ],
    },
  },
  logging: {
    yaml: 'logging: {driver: json-file, options: {max-size: 1m}}',
    differs: { 'HostConfig.LogConfig.Config.max-size': '1m' },
  },
  mem_limit: {
    yaml: 'mem_limit: 64m',
    differs: { 'HostConfig.Memory': 67108864, 'HostConfig.MemorySwap': 134217728 },
  },
  mem_reservation: {
    yaml: 'mem_reservation: 32m',
    differs: { 'HostConfig.MemoryReservation': 33554432 },
  },
  memswap_limit: {
    yaml: 'memswap_limit: 96m, mem_limit: 64m',
    differs: { 'HostConfig.Memory': 67108864, 'HostConfig.MemorySwap': 100663296 },
  },
  mac_address: {
    yaml: 'mac_address: 02:42:ac:11:65:43',
    differs: {
      'Config.MacAddress': '02:42:ac:11:65:43',
      'NetworkSettings.Networks.PROJECT_default.MacAddress': '02:42:ac:11:65:43',
    },
  },
  network_mode: {
    yaml: 'network_mode: none',
    differs: {
      'HostConfig.NetworkMode': 'none',
      'NetworkSettings.Networks.none': {
        IPAMConfig: null,
        Links: null,
        Aliases: null,
        MacAddress: '',
        DriverOpts: null,
        GwPriority: 0,
        NetworkID: '',
        EndpointID: '',
        Gateway: '',
        IPAddress: '',
        IPPrefixLen: 0,
        IPv6Gateway: '',
        GlobalIPv6Address: '',
        GlobalIPv6PrefixLen: 0,
        DNSNames: null,
      },
    },
  },
  networks: {
    yaml: 'networks: [back]',
    differs: {
      'HostConfig.NetworkMode': 'PROJECT_back',
      'NetworkSettings.Networks.PROJECT_back': {
        IPAMConfig: null,
        Links: null,
        Aliases: ['NAME', 'SERVICE'],
        MacAddress: '',
        DriverOpts: null,
        GwPriority: 0,
        NetworkID: '',
        EndpointID: '',
        Gateway: '',
        IPAddress: '',
        IPPrefixLen: 0,
        IPv6Gateway: '',
        GlobalIPv6Address: '',
        GlobalIPv6PrefixLen: 0,
        DNSNames: null,
      },
    },
  },
  oom_score_adj: { yaml: 'oom_score_adj: 100', differs: { 'HostConfig.OomScoreAdj': 100 } },
  pid: {
    yaml: 'pid: host',
    differs: { 'HostConfig.PidMode': 'host', 'HostConfig.SecurityOpt': ['label=disable'] },
  },
  pids_limit: { yaml: 'pids_limit: 50', differs: { 'HostConfig.PidsLimit': 50 } },
  ports: {
    yaml: 'ports: ["127.0.0.1::80"]',
    differs: {
      'HostConfig.PortBindings.80/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }],
      'Config.ExposedPorts': { '80/tcp': {} },
    },
  },
  privileged: {
    yaml: 'privileged: true',
    differs: {
      'HostConfig.Privileged': true,
      'HostConfig.SecurityOpt': ['label=disable'],
      'HostConfig.MaskedPaths': null,
      'HostConfig.ReadonlyPaths': null,
    },
  },
  read_only: { yaml: 'read_only: true', differs: { 'HostConfig.ReadonlyRootfs': true } },
  restart: {
    yaml: 'restart: "on-failure:2"',
    differs: {
      'HostConfig.RestartPolicy.Name': 'on-failure',
      'HostConfig.RestartPolicy.MaximumRetryCount': 2,
    },
  },
  runtime: {
    yaml: 'runtime: io.containerd.runc.v2',
    differs: { 'HostConfig.Runtime': 'io.containerd.runc.v2' },
  },
  secrets: {
    yaml: 'secrets: [token]',
    differs: {
      'HostConfig.Mounts': [
        {
          Type: 'bind',
          Source: 'DIR/token',
          Target: '/run/secrets/token',
          ReadOnly: true,
          BindOptions: {},
        },
      ],
      Mounts: [
        {
          Type: 'bind',
          Source: 'DIR/token',
          Destination: '/run/secrets/token',
          Mode: '',
          RW: false,
          Propagation: 'rprivate',
        },
      ],
    },
  },
  security_opt: {
    yaml: 'security_opt: ["no-new-privileges:true"]',
    differs: { 'HostConfig.SecurityOpt': ['no-new-privileges:true'] },
  },
  shm_size: { yaml: 'shm_size: 32m', differs: { 'HostConfig.ShmSize': 33554432 } },
  stdin_open: { yaml: 'stdin_open: true', differs: { 'Config.OpenStdin': true } },
  stop_grace_period: { yaml: 'stop_grace_period: 3s', differs: { 'Config.StopTimeout': 3 } },
  stop_signal: { yaml: 'stop_signal: SIGINT', differs: { 'Config.StopSignal': 'SIGINT' } },
  sysctls: {
    yaml: 'sysctls: {net.core.somaxconn: "100"}',
    differs: { 'HostConfig.Sysctls': { 'net.core.somaxconn': '100' } },
  },
  tmpfs: { yaml: 'tmpfs: [/scratch]', differs: { 'HostConfig.Tmpfs': { '/scratch': '' } } },
  tty: { yaml: 'tty: true', differs: { 'Config.Tty': true } },
  ulimits: {
    yaml: 'ulimits: {nofile: 100}',
    differs: { 'HostConfig.Ulimits': [{ Name: 'nofile', Hard: 100, Soft: 100 }] },
  },
  user: { yaml: 'user: "1:2"', differs: { 'Config.User': '1:2' } },
  userns_mode: { yaml: 'userns_mode: host', differs: { 'HostConfig.UsernsMode': 'host' } },
  uts: { yaml: 'uts: host', differs: { 'HostConfig.UTSMode': 'host' } },
  volumes: {
    yaml: 'volumes: ["data:/data"]',
    differs: {
      'HostConfig.Binds': ['PROJECT_data:/data:rw'],
      Mounts: [
        {
          Type: 'volume',
          Name: 'PROJECT_data',
          Source: 'ROOT/volumes/PROJECT_data/_data',
          Destination: '/data',
          Driver: 'local',
          Mode: 'rw',
          RW: true,
          Propagation: '',
        },
      ],
    },
  },
  volumes_from: {
    yaml: 'volumes_from: ["plain:ro"]',
    differs: {
      'HostConfig.VolumesFrom': ['HEX:ro'],
      'Config.Labels.com.docker.compose.depends_on': 'plain:service_started:false',
    },
  },
  working_dir: { yaml: 'working_dir: /srv', differs: { 'Config.WorkingDir': '/srv' } },
  blkio_config: {
    service: { blkio_config: { weight: 300 } },
    asks: { body: { HostConfig: { BlkioWeight: 300 } } },
  },
  cgroup: {
    service: { cgroup: 'private' },
    asks: { body: { HostConfig: { CgroupnsMode: 'private' } } },
  },
  cpu_percent: {
    service: { cpu_percent: 50 },
    asks: { body: { HostConfig: { CpuPercent: 5000 } } },
  },
  cpu_rt_period: {
    service: { cpu_rt_period: 1000 },
    asks: { body: { HostConfig: { CpuRealtimePeriod: 1000 } } },
  },
  cpu_rt_runtime: {
    service: { cpu_rt_runtime: 950 },
    asks: { body: { HostConfig: { CpuRealtimeRuntime: 950 } } },
  },
  mem_swappiness: {
    service: { mem_swappiness: '10' },
    asks: { body: { HostConfig: { MemorySwappiness: 10 } } },
  },
  oom_kill_disable: {
    service: { oom_kill_disable: true },
    asks: { body: { HostConfig: { OomKillDisable: true } } },
  },
  platform: { service: { platform: 'linux/arm64' }, asks: { platform: 'linux/arm64' } },
  storage_opt: {
    service: { storage_opt: { size: '1G' } },
    asks: { body: { HostConfig: { StorageOpt: { size: '1G' } } } },
  },
};

/** Attributes that are refused, in a file. */
export const REFUSED: Readonly<Record<AttributeOf<'notYet'>, string>> = {
  models: 'models: [llm]',
};

import { describe, expect, it } from 'vitest';
import type { Service } from '../../../../src/model/service.ts';
import { told } from './sample.ts';

const edit = (before: Service, after: Service): readonly string[] => told({ before, after });

describe('values read back from an inspect', () => {
  const rows: readonly (readonly [string, Service, Service, ...string[]])[] = [
    ['a scalar', { user: 'a' }, { user: 'b' }, '~ user a → b'],
    ['one that is new', {}, { user: 'b' }, '+ user b'],
    ['one that is gone', { user: 'a' }, {}, '- user a'],
    ['a command', { command: ['a'] }, { command: ['b', 'c d', ''] }, '~ command a → b "c d" ""'],
    ['one that is empty now', { command: ['a'] }, { command: [] }, '- command a'],
    [
      'weights and rates',
      { blkio_config: { weight: 300 } },
      { blkio_config: { weight: 400, device_read_bps: [{ path: '/dev/a', rate: '1024' }] } },
      '~ blkio_config.weight 300 → 400',
      '+ blkio_config.device_read_bps /dev/a 1024',
    ],
    [
      'devices by request',
      { gpus: [{ count: -1 }] },
      { gpus: [{ device_ids: ['x'], driver: 'nvidia' }] },
      '- gpus all gpu',
      '+ gpus nvidia x gpu',
    ],
    [
      'CPUs of a real-time kind',
      { cpu_rt_period: 5 },
      { cpu_rt_period: 6 },
      '~ cpu_rt_period 5 → 6',
    ],
    ['a percentage', { cpu_percent: 12.5 }, { cpu_percent: 50 }, '~ cpu_percent 12.5 → 50'],
    [
      'no limit',
      { memswap_limit: '-1' },
      { memswap_limit: '1073741824' },
      '~ memswap_limit -1 → 1g',
    ],
    [
      'a time',
      { stop_grace_period: '1h30m0s' },
      { stop_grace_period: '0s' },
      '~ stop_grace_period 1h30m → 0s',
    ],
    [
      'storage',
      { storage_opt: { size: '1G' } },
      { storage_opt: { size: '2G' } },
      '~ storage_opt.size 1G → 2G',
    ],
    [
      'a port on an address of six',
      {},
      { ports: [{ target: 80, published: '1-2', host_ip: '::1', protocol: 'udp' }] },
      '+ ports [::1]:1-2:80/udp',
    ],
    [
      'a limit that moves to deploy',
      { mem_limit: '67108864' },
      { deploy: { resources: { limits: { memory: '134217728' } } } },
      '+ deploy.resources.limits.memory 128m',
      '- mem_limit 64m',
    ],
    [
      'a restart policy of deploy',
      { deploy: { restart_policy: { condition: 'any' } } },
      { deploy: { restart_policy: { condition: 'on-failure', max_attempts: 3 } } },
      '~ deploy.restart_policy.condition always → on-failure:3',
    ],
    [
      'a restart policy from none',
      { restart: 'no' },
      { restart: 'always' },
      '~ restart no → always',
    ],
    [
      'a profile of system calls',
      {},
      { security_opt: ['seccomp={"a":1}'] },
      '+ security_opt seccomp=(profile)',
    ],
    [
      'bind options',
      {
        volumes: [
          { type: 'bind', source: '/src/shop', target: '/a', bind: { create_host_path: true } },
        ],
      },
      {
        volumes: [
          {
            type: 'bind',
            source: '/src/shop/x',
            target: '/a',
            bind: { propagation: 'shared', recursive: 'disabled' },
          },
        ],
      },
      '~ volumes./a . → ./x (shared, source must exist, recursive disabled)',
    ],
    [
      'a network',
      { networks: { default: null } },
      { networks: { default: { mac_address: 'aa:bb', gw_priority: 3, interface_name: 'eth7' } } },
      '+ networks.default.mac_address aa:bb',
      '+ networks.default.gw_priority 3',
      '+ networks.default.interface_name eth7',
    ],
    [
      'what leaves no trace',
      { platform: 'linux/a' },
      { platform: 'linux/b' },
      '~ platform linux/b',
    ],
    [
      'secrets and configs that are copied, by what the file says now',
      { secrets: [{ source: 'a', target: '/x' }, { source: 'b' }], configs: [{ source: 'a' }] },
      {
        secrets: [{ source: 'a', target: '/y', mode: '0400' }, { source: 'c' }],
        configs: [{ source: 'a' }],
      },
      '~ secrets.a /y (mode 0400)',
      '- secrets.b',
      '+ secrets.c /run/secrets/c',
    ],
    [
      'structures that may hold anything',
      {},
      { post_start: [{ command: ['x'], environment: { A: 'hunter2' } }] },
      '+ post_start x',
    ],
  ];

  it.each(rows.map(([name, before, after, ...lines]) => ({ name, before, after, lines })))(
    'tell of $name',
    ({ before, after, lines }) => {
      expect(edit(before, after)).toEqual(lines);
    },
  );

  it('tell where a file is mounted as a secret or config, and take none for a volume', () => {
    const project = {
      secrets: { a: { name: 'a', file: '/src/a' }, b: { name: 'b', file: '/src/b' } },
      configs: { site: { name: 'site', file: '/src/site' } },
    };
    const before = {
      secrets: [{ source: 'a' }, { source: 'b', target: '/run/b' }],
      configs: [{ source: 'site', target: '/etc/old' }],
    };
    const after = {
      secrets: [{ source: 'a', target: '/run/a' }],
      configs: [{ source: 'site', target: '/etc/new' }],
      volumes: [{ type: 'bind', source: '/src/b', target: '/b' }] as const,
    };
    const lines = [
      '~ configs.site /etc/old → /etc/new',
      '~ secrets.a /run/secrets/a → /run/a',
      '- secrets.b /run/b',
      '+ volumes./b /src/b',
    ];
    expect(told({ before, after, project })).toEqual(lines);
    expect(told({ before, after, project, image: {}, isForeign: true })).toEqual(lines);
  });

  it('tell links as the file has them, whatever names they give', () => {
    const before = { links: ['db', 'db:store', 'old:cache'], external_links: ['far:away'] };
    const after = { links: ['db', 'db:shop'], external_links: ['far:away', 'other'] };
    expect(told({ before, after, linked: ['db', 'old'] })).toEqual([
      '+ external_links other',
      '- links db:store',
      '- links old:cache',
      '+ links db:shop',
    ]);
  });

  it('name variables one by one and hide those that look secret', () => {
    const before = { environment: { A: '1', TOKEN: 'a', GONE: 'x', BARE: null } };
    const after = { environment: { A: '2', TOKEN: 'b', NEW: 'redis://:pw@c', BARE: 'v' } };
    expect(edit(before, after)).toEqual([
      '~ environment.A 1 → 2',
      '+ environment.BARE v',
      '- environment.GONE x',
      '+ environment.NEW redis://:•••@c',
      '~ environment.TOKEN hidden',
    ]);
  });
});

describe('a container of another tool', () => {
  const image = {
    Env: ['PATH=/bin', 'VERSION=1'],
    Labels: { vendor: 'acme', tier: 'base' },
    User: 'app',
    Cmd: ['serve'],
    ExposedPorts: { '80/tcp': {} },
  };

  it('is compared with the request, without what its image gives', () => {
    const before = { environment: { A: '1', B: '1' }, labels: { tier: 'front' }, dns: ['1.1.1.1'] };
    const after = { environment: { A: '2' }, labels: { more: 'x' }, user: 'root' };
    expect(told({ before, after, image, isForeign: true })).toEqual([
      '- dns 1.1.1.1',
      '~ environment.A 1 → 2',
      '- environment.B 1',
      '- labels.tier front',
      '+ labels.more x',
      '+ user root',
    ]);
  });

  it('differs in nothing because of what the engine filled in', () => {
    const filled = {
      ShmSize: 67108864,
      Runtime: 'runc',
      IpcMode: 'private',
      CgroupnsMode: 'private',
      LogConfig: { Type: 'json-file', Config: {} },
      MemorySwap: 134217728,
      PidsLimit: null,
      Dns: null,
    };
    const service = { mem_limit: '67108864', privileged: true };
    expect(told({ before: service, after: service, image, filled, isForeign: true })).toEqual([]);
    const after = { ...service, shm_size: '1048576', logging: { driver: 'local' } };
    expect(told({ before: service, after, image, filled, isForeign: true })).toEqual([
      '~ logging.driver json-file → local',
      '~ shm_size 64m → 1m',
    ]);
  });

  it('has its restart policy and limits told once', () => {
    const before = { deploy: { resources: { limits: { memory: '67108864', cpus: 0.5 } } } };
    const after = { deploy: { resources: { limits: { memory: '134217728' } } }, restart: 'always' };
    expect(told({ before, after, image, isForeign: true })).toEqual([
      '- cpus 0.5',
      '~ deploy.resources.limits.memory 64m → 128m',
      '+ restart always',
    ]);
  });
});

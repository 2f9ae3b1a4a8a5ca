import { describe, expect, it } from 'vitest';
import type { Service } from '../../../src/model/service.ts';
import { load, problems, projectOf } from './project.ts';

const service = (attributes: string, rest = ''): Service | undefined =>
  projectOf(`services:\n  a:\n    image: i\n    ${attributes}\n${rest}`).services['a'];

describe('canonical form', () => {
  it('expands ports', () => {
    expect(
      service('ports: [80, "9000-9001:80", "127.0.0.1::60/udp", {target: 5, published: 6}]')?.ports,
    ).toEqual([
      { mode: 'ingress', target: 80, protocol: 'tcp' },
      { mode: 'ingress', target: 80, published: '9000-9001', protocol: 'tcp' },
      { mode: 'ingress', host_ip: '127.0.0.1', target: 60, protocol: 'udp' },
      { mode: 'ingress', target: 5, published: '6', protocol: 'tcp' },
    ]);
  });

  it('expands mounts, and cleans targets', () => {
    expect(
      service('volumes: ["./x:/x/:ro", /data, "~/h:/h", "vol:/v"]', 'volumes: {vol: }')?.volumes,
    ).toEqual([
      {
        type: 'bind',
        source: '/work/shop/x',
        target: '/x',
        read_only: true,
        bind: { create_host_path: true },
      },
      { type: 'volume', target: '/data', volume: {} },
      { type: 'bind', source: '/home/me/h', target: '/h', bind: { create_host_path: true } },
      { type: 'volume', source: 'vol', target: '/v', volume: {} },
    ]);
  });

  it('reads sizes, durations, modes, counts and switches into one form', () => {
    const result = service(
      'mem_limit: 1.5g\n    stop_grace_period: 1d12h\n    tty: "on"\n    cpus: 0.1\n    gpus: all\n    configs: [{source: c, mode: 440}]',
      'configs: {c: {content: x}}',
    );
    expect(result).toMatchObject({
      mem_limit: '1610612736',
      stop_grace_period: '36h0m0s',
      tty: true,
      cpus: 0.1,
      gpus: [{ count: -1 }],
      configs: [{ source: 'c', mode: '0670' }],
    });
  });

  it('lets hooks before a start run in the image of the service', () => {
    expect(service('pre_start: [{command: a b}, {image: own}]')?.pre_start).toEqual([
      { command: ['a', 'b'], image: 'i' },
      { image: 'own' },
    ]);
  });

  it('tells no command from an empty one', () => {
    expect(service('command:')).not.toHaveProperty('command');
    expect(service('command: ""')?.command).toEqual([]);
    expect(service('command: echo "a b"')?.command).toEqual(['echo', 'a b']);
  });

  it('turns a test in one text into a shell command', () => {
    expect(service('healthcheck: {test: curl x}')?.healthcheck?.test).toEqual([
      'CMD-SHELL',
      'curl x',
    ]);
  });

  it('keeps numbers in environments as Go writes them', () => {
    expect(
      service('environment: {A: 1.10, B: 1e20, C: 0777, D: 12345678901234567890}')?.environment,
    ).toEqual({
      A: '1.1',
      B: '1e+20',
      C: '511',
      D: '12345678901234567890',
    });
  });

  it('sorts hosts and splits addresses', () => {
    expect(service('extra_hosts: ["c:[::2]", "a=1.1.1.1,2.2.2.2"]')?.extra_hosts).toEqual([
      'a=1.1.1.1',
      'a=2.2.2.2',
      'c=::2',
    ]);
  });

  it('takes keys that JavaScript knows for mere keys', () => {
    const project = projectOf(
      'services: {__proto__: {image: x, environment: {__proto__: a, constructor: b}}}',
    );
    expect(Object.keys(project.services)).toEqual(['__proto__']);
    expect(Object.entries(project.services['__proto__']?.environment ?? {})).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
    expect(({} as { a?: unknown }).a).toBeUndefined();
  });

  it('reads the old name of an external resource, with a warning', () => {
    const result = load(
      'services: {a: {image: i, volumes: ["v1:/v"]}}\nvolumes:\n  v1: {external: {name: q}}\n',
    );
    expect(result.project?.volumes['v1']).toEqual({ name: 'q', external: true });
    expect(problems(result)).toEqual(['deprecated-external-name compose.yaml:3:18']);
  });

  it('takes text for a number only where Docker Compose does', () => {
    expect(service('ulimits: {nofile: "5"}')?.ulimits).toEqual({ nofile: 5 });
    const file =
      'services:\n  a:\n    image: i\n    blkio_config: {weight: "300"}\n    build:\n      ulimits: {nofile: "5"}\n      additional_contexts: [x]\n';
    expect(problems(load(file))).toEqual([
      'bad-number compose.yaml:4:28',
      'bad-number compose.yaml:6:25',
      'bad-value compose.yaml:7:29',
    ]);
  });

  it.each([
    'deploy: {update_config: {parallelism: -1}}',
    'deploy: {restart_policy: {max_attempts: "-1"}}',
    'deploy: {placement: {max_replicas_per_node: -1}}',
    'ports: [{target: -5}]',
    'volumes: [{type: tmpfs, target: /t, tmpfs: {mode: -1}}]',
  ])('refuses a number below zero: %s', (attributes) => {
    const found = problems(load(`services: {a: {image: i, ${attributes}}}`));
    expect(found.map((problem) => problem.split(' ')[0])).toEqual(['negative-number']);
  });

  it('reads what a device of blkio_config leaves out as nothing', () => {
    expect(
      service('blkio_config: {device_read_bps: [{}], weight_device: [{path: /d}]}')?.blkio_config,
    ).toEqual({
      device_read_bps: [{ path: '', rate: '0' }],
      weight_device: [{ path: '/d', weight: 0 }],
    });
  });

  it('drops the extensions of devices, which Docker Compose does not know', () => {
    expect(service('gpus: [{count: 1, x-y: 1}]')?.gpus).toEqual([{ count: 1 }]);
    expect(service('logging: {driver: l, x-y: 1}')?.logging).toEqual({
      driver: 'l',
      extensions: { 'x-y': 1 },
    });
  });

  it('reads an empty path of a mount as the project directory, and cleans no context', () => {
    const project = projectOf(
      'services: {a: {build: {context: /x/../y/}, secrets: [s], volumes: ["vol:/v", {type: bind, source: "", target: /b}]}}\n' +
        'volumes: {vol: {driver: local, driver_opts: {o: bind, device: "${UNSET:-}"}}}\nsecrets: {s: {file: ""}}\n',
    );
    expect(project.services['a']?.build?.context).toBe('/x/../y/');
    expect(project.services['a']?.volumes?.[1]?.source).toBe('/work/shop');
    expect(project.volumes['vol']?.driver_opts).toEqual({ o: 'bind', device: '/work/shop' });
    expect(project.secrets['s']?.file).toBe('/work/shop');
  });

  it.each([
    'develop: {watch: [{path: ., action: rebuild, ignore: [x, x]}]}',
    'gpus: [{capabilities: [gpu, gpu]}]',
    'build: {context: ., ssh: [k=x, k=x]}',
    'post_start: [{command: x, environment: [K=v, K=v]}]',
  ])('refuses a list that says one thing twice: %s', (attributes) => {
    const found = problems(load(`services: {a: {image: i, ${attributes}}}`));
    expect(found.map((problem) => problem.split(' ')[0])).toEqual(['duplicate-item']);
  });

  it('refuses an env file whose path is no text, and reads on', () => {
    const file =
      'services:\n  a:\n    image: i\n    env_file: [{path: [x], required: false}]\n    mem_limit: 12q\n';
    expect(problems(load(file))).toEqual([
      'wrong-type compose.yaml:4:17',
      'bad-size compose.yaml:5:16',
    ]);
  });

  it('points at every value that cannot be read', () => {
    const file =
      'services:\n  a:\n    image: i\n    mem_limit: 12q\n    command: echo "x\n    extra_hosts: [nohost]\n    environment: ["E = x"]\n';
    expect(problems(load(file))).toEqual([
      'bad-size compose.yaml:4:16',
      'bad-command compose.yaml:5:14',
      'bad-host compose.yaml:6:19',
      'blank-in-variable-name compose.yaml:7:19',
    ]);
  });
});

describe('normalization', () => {
  it('joins services to the default network unless they say otherwise', () => {
    const project = projectOf(
      'services: {a: {image: i}, b: {image: i, network_mode: host}, c: {provider: {type: x}}, d: {image: i, network_mode: ""}}',
    );
    expect(project.services['d']).not.toHaveProperty('networks');
    expect(project.services['a']?.networks).toEqual({ default: null });
    expect(project.services['b']).not.toHaveProperty('networks');
    expect(project.services['c']).not.toHaveProperty('networks');
    expect(project.networks['default']?.name).toBe('shop_default');
  });

  it('names resources behind the project, external ones as they are', () => {
    const project = projectOf(
      'services: {a: {image: i, networks: [n, e, x]}}\nnetworks: {n: , e: {external: true}, x: {name: other}}',
    );
    expect(Object.values(project.networks).map(({ name }) => name)).toEqual([
      'shop_n',
      'e',
      'other',
    ]);
  });

  it('adds the dependencies that links, shared namespaces and volumes_from imply', () => {
    const project = projectOf(
      'services: {a: {image: i, links: ["b:x"], network_mode: "service:c", volumes_from: ["d:ro"]}, b: {image: i}, c: {image: i}, d: {image: i}}',
    );
    expect(project.services['a']?.depends_on).toEqual({
      b: { condition: 'service_started', restart: true, required: true },
      c: { condition: 'service_started', restart: true, required: true },
      d: { condition: 'service_started', required: true },
    });
  });

  it('knows no service without a name', () => {
    for (const attributes of ['links: [""]', 'network_mode: "service:"', 'volumes_from: [":ro"]']) {
      expect(load(`services: {a: {image: i, ${attributes}}}`).project).toBeUndefined();
    }
  });

  it('adds no file name to a build whose file is written inline, be it empty', () => {
    const file = 'services: {a: {build: {context: ., dockerfile_inline: ""}}}';
    expect(projectOf(file).services['a']?.build).not.toHaveProperty('dockerfile');
  });

  it('fills names without a value from the environment', () => {
    const file = 'services: {a: {build: {context: ., args: [H, NO]}, environment: [H, NO]}}';
    const project = projectOf(file, { env: { H: '1' } });
    expect(project.services['a']?.environment).toEqual({ H: '1', NO: null });
    expect(project.services['a']?.build).toMatchObject({
      args: { H: '1' },
      dockerfile: 'Dockerfile',
    });
  });
});

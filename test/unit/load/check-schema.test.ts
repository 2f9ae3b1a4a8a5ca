import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkSchema } from '../../../src/load/check-schema.ts';
import { brief, treeOf } from './yaml.ts';
import { cpuMs } from '../../support/cpu-time.ts';

const check = (text: string) => checkSchema(treeOf(text));
const problems = (text: string): readonly string[] => check(text).map(brief);
const service = (...lines: readonly string[]): string =>
  `services:\n  web:\n    image: x\n${lines.map((line) => `    ${line}\n`).join('')}`;
/** Message and hint of the only problem. */
const words = (text: string): string => {
  const found = check(text);
  expect(found).toHaveLength(1);
  return `${found[0]?.message} | ${found[0]?.hint ?? ''}`;
};

describe('checkSchema accepts', () => {
  it.each([
    'build: .',
    'build: {context: ., args: [A=1], ssh: [default], no_cache: "true", no_cache_filter: a}',
    'command: null',
    'command: [a, b]',
    'ports: [80, "80:80", {target: 80, published: "8080", x-a: 1}]',
    'depends_on: [a, b]',
    'depends_on: {a: {condition: service_healthy, restart: true, required: false}}',
    'environment: {A: 1, B: null, C: true, D: text}',
    'environment: [A=1, B]',
    'environment: {A: .inf, B: .nan}',
    'env_file: [a.env, {path: b.env, required: false, format: raw}]',
    'volumes: ["a:/b", {type: bind, source: ., target: /x, bind: {create_host_path: "false"}}]',
    'networks: {a: null, b: {aliases: [x], gw_priority: 1}}',
    'gpus: all',
    'gpus: [{driver: nvidia, count: -1, anything: 1}]',
    'ulimits: {nofile: "5", nproc: {soft: 1, hard: -1}}',
    'deploy: null',
    'develop: {watch: [{path: ., action: sync+exec, target: /x, exec: {command: make}}]}',
    'healthcheck: {test: curl x, interval: 30s, retries: "3", disable: "true"}',
    'pre_start: [{image: i, per_replica: false}]',
    'models: {m: null}',
    'provider: {type: x, options: {a: [1, true, b]}}',
    'extra_hosts: {a: [1.1.1.1, "::1"]}',
    'use_api_socket: true',
    'x-anything: [1]',
    'cpus: "1.5"',
    'pull_policy: every_12h',
    'mem_limit: -1',
  ])('a service with %s', (line) => {
    expect(problems(service(line))).toEqual([]);
  });

  it('everything else that a file can have at the top', () => {
    const text = `
name: p
version: "3"
include: [a.yaml, {path: [b.yaml], env_file: .env}]
networks: {a: null, b: {driver: d, ipam: {config: [{subnet: 10.0.0.0/8, aux_addresses: {h: i}}]}}}
volumes: {v: null, w: {external: {name: x}}}
secrets: {s: {file: x}, t: {environment: E}}
configs: {c: {content: x}}
models: {m: {model: x, context_size: 1, runtime_flags: [a]}}
x-foo: {any: thing}
`;
    expect(problems(text)).toEqual([]);
    expect(problems('services: {}\n')).toEqual([]);
    expect(problems('services: {x-foo: {image: i}, a.b-c_D9: {image: i}}\n')).toEqual([]);
  });
});

describe('checkSchema refuses', () => {
  it.each([
    ['build:', 'wrong-type 4:5 services.web.build'],
    ['build: {cache_from: x}', 'wrong-type 4:25 services.web.build.cache_from'],
    ['build: {ssh: default}', 'wrong-type 4:18 services.web.build.ssh'],
    ['command: 5', 'wrong-type 4:14 services.web.command'],
    ['command: [1]', 'wrong-type 4:15 services.web.command[0]'],
    ['cgroup: service:b', 'bad-value 4:13 services.web.cgroup'],
    ['container_name: x', 'bad-value 4:21 services.web.container_name'],
    ['depends_on: {b: }', 'wrong-type 4:18 services.web.depends_on.b'],
    ['depends_on: {b: {required: true}}', 'missing-key 4:18 services.web.depends_on.b'],
    ['depends_on: {b: {condition: healthy}}', 'bad-value 4:33 services.web.depends_on.b.condition'],
    [
      'depends_on: {"b!": {condition: service_started}}',
      'bad-name 4:18 services.web.depends_on.b!',
    ],
    ['depends_on: [b, b]', 'duplicate-item 4:21 services.web.depends_on[1]'],
    ['gpus: [{capabilities: [a, a]}]', 'duplicate-item 4:31 services.web.gpus[0].capabilities[1]'],
    ['gpus: {count: 1}', 'wrong-type 4:5 services.web.gpus'],
    ['gpus: al', 'bad-value 4:11 services.web.gpus'],
    ['security_opt: [a, b, a]', 'duplicate-item 4:26 services.web.security_opt[2]'],
    ['environment:', 'wrong-type 4:5 services.web.environment'],
    ['environment: {K: [a]}', 'wrong-type 4:19 services.web.environment.K'],
    ['gpus: some', 'bad-value 4:11 services.web.gpus'],
    ['healthcheck: {interval: 30}', 'wrong-type 4:29 services.web.healthcheck.interval'],
    ['logging: {options: {a: true}}', 'wrong-type 4:28 services.web.logging.options.a'],
    ['oom_score_adj: 2000', 'bad-value 4:20 services.web.oom_score_adj'],
    ['ports: [{published: 80, porto: 1}]', 'unknown-key 4:29 services.web.ports[0].porto'],
    ['profiles: p', 'wrong-type 4:15 services.web.profiles'],
    ['pull_policy: foo', 'bad-value 4:18 services.web.pull_policy'],
    ['cpus: .nan', 'wrong-type 4:11 services.web.cpus'],
    ['restart: false', 'wrong-type 4:14 services.web.restart'],
    ['secrets: [{source: s, uid: 1}]', 'wrong-type 4:32 services.web.secrets[0].uid'],
    ['ulimits: {nproc: {soft: 1}}', 'missing-key 4:15 services.web.ulimits.nproc'],
    ['user: 1000', 'wrong-type 4:11 services.web.user'],
    ['use_api_socket: "true"', 'wrong-type 4:21 services.web.use_api_socket'],
    ['volumes: [{type: foo, target: /x}]', 'bad-value 4:22 services.web.volumes[0].type'],
    ['volumes: [{target: /x}]', 'missing-key 4:15 services.web.volumes[0]'],
  ])('a service with %s', (line, expected) => {
    expect(problems(service(line))).toEqual([expected]);
  });

  it.each([
    ['foo: bar\n', 'unknown-key 1:1 foo'],
    ['services:\n', 'wrong-type 1:1 services'],
    ['services: {a: }\n', 'wrong-type 1:12 services.a'],
    ['services: {"a b": {image: i}}\n', 'bad-name 1:12 services.a b'],
    ['version: 3.8\n', 'wrong-type 1:10 version'],
    ['include: s.yaml\n', 'wrong-type 1:10 include'],
    ['secrets: {s: {content: x}}\n', 'unknown-key 1:15 secrets.s.content'],
    ['secrets: {s: }\n', 'wrong-type 1:11 secrets.s'],
    ['models: {m: {name: x}}\n', 'missing-key 1:10 models.m'],
    ['networks: {n: {driver_opts: {a: true}}}\n', 'wrong-type 1:33 networks.n.driver_opts.a'],
  ])('%j', (text, expected) => {
    expect(problems(text)).toEqual([expected]);
  });

  it('reports all problems in the order of the file', () => {
    expect(
      problems('services:\n  a:\n    imag: x\n    user: 5\n  b:\n    ports: 80\nfoo: 1\n'),
    ).toEqual([
      'unknown-key 3:5 services.a.imag',
      'wrong-type 4:11 services.a.user',
      'wrong-type 6:12 services.b.ports',
      'unknown-key 7:1 foo',
    ]);
  });

  it('says where the first of two equal items stands', () => {
    expect(check(service('group_add: [a, a]'))).toMatchObject([
      { code: 'duplicate-item', related: [{ at: { line: 4, column: 17 } }] },
    ]);
  });

  it('keys of any name without falling over them', () => {
    expect(problems('__proto__: 1\nservices: {a: {image: i, constructor: 1}}\n')).toEqual([
      'unknown-key 1:1 __proto__',
      'unknown-key 2:26 services.a.constructor',
    ]);
  });
});

describe('checkSchema helps with', () => {
  it.each([
    ['misspelled keys', service('prots: [80]'), 'Did you mean "ports"?'],
    ['camel case', service('memLimit: 1g'), 'Did you mean "mem_limit"?'],
    [
      'misspelled values',
      service('depends_on: {b: {condition: service_health}}'),
      '"service_healthy"',
    ],
    [
      'keys of an attribute at the service',
      service('dockerfile: D'),
      '"dockerfile" belongs under "build"',
    ],
    ['keys of the service in an attribute', service('build: {image: x}'), 'indent it less'],
    ['top-level keys in a service', service('services: {}'), 'left margin'],
    ['numbers that need quotes', service('user: 1000'), 'Put quotes around it: "1000"'],
    ['numbers with their own text', service('user: 0777'), 'Put quotes around it: "0777"'],
    ['restart without quotes', service('restart: false'), 'Write "no" in quotes'],
    ['durations without unit', service('stop_grace_period: 30'), '"30s"'],
    ['yes where true is meant', service('use_api_socket: yes'), 'Write true'],
    ['one value instead of a list', service('profiles: p'), '["p"]'],
    ['mappings instead of lists', service('ports: {a: b}'), 'Begin each item with "- "'],
    ['"key: value" in lists of text', service('environment: [A: b]'), '"A=…"'],
    ['empty keys', service('volumes:'), 'Give it a value, or remove the key'],
    ['lists of services', 'services:\n  - web: {}\n', 'without "-"'],
    ['a missing s', 'service:\n  web: {image: x}\n', 'Did you mean "services"?'],
    ['services at the top', 'web: {image: x}\n', 'a line "services:" above'],
    ['attributes at the top', 'ports: [80]\n', 'indent it under the service'],
    [
      'attributes beside services',
      'services:\n  web: {image: x}\n  ports:\n    - 80\n',
      'Indent "ports" further',
    ],
    [
      'resources under services',
      'services:\n  web: {image: x}\n  volumes:\n    data: {}\n',
      'left margin',
    ],
    ['empty resources under services', 'services:\n  networks:\n', 'left margin'],
  ])('%s', (_, text, expected) => {
    expect(words(text)).toContain(expected);
  });

  it('accepts services that are called like attributes', () => {
    expect(problems('services: {build: {image: x}, volumes: {image: y}}\n')).toEqual([]);
  });
});

describe('the schema', () => {
  interface Part {
    readonly [key: string]: unknown;
  }
  const schema = JSON.parse(
    readFileSync(new URL('../../../schemas/compose.schema.json', import.meta.url), 'utf8'),
  ) as Part;

  const parts = (value: unknown): readonly Part[] => {
    if (typeof value !== 'object' || value === null) return [];
    return [
      ...(Array.isArray(value) ? [] : [value as Part]),
      ...Object.values(value).flatMap(parts),
    ];
  };

  it('describes every key', () => {
    const keys = parts(schema).flatMap(({ properties }) =>
      typeof properties === 'object' ? Object.entries(properties as Part) : [],
    );
    const silent = keys.filter(([, part]) => {
      const { description, title, $ref } = part as Part;
      return description === undefined && title === undefined && $ref === undefined;
    });
    expect(silent.map(([key]) => key)).toEqual([]);
    expect(keys.length).toBeGreaterThan(250);
  });

  it('has alternatives that differ in type, which the choice of messages rests on', () => {
    const definitions = schema['$defs'] as Readonly<Record<string, Part>>;
    const typesOf = (branch: Part): readonly string[] => {
      const reference = branch['$ref'];
      const target =
        typeof reference === 'string' ? definitions[reference.replace('#/$defs/', '')] : branch;
      return [target?.['type']].flat().map(String);
    };
    for (const { anyOf } of parts(schema)) {
      const types = Array.isArray(anyOf) ? (anyOf as readonly Part[]).flatMap(typesOf) : [];
      expect(new Set(types).size).toBe(types.length);
    }
  });

  it('checks five hundred services in well under a second', () => {
    const one = (i: number) =>
      `  s${i}:\n    image: x\n    ports: ["80:80"]\n    environment: {A: 1}\n    imagee: y\n`;
    const tree = treeOf(`services:\n${Array.from({ length: 500 }, (_, i) => one(i)).join('')}`);
    const spent = cpuMs(() => {
      expect(checkSchema(tree)).toHaveLength(500);
    });
    expect(spent).toBeLessThan(2000);
  });
});

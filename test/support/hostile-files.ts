/** Compose files made to break their reader: each must end in a result or in a diagnostic, fast and small. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface HostileCase {
  readonly name: string;
  /** Texts by path below the case's folder. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** By path: what a link points to, or a pipe. */
  readonly links?: Readonly<Record<string, string>>;
  readonly pipes?: readonly string[];
  /** Nothing when the file must load; else the code of the first error. */
  readonly error?: string;
  /** So many values that the parser alone takes its time. */
  readonly isLarge?: boolean;
  /** The error is about the file as a whole. */
  readonly isPlaceless?: boolean;
}

/** Writes a case into a folder that is there and empty. */
export function writeCase(folder: string, test: HostileCase): void {
  const at = (path: string): string => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    return join(folder, path);
  };
  for (const [path, data] of Object.entries(test.files)) writeFileSync(at(path), data);
  for (const [path, target] of Object.entries(test.links ?? {})) symlinkSync(target, at(path));
  for (const path of test.pipes ?? []) execFileSync('mkfifo', [at(path)]);
}

export function* hostileCases(): Generator<HostileCase> {
  yield* aliasCases();
  yield* deepCases();
  yield* largeCases();
  yield* textCases();
  yield* fileCases();
  yield* byteCases();
  yield* nameCases();
  yield* includeCases();
}

const one = (name: string, text: string | Uint8Array, error?: string): HostileCase => ({
  name,
  files: { 'compose.yaml': text },
  ...(error !== undefined && { error }),
});

const SERVICE = 'services: {a: {image: x}}\n';
const times = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join('');
const service = (attributes: string): string =>
  `services:\n  a:\n    image: x\n    ${attributes}\n`;

function* aliasCases(): Generator<HostileCase> {
  const nine = (index: number): string => `*a${index}, `.repeat(9);
  const lists = times(9, (index) => `  - &a${index + 1} [${nine(index)}]\n`);
  const maps = times(
    9,
    (index) => `  - &a${index + 1} {${times(9, (key) => `k${key}: *a${index}, `)}}\n`,
  );
  const merges = times(8, (index) => `  - &a${index + 1} {<<: [${`*a${index}, `.repeat(10)}]}\n`);
  yield one('alias bomb of lists', `x-b:\n  - &a0 [x]\n${lists}${SERVICE}`, 'alias-limit');
  yield one('alias bomb of maps', `x-b:\n  - &a0 {x: y}\n${maps}${SERVICE}`, 'alias-limit');
  yield one('merge key bomb', `x-b:\n  - &a0 {x: y}\n${merges}${SERVICE}`, 'alias-limit');
  yield one(
    'a hundred thousand nodes by aliases',
    `x-b: &b [${'x, '.repeat(1000)}]\nx-c: [${'*b, '.repeat(99)}]\n${SERVICE}`,
  );
  yield one(
    'a large mapping merged 500 times',
    `x-b: &b {${times(5000, (i) => `k${i}: v, `)}}\nx-c:\n${times(500, () => '  - {<<: *b}\n')}${SERVICE}`,
    'alias-limit',
  );
  yield one('a mapping that merges itself', `x-a: &a {<<: *a}\n${SERVICE}`, 'alias-cycle');
  yield one('a list that holds itself', `x-a: &a [*a]\n${SERVICE}`, 'alias-cycle');
}

function* deepCases(): Generator<HostileCase> {
  for (const depth of [1000, 10_000, 100_000]) {
    yield one(
      `${depth} brackets`,
      `x-a: ${'['.repeat(depth)}${']'.repeat(depth)}\n${SERVICE}`,
      'too-deep',
    );
    yield one(`${depth} open brackets`, `x-a: ${'['.repeat(depth)}`, 'too-deep');
  }
  yield one(
    'a mapping 2000 deep',
    `x-a:\n${times(2000, (i) => `${' '.repeat(i + 1)}k:\n`)}`,
    'too-deep',
  );
  yield one('5000 dashes', `x-a: \n  ${'- '.repeat(5000)}x\n`, 'too-deep');
  yield one('JSON 5000 deep', `{"x-a": ${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}`, 'too-deep');
  for (const depth of [1000, 10_000]) {
    const text = `${'${X:-'.repeat(depth)}y${'}'.repeat(depth)}`;
    yield one(`${depth} nested defaults`, service(`hostname: "${text}"`), 'interpolation-too-deep');
  }
}

function* largeCases(): Generator<HostileCase> {
  for (const test of manyValues()) yield { ...test, isLarge: true };
  yield* longValues();
}

function* manyValues(): Generator<HostileCase> {
  yield one('a hundred thousand keys', `x-k:\n${times(100_000, (i) => `  k${i}: v\n`)}${SERVICE}`);
  yield one(
    'five thousand equal keys',
    `x-k:\n${'  k: v\n'.repeat(5000)}${SERVICE}`,
    'duplicate-key',
  );
  yield one(
    '1000 services with 100 dependencies each',
    `services:\n${times(1000, (i) => `  s${i}: {image: x, depends_on: [${times(Math.min(i, 100), (k) => `s${i - k - 1}, `)}]}\n`)}`,
  );
  yield one(
    '1000 services with 100 unknown dependencies each',
    `services:\n${times(1000, (i) => `  s${i}: {image: x, depends_on: [${times(100, (k) => `sx${k}, `)}]}\n`)}`,
    'unknown-service',
  );
  yield one(
    'a circle of 5000 services',
    `services:\n${times(5000, (i) => `  s${i}: {image: x, depends_on: [s${(i + 1) % 5000}]}\n`)}`,
    'dependency-cycle',
  );
  yield one(
    'a chain of 9000 services',
    `services:\n${times(9000, (i) => `  s${i}: {image: x${i > 0 ? `, depends_on: [s${i - 1}]` : ''}}\n`)}`,
  );
  yield one(
    '10001 services',
    `services:\n${times(10_001, (i) => `  s${i}: {image: x}\n`)}`,
    'too-many-services',
  );
  yield one(
    '100000 environment entries',
    service(`environment:\n${times(100_000, (i) => `      VARIABLE_${i}: ${'v'.repeat(80)}\n`)}`),
  );
  yield one(
    '9000 mistakes',
    `services:\n${times(9000, (i) => `  s${i}: {imge: x}\n`)}`,
    'unknown-key',
  );
}

function* longValues(): Generator<HostileCase> {
  yield one('a scalar of 10 MB', service(`hostname: ${'x'.repeat(10_000_000)}`));
  yield one('a comment of 10 MB', `# ${'x'.repeat(10_000_000)}\n${SERVICE}`);
  yield {
    ...one('a file of 70 MB', `# ${'x'.repeat(70_000_000)}\n${SERVICE}`, 'file-too-big'),
    isPlaceless: true,
  };
  for (const ports of ['"1-65535:1-65535"', '"1-65535:1-65535/tcp", "1-65535:1-65535/udp"']) {
    yield one(`ports ${ports}`, service(`ports: [${ports}]`), 'bad-port');
  }
  yield one(
    '40 ranges of ports',
    service(`ports: [${times(40, (i) => `"127.0.0.${i}:1-999:1-999", `)}]`),
    'too-many-ports',
  );
  yield one('many documents', '---\nx-a: 1\n'.repeat(101), 'too-many-documents');
}

function* textCases(): Generator<HostileCase> {
  const doubling = times(24, (i) => `V${i + 1}=\${V${i}}\${V${i}}\n`);
  yield {
    name: 'an .env file that doubles',
    files: { 'compose.yaml': SERVICE, '.env': `V0=${'x'.repeat(100)}\n${doubling}` },
    error: 'dotenv-too-big',
  };
  yield {
    name: 'an env_file that doubles',
    files: {
      'compose.yaml': service('env_file: e.env'),
      'e.env': `V0=${'x'.repeat(100)}\n${doubling}`,
    },
    error: 'dotenv-too-big',
  };
  yield one('cpus: .nan', service('cpus: .nan'), 'any');
  yield one('mem_limit: .inf', service('mem_limit: .inf'), 'any');
  yield one('a size beyond all bounds', service('mem_limit: 99999999999999999999999g'), 'bad-size');
  const worst = '1-'.repeat(50_000);
  const grammars: Readonly<Record<string, string>> = {
    port: `ports: ["${worst}"]`,
    colons: `ports: ["${':'.repeat(100_000)}"]`,
    mount: `volumes: ["${'a:'.repeat(50_000)}"]`,
    duration: `stop_grace_period: "${'1h'.repeat(50_000)}x"`,
    size: `mem_limit: "${'1'.repeat(100_000)}q"`,
    device: `devices: ["${'a:'.repeat(50_000)}"]`,
    host: `extra_hosts: ["${'x'.repeat(100_000)}"]`,
    command: `command: '${'"'.repeat(99_999)}'`,
    variable: `hostname: "${'${A'.repeat(30_000)}"`,
    dollars: `hostname: "${'$'.repeat(99_999)}{"`,
  };
  for (const [name, attributes] of Object.entries(grammars)) {
    yield one(`a ${name} of 100 kB`, service(attributes), 'any');
  }
}

function* fileCases(): Generator<HostileCase> {
  const reads: Readonly<Record<string, string>> = {
    env_file: service('env_file: data'),
    label_file: service('label_file: data'),
    include: `include: [data]\n${SERVICE}`,
    extends: 'services: {a: {extends: {file: data, service: b}}}',
  };
  for (const [name, text] of Object.entries(reads)) {
    yield { ...one(`${name} of endless zeros`, text, 'not-a-file'), links: { data: '/dev/zero' } };
    yield { ...one(`${name} of a pipe`, text, 'not-a-file'), pipes: ['data'] };
    yield { ...one(`${name} of a folder`, text, 'not-a-file'), links: { data: '/tmp' } };
  }
  const endless = { files: {}, links: { 'compose.yaml': '/dev/zero' } };
  yield { name: 'endless zeros', ...endless, error: 'not-a-file', isPlaceless: true };
}

function* byteCases(): Generator<HostileCase> {
  const utf16 = (text: string): Uint8Array => Buffer.from(text, 'utf16le');
  const marked = (text: string): Uint8Array =>
    Buffer.concat([Buffer.from([0xff, 0xfe]), utf16(text)]);
  const utf32 = Buffer.concat(
    Array.from(SERVICE, (character) => Buffer.from([character.charCodeAt(0), 0, 0, 0])),
  );
  yield one('UTF-16 with a mark', marked(SERVICE));
  yield { ...one('UTF-16 without a mark', utf16(SERVICE), 'not-text'), isPlaceless: true };
  yield { ...one('UTF-32', utf32, 'not-text'), isPlaceless: true };
  yield {
    ...one('bytes that are no text', Buffer.from([0x61, 0xff, 0xc0, 0x80]), 'not-text'),
    isPlaceless: true,
  };
  yield one('a raw NUL', service('hostname: "a\u0000b"'), 'control-character');
  yield one('a raw ESC', service('hostname: "a\u001b[2Jb"'), 'control-character');
  yield one('an escaped NUL', service(String.raw`hostname: "a\0b"`), 'control-character');
  yield one('an escaped ESC', service(String.raw`hostname: "a\eb"`));
  yield one(
    'odd tags',
    service('hostname: !!binary aGk=\n    domainname: !!js/function x\n    user: !foo u'),
  );
}

function* nameCases(): Generator<HostileCase> {
  const keys = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];
  const map = (indent: string): string =>
    times(keys.length, (i) => `${indent}${keys[i] ?? ''}: polluted\n`);
  yield one(
    'names of the language as keys',
    `x-own:\n${map('  ')}services:\n  a:\n    image: x\n    environment:\n${map('      ')}    labels:\n${map('      ')}`,
  );
  yield one(
    'names of the language as services',
    `services:\n${times(keys.length, (i) => `  ${keys[i] ?? ''}: {image: x, polluted: 1}\n`)}`,
    'unknown-key',
  );
  yield one(
    'names of the language as resources',
    `services: {a: {image: x, networks: [${keys.join(', ')}], volumes: ["__proto__:/v"]}}\nnetworks:\n${times(keys.length, (i) => `  ${keys[i] ?? ''}: {}\n`)}volumes: {__proto__: {}}\n`,
  );
  yield one(
    'a name of the language that is not defined',
    service('networks: [toString]'),
    'unknown-network',
  );
  yield one(
    'merged names of the language',
    `x-a: &a {__proto__: {polluted: 1}}\nx-b: {<<: *a}\n${SERVICE}`,
  );
  yield one('a project name with line breaks', `name: "a\\nb"\n${SERVICE}`);
  yield one('a project name with a path', `name: ../../etc\n${SERVICE}`);
}

function* includeCases(): Generator<HostileCase> {
  yield one(
    'a file that includes itself',
    `include: [compose.yaml]\n${SERVICE}`,
    'circular-include',
  );
  const chain = Object.fromEntries(
    Array.from({ length: 400 }, (_, i) => [
      i === 0 ? 'compose.yaml' : `c${i}.yaml`,
      `${i < 399 ? `include: [c${i + 1}.yaml]\n` : ''}services: {s${i}: {image: x}}\n`,
    ]),
  );
  yield { name: 'a chain of 400 includes', files: chain };
  const tree = Object.fromEntries(
    Array.from({ length: 12 }, (_, i) => [
      i === 0 ? 'compose.yaml' : `t${i}.yaml`,
      i < 11 ? `include: [t${i + 1}.yaml, ./t${i + 1}.yaml]\n` : SERVICE,
    ]),
  );
  yield { name: 'a tree of includes', files: tree, error: 'too-many-files' };
  yield one(
    'services that extend each other',
    'services: {a: {extends: b}, b: {extends: a}}',
    'circular-extends',
  );
  const extended = times(2000, (i) => `  s${i}: {${i > 0 ? `extends: s${i - 1}` : 'image: x'}}\n`);
  yield one('a chain of 2000 services that extend', `services:\n${extended}`);
  yield one(
    'a remote include',
    `include: ["oci://example.com/x", "https://example.com/c.git"]\n${SERVICE}`,
    'remote-file',
  );
}

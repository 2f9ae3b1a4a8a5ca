/** What is decided before an engine is needed: words, flags, files, names, variables. */
import { describe, expect, test } from 'vitest';
import { runProgram } from '../../../src/commands/run-program.ts';
import { makeFakeHost } from './fake-host.ts';

const TWO = 'services:\n  a: {image: busybox, command: "${X:-none}"}\n  b: {image: busybox}\n';
const PROFILED =
  'services:\n  db: {image: busybox}\n  web: {image: busybox, profiles: [p1]}\n  tool: {image: busybox, depends_on: [web]}\n';

interface World {
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

async function run(argv: readonly string[], world: World = {}) {
  const named = Object.entries(world.files ?? { 'compose.yaml': TWO });
  const files = Object.fromEntries(named.map(([path, text]) => [`/work/${path}`, text]));
  const host = makeFakeHost({ ...world, files });
  const code = await runProgram({ argv, host, leave: () => {} });
  return { code, out: host.out(), err: host.err() };
}

const words = (line: string): readonly string[] => line.split(' ').filter((word) => word !== '');

describe('one line on standard error and code 1, nothing else', () => {
  test.each([
    ['nosuch', 'unknown docker command: "compose nosuch"'],
    ['ps --nosuch', 'unknown flag: --nosuch'],
    ['ps -z', "unknown shorthand flag: 'z' in -z"],
    ['exec', 'requires at least 2 arg(s), only received 0'],
    ['up -d --timeout x', 'invalid argument "x" for "-t, --timeout" flag: strconv.ParseInt: '],
    ['--parallel x ps', 'invalid argument "x" for "--parallel" flag: '],
    ['config --all-resources', 'unknown flag: --all-resources'],
    ['--ansi never --progress tty ps', "can't use --progress tty while ANSI support is disabled"],
    ['--progress foo ps', 'unsupported --progress value "foo"'],
    ['--host', "flag needs an argument: '--host'"],
    ['--config DIR ps', 'unknown flag: --config'],
    ['--context nope ps', 'context "nope": context not found'],
    ['-H foo://x ps', 'invalid bind address format: foo://x'],
    ['up -d --attach a', '--detach and --wait cannot be combined with '],
    ['up -d --abort-on-container-exit', '--detach and --wait cannot be combined with '],
    ['up --wait --abort-on-container-exit', '--detach and --wait cannot be combined with '],
    [
      'up --abort-on-container-exit --abort-on-container-failure',
      '--abort-on-container-failure cannot be combined with --abort-on-container-exit',
    ],
    ['up --attach a --attach-dependencies', 'cannot combine --attach and --attach-dependencies'],
    ['up -d --build --no-build', '--build and --no-build are incompatible'],
    ['up -d --force-recreate --no-recreate', '--force-recreate and --no-recreate are incompatible'],
    ['up -d --scale a', 'invalid --scale option "a". Should be SERVICE=NUM'],
    ['up -d --scale a=x', 'invalid --scale option "a=x"'],
    ['up -d --scale a=-1', 'invalid --scale option "a=-1"'],
    ['up -d --scale nosuch=1', 'no such service: nosuch: not found'],
    ['up -d --pull foo', 'invalid --pull option "foo"'],
    ['scale a', 'invalid scale specifier: a. Should be SERVICE=NUM'],
    ['scale a=-1', 'invalid scale specifier: a=-1'],
    ['down --rmi foo', 'invalid value for --rmi: "foo"'],
    ['stop nosuch', 'no such service: nosuch'],
    ['config --services nosuch', 'no such service: nosuch'],
    ['config --volumes nosuch', 'no such service: nosuch'],
    ['-p Bad_Näme ps', 'invalid project name "Bad_Näme"'],
  ])('%s', async (line, message) => {
    const { code, out, err } = await run(words(line));
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^[^\n]+\n$/);
    expect(err).toContain(message);
  });

  test.each([
    [{ COMPOSE_PARALLEL_LIMIT: 'x' }, 'ps', 'COMPOSE_PARALLEL_LIMIT must be an integer'],
    [{ COMPOSE_PROGRESS: 'foo' }, 'ps', 'unsupported --progress value "foo"'],
    [
      { COMPOSE_IGNORE_ORPHANS: '1' },
      'up -d --remove-orphans',
      'cannot combine COMPOSE_IGNORE_ORPHANS and --remove-orphans',
    ],
  ])('with %j: %s', async (env, line, message) => {
    const { code, out, err } = await run(words(line), { env });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^[^\n]+\n$/);
    expect(err).toContain(message);
  });
});

test.each([
  ['plain', 'error: no such service: nosuch [no-such-service]\n'],
  ['quiet', 'error: no such service: nosuch [no-such-service]\n'],
])('with --progress %s an error is text', async (progress, text) => {
  expect(await run(['--progress', progress, 'up', '-d', 'nosuch'])).toEqual({
    code: 1,
    out: '',
    err: text,
  });
});

test('with --progress json an error is the last line', async () => {
  const { code, out, err } = await run(['--progress', 'json', 'up', '-d', 'nosuch']);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(JSON.parse(err)).toMatchObject({ error: true, message: 'no such service: nosuch' });
});

test.each([
  ['wait', "docker: 'docker compose wait' requires at least 1 argument"],
  ['cp x', "docker: 'docker compose cp' requires 2 arguments"],
])('too few words for %s are answered with the usage, in five lines', async (line, first) => {
  const { code, out, err } = await run(words(line));
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err.trimEnd().split('\n')).toHaveLength(5);
  expect(err.split('\n')[0]).toBe(first);
  expect(err).toContain(`Usage:  docker compose ${words(line)[0] ?? ''} [OPTIONS] `);
});

test.each([['-v'], ['--version'], ['version']])(
  '%s needs neither files nor engine',
  async (line) => {
    const env = { DOCKER_HOST: 'tcp://127.0.0.1:1' };
    const result = await run([line], { env, files: { 'compose.yaml': 'services: [' } });
    expect(result).toMatchObject({ code: 0, err: '' });
    expect(result.out).toMatch(/version \d/);
  },
);

test('an engine that cannot be reached stops ps, but not config', async () => {
  const ps = await run(['-H', 'tcp://127.0.0.1:1', 'ps']);
  expect(ps).toMatchObject({ code: 1, out: '' });
  expect(ps.err).toContain(
    'Cannot connect to the Docker daemon at tcp://127.0.0.1:1. Is the docker daemon running?',
  );
  expect(await run(['-H', 'tcp://127.0.0.1:1', 'config', '-q'])).toEqual({
    code: 0,
    out: '',
    err: '',
  });
});

test('old and meaningless words are noted, and the command runs', async () => {
  const { code, out, err } = await run(['--no-ansi', 'config', '--services']);
  expect({ code, out }).toEqual({ code: 0, out: 'a\nb\n' });
  expect(err).toBe('--no-ansi is deprecated, use --ansi never\n');
});

test('a variable gives way to its flag', async () => {
  const env = { COMPOSE_PROGRESS: 'foo' };
  expect(await run(['--progress', 'plain', 'config', '-q'], { env })).toMatchObject({ code: 0 });
});

describe('files', () => {
  const refused = async (argv: readonly string[], world: World): Promise<string> => {
    const { code, out, err } = await run(argv, world);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    return err;
  };

  test('that are missing or empty stop the command', async () => {
    const none = { files: {} };
    const missing = 'no configuration file provided: not found';
    expect(await refused(['ps'], none)).toContain(missing);
    expect(await refused(['-p', 'x', 'up', '-d'], none)).toContain(missing);
    expect(await refused(['-f', 'nope.yaml', 'config'], {})).toContain(
      'open /work/nope.yaml: no such file or directory',
    );
    expect(await refused(['-f', '-', 'config', '-q'], {})).toContain('empty compose file');
    expect(await refused(['--env-file', 'nope.env', 'config', '-q'], {})).toContain(
      "couldn't find env file: /work/nope.env",
    );
    const empty = { files: { 'compose.yaml': 'services: {}\n' } };
    expect(await refused(['up', '-d'], empty)).toContain('no service selected');
  });

  test('come from standard input, from COMPOSE_FILE, or by their usual names', async () => {
    expect((await run(['-f', '-', 'config', '--services'], { stdin: TWO, files: {} })).out).toBe(
      'a\nb\n',
    );
    const files = {
      'compose.yaml': 'services:\n  a: {image: busybox}\n',
      'docker-compose.yml': 'services:\n  b: {image: busybox}\n',
      'compose.override.yaml': 'services:\n  c: {image: busybox}\n',
    };
    const services = async (argv: readonly string[], env: World['env'] = {}) =>
      (await run([...argv, 'config', '--services'], { files, env })).out;
    expect(await services([])).toBe('a\nc\n');
    expect(await services(['-f', 'compose.yaml'])).toBe('a\n');
    const both = 'compose.yaml:docker-compose.yml';
    expect(await services([], { COMPOSE_FILE: both })).toBe('a\nb\n');
    const comma = { COMPOSE_FILE: both.replace(':', ','), COMPOSE_PATH_SEPARATOR: ',' };
    expect(await services([], comma)).toBe('a\nb\n');
    const { err } = await run(['config', '-q'], { files });
    expect(err).toContain('using "/work/compose.yaml"');
  });

  test.each([
    ['services:\n  a: {image: busybox, nosuch: 1}\n', 'nosuch'],
    ['services:\n  a: {image: x, depends_on: [b]}\n  b: {image: x, depends_on: [a]}\n', 'a -> b'],
    ['services:\n  a: {image: busybox, depends_on: [b]}\n', 'undefined service "b"'],
    ['services:\n  a: {command: x}\n', '"a" needs an "image"'],
  ])('with a mistake name the service: %j', async (text, message) => {
    const err = await refused(['config', '-q'], { files: { 'compose.yaml': text } });
    expect(err).toContain(message);
    expect(err).toMatch(/compose\.yaml:2:\d+ {2}services\.a/);
  });
});

describe('the name of the project', () => {
  const nameOf = async (argv: readonly string[], world: World): Promise<string> =>
    (await run([...argv, 'config'], world)).out.split('\n')[0] ?? '';

  test('is that of -p, the environment, .env, the file, the folder, in this order', async () => {
    const files = {
      'compose.yaml': `name: infile\n${TWO}`,
      '.env': 'COMPOSE_PROJECT_NAME=indot\n',
    };
    const env = { COMPOSE_PROJECT_NAME: 'inenv' };
    expect(await nameOf(['-p', 'given'], { files, env })).toBe('name: given');
    expect(await nameOf([], { files, env })).toBe('name: inenv');
    expect(await nameOf([], { files })).toBe('name: indot');
    expect(await nameOf([], { files: { 'compose.yaml': files['compose.yaml'] } })).toBe(
      'name: infile',
    );
    expect(await nameOf([], {})).toBe('name: work');
  });

  test('must be valid where it is given', async () => {
    const { code, err } = await run(['-p', 'UPPER', 'config', '-q']);
    expect(code).toBe(1);
    expect(err).toContain('invalid project name "UPPER"');
  });
});

describe('variables', () => {
  const commandOf = async (env: World['env']): Promise<string | undefined> => {
    const files = { 'compose.yaml': TWO, '.env': 'X=dotenv\n' };
    return /- (\w+)/.exec((await run(['config'], { files, env: env ?? {} })).out)?.[1];
  };

  test('of the shell win over .env, which can be switched off', async () => {
    expect(await commandOf({})).toBe('dotenv');
    expect(await commandOf({ X: 'shell' })).toBe('shell');
    expect(await commandOf({ COMPOSE_DISABLE_ENV_FILE: '1' })).toBe('none');
  });

  test('choose profiles, from .env too; one that no service has is told', async () => {
    const compose = PROFILED.slice(0, PROFILED.indexOf('  tool'));
    const files = { 'compose.yaml': compose };
    const services = async (world: World) => (await run(['config', '--services'], world)).out;
    expect(await services({ files })).toBe('db\n');
    expect(await services({ files, env: { COMPOSE_PROFILES: 'p1' } })).toBe('db\nweb\n');
    expect(await services({ files: { ...files, '.env': 'COMPOSE_PROFILES=p1\n' } })).toBe(
      'db\nweb\n',
    );
    const unknown = await run(['--profile', 'p9', 'config', '-q'], { files });
    expect(unknown).toMatchObject({ code: 0, out: '' });
    expect(unknown.err).toContain('"p9"');
  });
});

test('a dependency that no profile enables stops up, but not work on what is there', async () => {
  const files = { 'compose.yaml': PROFILED };
  const argv = ['-H', 'tcp://127.0.0.1:1'];
  const up = await run([...argv, 'up', '-d'], { files });
  expect(up.code).toBe(1);
  expect(up.err).toContain('--profile p1');
  for (const verb of ['ps', 'logs', 'top'])
    expect((await run([...argv, verb], { files })).err).toContain('Cannot connect');
});

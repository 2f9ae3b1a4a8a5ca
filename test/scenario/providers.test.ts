/** Services that a program provides: when it is run, with what, and where its variables go. */
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { testEngine } from '../support/engine.ts';
import { dockerCompose } from '../support/docker-compose.ts';
import {
  eventually,
  type Finished,
  idsOf,
  said,
  startFlotilla,
  workspace,
  type Workspace,
} from '../support/flotilla.ts';

const CALM =
  'image: busybox, command: sleep 600, init: true, stop_grace_period: 0s, network_mode: none';
const STACK = `
services:
  my-db:
    provider: {type: ./cloud, options: {size: 10, list: [a, b]}}
  web: {${CALM}, depends_on: [my-db], environment: {X: '1'}}
  other: {${CALM}}
`;

/** Notes its calls; says what is in \`metadata\` and \`say\`; ends with the code in \`code\`. */
const PROGRAM = `#!/bin/sh
here=$(dirname "$0")
echo "$*" >>"$here/calls"
if [ "$2" = metadata ]; then [ -f "$here/metadata" ] && exec cat "$here/metadata"; exit 1; fi
echo "FOO=$FOO DOCKER_HOST=$DOCKER_HOST" >"$here/environment"
echo 'on standard error' >&2
cat "$here/say"
[ ! -f "$here/wait" ] || { echo $$ >"$here/pid"; exec sleep 600; }
exit "$(cat "$here/code" 2>/dev/null || echo 0)"
`;

const line = (type: string, message: string): string => `${JSON.stringify({ type, message })}\n`;
const URL_A = line('setenv', 'URL=http://x?a=b');

function open(prefix: string, compose = STACK): Workspace {
  const shop = workspace(prefix, compose);
  shop.write('cloud', PROGRAM);
  chmodSync(join(shop.dir, 'cloud'), 0o755);
  shop.write('say', URL_A);
  return shop;
}

/** What the program was called with since the last time; questions for its metadata are left out. */
function calls(shop: Workspace): readonly string[] {
  const path = join(shop.dir, 'calls');
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  rmSync(path);
  return lines.filter((each) => each !== 'compose metadata');
}

async function environmentOf(shop: Workspace, name: string): Promise<readonly string[]> {
  using engine = testEngine();
  const { [name]: container } = await shop.containers();
  const details = await engine.inspectContainer(container?.id ?? '');
  const { Env } = details.raw['Config'] as { readonly Env: readonly string[] };
  return Env.filter((entry) => !entry.startsWith('PATH=')).toSorted();
}

const good = ({ code, stderr }: Finished): void =>
  expect({ code, stderr }).toMatchObject({ code: 0 });

test('up runs the program, and what depends on it gets the variables', async () => {
  await using shop = open('provup');
  shop.write('.env', 'FOO=from-env-file\n');
  shop.write('say', line('info', 'half\nway') + line('debug', 'noise') + URL_A);
  const up = await shop.flo('up', '-d');
  good(up);
  expect(up.stderr).toContain(
    ' Provider my-db  Creating\n Provider my-db  half\n Provider my-db  Created\n',
  );
  expect(up.stderr).not.toContain('noise');
  expect(calls(shop)).toEqual([
    `compose --project-name=${shop.project} up --size=10 --list=a --list=b my-db`,
  ]);
  expect(readFileSync(join(shop.dir, 'environment'), 'utf8')).toMatch(
    /^FOO=from-env-file DOCKER_HOST=unix:\/\/\S+\n$/,
  );
  expect(await environmentOf(shop, 'web-1')).toEqual(['MY-DB_URL=http://x?a=b', 'X=1']);
  expect(await environmentOf(shop, 'other-1')).toEqual([]);
});

test('the same variables replace nothing, in either tool; others replace the dependents', async () => {
  await using shop = open('provsame');
  const compose = dockerCompose(shop);
  good(await shop.flo('up', '-d'));
  const first = await idsOf(shop.project);
  good(await shop.flo('up', '-d'));
  good(await compose('up', '-d'));
  expect(await idsOf(shop.project)).toEqual(first);

  shop.write('say', line('setenv', 'URL=http://moved'));
  good(await compose('up', '-d'));
  const second = await idsOf(shop.project);
  expect(second).toEqual({ ...first, 'web-1': expect.not.stringMatching(first['web-1'] ?? '') });
  good(await shop.flo('up', '-d'));
  expect(await idsOf(shop.project)).toEqual(second);

  shop.write('say', URL_A);
  good(await shop.flo('up', '-d'));
  const third = await idsOf(shop.project);
  expect(third).toEqual({ ...second, 'web-1': expect.not.stringMatching(second['web-1'] ?? '') });
});

test('commands that only look run no program, and take the variables to be what they were', async () => {
  await using shop = open('provlook');
  const before = await shop.flo('plan');
  expect(before.stdout).toMatch(/~ Provider my-db +run +program ".\/cloud" provides it/);
  good(await shop.flo('up', '--dry-run'));
  good(await shop.flo('config'));
  expect(calls(shop)).toEqual([]);
  good(await shop.flo('up', '-d'));
  calls(shop);
  const after = await shop.flo('plan');
  expect(after.stdout).toContain('1 to change, 2 unchanged');
  expect((await shop.flo('why')).stdout).toContain('All is well');
  expect((await shop.flo('restart')).stderr).not.toContain('differs');
  for (const words of [['down', '--dry-run'], ['ps'], ['logs'], ['build'], ['start']])
    good(await shop.flo(...words));
  good(await shop.flo('up', '-d', 'other'));
  expect(calls(shop)).toEqual([]);
});

test('down runs it when its dependents are gone; stop only where it offers that', async () => {
  await using shop = open('provdown');
  good(await shop.flo('up', '-d'));
  calls(shop);
  expect((await shop.flo('stop')).stderr).toContain('Provider my-db  Skipped');
  expect(calls(shop)).toEqual([]);
  shop.write('metadata', '{"stop": {"parameters": [{"name": "size"}]}}');
  expect((await shop.flo('stop')).stderr).toContain('Provider my-db  Stopped');
  expect(calls(shop)).toEqual([
    `compose --project-name=${shop.project} stop --size=10 --list=a --list=b my-db`,
  ]);
  const down = await shop.flo('down');
  good(down);
  expect(calls(shop)).toEqual([
    `compose --project-name=${shop.project} down --size=10 --list=a --list=b my-db`,
  ]);
  expect(down.stderr.indexOf('web-1  Removed')).toBeLessThan(
    down.stderr.indexOf('my-db  Removing'),
  );
  expect(down.stderr).toContain('Provider my-db  Removed');
});

test('what the program tells of itself chooses and checks the options', async () => {
  await using shop = open('provmeta');
  const parameters = [{ name: 'size', required: true }];
  shop.write('metadata', JSON.stringify({ description: 'd', up: { parameters } }));
  good(await shop.flo('up', '-d'));
  good(await shop.flo('down'));
  const project = `compose --project-name=${shop.project}`;
  expect(calls(shop)).toEqual([`${project} up --size=10 my-db`, `${project} down my-db`]);
  parameters.push({ name: 'must', required: true });
  shop.write('metadata', JSON.stringify({ description: 'd', up: { parameters } }));
  const { code, stderr } = await shop.flo('up', '-d');
  expect(code).toBe(1);
  expect(stderr).toContain('service "my-db": provider "./cloud" needs the option "must"');
  expect(calls(shop)).toEqual([]);
});

test('a program that fails stops what depends on it and nothing else', async () => {
  await using shop = open('provfail');
  const cases: readonly (readonly [string, string, string])[] = [
    [line('error', 'no room\nleft') + URL_A, '0', 'service "my-db": no room'],
    [URL_A, '3', 'service "my-db": provider "./cloud" ended with code 3'],
    ['plain\n', '0', 'says a line that is no JSON object: plain'],
    [line('future', ''), '0', 'says a message of unknown type: future'],
    [line('setenv', 'secret'), '0', 'says a setenv that is not NAME=VALUE'],
  ];
  for (const [say, exit, words] of cases) {
    shop.write('say', say);
    shop.write('code', exit);
    const { code, stderr } = await shop.flo('up', '-d');
    expect({ words, code, stderr }).toEqual({
      words,
      code: 1,
      stderr: expect.stringContaining(words),
    });
    expect(stderr).toContain('compose.yaml:4:15');
    expect(stderr).toContain('on standard error');
    expect(stderr).toMatch(/not done because of that: \S+-web-1/);
    expect(Object.keys(await shop.containers())).toEqual(['other-1']);
  }
});

test('a program that is not there is told with its place', async () => {
  await using shop = open('provnone', STACK.replace('./cloud', 'nosuch-cloud'));
  const { code, stderr } = await shop.flo('up', '-d');
  expect(code).toBe(1);
  expect(stderr).toContain(
    'service "my-db": its provider "nosuch-cloud" is neither a plugin of docker nor a program on the PATH',
  );
  expect(stderr).toContain('compose.yaml:4:15');
  expect((await shop.flo('down')).code).toBe(1);
});

test('a plugin of docker comes before a program on the PATH', async () => {
  await using shop = open('provplug', STACK.replace('./cloud', 'cloudx'));
  for (const path of ['bin/cloudx', 'config/cli-plugins/docker-cloudx']) {
    shop.write(path, PROGRAM.replace('$(dirname "$0")', shop.dir).replace('"$*"', `"${path} $*"`));
    chmodSync(join(shop.dir, path), 0o755);
  }
  const PATH = `${process.env['PATH']}:${join(shop.dir, 'bin')}`;
  good(await shop.floWith({ env: { PATH } }, 'up', '-d'));
  expect(calls(shop).at(-1)).toMatch(/^bin\/cloudx compose --project-name=\S+ up/);
  const DOCKER_CONFIG = join(shop.dir, 'config');
  good(await shop.floWith({ env: { PATH, DOCKER_CONFIG } }, 'up', '-d'));
  expect(calls(shop).at(-1)).toMatch(/^config\/cli-plugins\/docker-cloudx compose/);
});

test('a variable under its own name replaces that of the file, with a warning', async () => {
  await using shop = open('provraw');
  shop.write('say', line('rawsetenv', 'X=2') + line('rawsetenv', 'PLAIN=3') + URL_A);
  const { stderr } = await shop.flo('up', '-d');
  expect(stderr).toContain('provider "my-db" overrides the variable "X" of service "web"');
  expect(await environmentOf(shop, 'web-1')).toEqual(['MY-DB_URL=http://x?a=b', 'PLAIN=3', 'X=2']);
  const first = await idsOf(shop.project);
  good(await shop.flo('up', '-d'));
  expect(await idsOf(shop.project)).toEqual(first);
  shop.write('say', line('rawsetenv', 'PLAIN=3'));
  good(await shop.flo('up', '-d'));
  expect((await shop.flo('plan')).stdout).toContain('1 to change, 2 unchanged');
});

test('a provider waits for what it depends on, be it a container or a provider', async () => {
  await using shop = open(
    'provchain',
    `
services:
  base: {${CALM}, healthcheck: {test: 'test -f /tmp/ready || { touch /tmp/ready; false; }', start_period: 10s, start_interval: 200ms}}
  one: {provider: {type: ./cloud}, depends_on: {base: {condition: service_healthy}}}
  two: {provider: {type: ./cloud}, depends_on: [one]}
  web: {${CALM}, depends_on: [two, one]}
`,
  );
  const { stderr, code } = await shop.flo('up', '-d');
  expect(code).toBe(0);
  const project = `compose --project-name=${shop.project}`;
  expect(calls(shop)).toEqual([`${project} up one`, `${project} up two`]);
  expect(stderr.indexOf('base-1  Healthy')).toBeLessThan(stderr.indexOf('Provider one  Creating'));
  expect(await environmentOf(shop, 'web-1')).toEqual([
    'ONE_URL=http://x?a=b',
    'TWO_URL=http://x?a=b',
  ]);
  good(await shop.flo('down'));
  expect(calls(shop)).toEqual([`${project} down two`, `${project} down one`]);
});

test('run gives the variables to its container, too', async () => {
  await using shop = open('provrun');
  const { stdout } = await shop.flo('run', '--rm', 'web', 'env');
  expect(stdout).toContain('MY-DB_URL=http://x?a=b\n');
  expect(calls(shop)).toHaveLength(1);
  expect(await shop.flo('run', 'my-db', 'sh')).toMatchObject({
    code: 1,
    stderr:
      'service "my-db" is provided by program "./cloud": it has no container to run a command in\n',
  });
  expect(calls(shop)).toEqual([]);
});

test('up in the foreground attaches to containers alone, and ends where there are none', async () => {
  await using shop = open('provfore', STACK.replaceAll('sleep 600', '"true"'));
  const { code, stdout } = await shop.flo('up');
  expect({ code, stdout }).toMatchObject({ code: 0 });
  expect(stdout).toContain('Attaching to other-1, web-1\n');
  expect(await shop.flo('up', 'my-db')).toMatchObject({ code: 0 });
});

test('a saved plan holds while the containers are as they were', async () => {
  await using shop = open('provsave');
  good(await shop.flo('plan', '-o', 'saved'));
  expect(readFileSync(join(shop.dir, 'saved'), 'utf8')).not.toContain('http://x');
  good(await shop.flo('apply', 'saved'));
  expect(await environmentOf(shop, 'web-1')).toContain('MY-DB_URL=http://x?a=b');
  good(await shop.flo('plan', '-o', 'saved'));
  const ids = await idsOf(shop.project);
  good(await shop.flo('apply', 'saved'));
  expect(await idsOf(shop.project)).toEqual(ids);
});

test('an interrupt ends the program', async () => {
  await using shop = open('provint');
  shop.write('say', line('info', 'at work'));
  shop.write('wait', '');
  const env = { COMPOSE_PROJECT_NAME: shop.project };
  const child = startFlotilla(['up', '-d'], { cwd: shop.dir, env });
  await said(child.stderr, /at work/);
  await eventually(() => existsSync(join(shop.dir, 'pid')));
  const pid = Number(readFileSync(join(shop.dir, 'pid'), 'utf8'));
  child.kill('SIGINT');
  const [code] = (await once(child, 'close')) as [number];
  expect(code).toBe(130);
  expect(await shop.containers()).toEqual({});
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});

/** Compose files in Git repositories: what is fetched, by whom, and what is remembered. */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Finished, flotilla, workspace } from '../support/flotilla.ts';
import { type GitServer, startGitServer } from '../support/git-server.ts';

let server: GitServer;
let first = '';
let home = '';

beforeAll(async () => {
  server = await startGitServer();
  first = server.commit({
    'compose.yaml': 'services: {top: {image: "busybox:${TAG:-none}", volumes: ["./data:/data"]}}',
    'deploy/compose.yaml':
      'include: [../parts/db.yaml]\nservices: {web: {image: busybox, command: sleep 600, init: true}}',
    'parts/db.yaml': 'services: {db: {image: busybox, env_file: db.env}}',
    'parts/db.env': 'FROM=repository',
    'link.yaml': { link: '/etc/hostname' },
    'inner.yaml': { link: 'compose.yaml' },
    'bad.yaml': 'include: [parts/away.yaml]',
    'parts/away.yaml': { link: '../../../../../../../../../../../etc/hostname' },
    'nested.yaml': `include: ["${server.url}#v1"]`,
    '.env': 'TAG=repository',
  });
  server.tag('v1');
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'flotilla-home-'));
  return () => {
    rmSync(home, { recursive: true, force: true });
  };
});

const env = () => ({
  HOME: home,
  XDG_CONFIG_HOME: join(home, 'config'),
  XDG_CACHE_HOME: join(home, 'cache'),
});
const memory = () => join(home, 'config/flotilla/remote.json');
const copies = () => join(home, 'cache/flotilla/remote');
const run = (...args: readonly string[]): Promise<Finished> =>
  flotilla(args, { cwd: home, env: env() });

describe('without a yes', () => {
  test.each([
    ...[
      'config',
      'plan',
      'up -d',
      'up -d -y',
      'create',
      'build',
      'pull',
      'run web',
      '--dry-run up',
    ],
  ])('%s fetches nothing and says what to do', async (line) => {
    const before = server.count();
    const { code, stderr } = await run('-f', `${server.url}#v1:deploy`, ...line.split(' '));
    expect({ code, asked: server.count() - before }).toEqual({ code: 1, asked: 0 });
    expect(stderr).toContain('[remote-file]');
    expect(stderr).toContain('--allow-remote');
    expect([memory(), copies()].filter((path) => existsSync(path))).toEqual([]);
  });

  test('completion offers what is here', async () => {
    await using shop = workspace(
      'remote',
      `include: ["${server.url}#v1"]\nservices: {own: {image: x}}`,
    );
    const before = server.count();
    const words = ['--allow-remote', 'up', ''];
    const { stdout } = await shop.floWith({ env: env() }, '__completeNoDesc', ...words);
    expect({ stdout, asked: server.count() - before }).toEqual({
      stdout: expect.stringContaining('own'),
      asked: 0,
    });
  });
});

describe('with --allow-remote', () => {
  test('the copy and its commit are kept, and everyone reads them without a network', async () => {
    const file = `${server.url}#v1:deploy`;
    const fetched = await run('--allow-remote', '-f', file, 'config', '--services');
    expect(fetched).toEqual({
      code: 0,
      stdout: 'db\nweb\n',
      stderr: `Fetched ${server.url}#v1 at ${first}\n`,
    });
    expect(JSON.parse(readFileSync(memory(), 'utf8'))).toEqual({
      version: 1,
      remotes: [{ origin: server.url, ref: 'v1', commit: first }],
    });
    expect(statSync(memory()).mode & 0o777).toBe(0o600);
    const before = server.count();
    const again = await run('-f', file, 'config', '--format', 'json');
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(again.stdout)).toMatchObject({
      services: { db: { environment: { FROM: 'repository' } } },
    });
    expect((await run('-f', file, 'plan')).code).toBe(0);
    expect(server.count()).toBe(before);
  });

  test('a file of -f takes the directory with it, not the name and the .env', async () => {
    await using shop = workspace('remote', 'services: {own: {image: x, volumes: ["./mine:/m"]}}');
    shop.write('.env', 'TAG=here');
    const files = ['-f', 'compose.yaml', '-f', `${server.url}#:inner.yaml`];
    const { stdout } = await shop.floWith(
      { env: { ...env(), COMPOSE_PROJECT_NAME: '' } },
      ...['--allow-remote', ...files, 'config', '--format', 'json'],
    );
    const copy = expect.stringMatching(
      new RegExp(`^${copies()}/[0-9a-f]{32}/${first}/(?:data|mine)$`),
    );
    expect(JSON.parse(stdout)).toMatchObject({
      name: shop.dir.split('/').at(-1)?.toLowerCase(),
      services: {
        own: { volumes: [{ source: copy }] },
        top: { image: 'busybox:here', volumes: [{ source: copy }] },
      },
    });
  });

  test('an included repository brings its own .env, an extended service its paths', async () => {
    await using shop = workspace(
      'remote',
      `include: ["${server.url}"]\nservices: {s: {extends: {file: "${server.url}#v1", service: top}}}`,
    );
    const { stdout } = await shop.floWith(
      { env: env() },
      ...['--allow-remote', 'config', '--format', 'json'],
    );
    const source = expect.stringContaining(`${first}/data`);
    expect(JSON.parse(stdout)).toMatchObject({
      services: {
        top: { image: 'busybox:repository', volumes: [{ source }] },
        s: { image: 'busybox:none', volumes: [{ source }] },
      },
    });
  });

  test('what a fetched file names is fetched, too', async () => {
    const nested = await run('-f', `${server.url}#:nested.yaml`, 'config', '-q', '--allow-remote');
    expect(nested.stderr.split('\n')).toEqual([
      `Fetched ${server.url} at ${first}`,
      `Fetched ${server.url}#v1 at ${first}`,
      '',
    ]);
    expect(nested.code).toBe(0);
  });

  test('a full commit is asked for once', async () => {
    const file = `${server.url}#${first}`;
    expect((await run('--allow-remote', '-f', file, 'config', '-q')).code).toBe(0);
    const before = server.count();
    expect((await run('--allow-remote', '-f', file, 'config', '-q')).stderr).toBe('');
    expect(server.count()).toBe(before);
  });

  test.each([
    ['#nope', 'the repository has no "nope"'],
    ['#v1:nowhere', 'holds no compose file'],
    ['#v1:parts', 'Looked for compose.yaml'],
    ['#v1:link.yaml', 'leads out of the copy'],
    ['#v1:bad.yaml', 'leads out of the copy'],
    ['#v1:../../etc', 'outside the repository'],
    ['#--upload-pack=x', 'no valid ref'],
  ])('%s is refused', async (end, why) => {
    const { code, stderr, stdout } = await run('--allow-remote', '-f', server.url + end, 'config');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(why);
  });

  test('a missing git, or nobody there, is one error at the place', async () => {
    await using shop = workspace('remote', 'include:\n  - http://127.0.0.1:1/x.git\n');
    const away = await shop.floWith({ env: env() }, '--allow-remote', 'config');
    expect(away.code).toBe(1);
    expect(away.stderr).toMatch(
      /cannot be fetched: git says ".*127\.0\.0\.1.*\[remote-not-fetched\]\n {2}compose\.yaml:2:5/,
    );
    const bare = await shop.floWith({ env: { ...env(), PATH: home } }, '--allow-remote', 'config');
    expect(bare.stderr).toContain('git cannot be started');
    expect(existsSync(memory())).toBe(false);
  });

  test('COMPOSE_EXPERIMENTAL_GIT_REMOTE turns it off', async () => {
    const before = server.count();
    const off = { ...env(), COMPOSE_EXPERIMENTAL_GIT_REMOTE: '0' };
    const args = ['--allow-remote', '-f', server.url, 'config'];
    const { code, stderr } = await flotilla(args, { cwd: home, env: off });
    expect({ code, asked: server.count() - before }).toEqual({ code: 1, asked: 0 });
    expect(stderr).toContain('COMPOSE_EXPERIMENTAL_GIT_REMOTE turns');
  });
});

test('a branch that moves on is followed only by --allow-remote; a lost copy comes back as it was', async () => {
  const old = server.commit({ 'moving.yaml': 'services: {old: {image: busybox}}' });
  const file = `${server.url}#main:moving.yaml`;
  const services = async (...args: readonly string[]) =>
    (await run(...args, '-f', file, 'config', '--services')).stdout;
  expect(await services('--allow-remote')).toBe('old\n');
  const moved = server.commit({ 'moving.yaml': 'services: {new: {image: busybox}}' });
  expect(await services()).toBe('old\n');
  rmSync(copies(), { recursive: true });
  expect((await run('-f', file, 'config')).stderr).toContain('[remote-file]');
  const back = await run('-f', file, 'pull', '--ignore-buildable', '--policy', 'missing');
  expect(back.code).toBe(0);
  expect(await services()).toBe('old\n');
  const { stderr } = await run('--allow-remote', '-f', file, 'config', '-q');
  expect(stderr).toBe(`${server.url}#main moved from ${old} to ${moved}\n`);
  expect(await services()).toBe('new\n');
});

test('a running project is looked at and taken down where its files are not', async () => {
  await using shop = workspace('remote', `include: ["${server.url}#v1:deploy"]`);
  const nameless = { ...env(), COMPOSE_PROJECT_NAME: '' };
  shop.write('compose.yaml', `name: ${shop.project}\ninclude: ["${server.url}#v1:deploy"]`);
  const flo = (...args: readonly string[]) => shop.floWith({ env: nameless }, ...args);
  expect((await flo('--allow-remote', 'up', '-d', 'web')).code).toBe(0);
  rmSync(home, { recursive: true });
  const before = server.count();
  const ps = await flo('ps', '--format', '{{.Service}} {{.State}}');
  expect(ps).toMatchObject({ code: 0, stdout: 'web running\n' });
  expect(ps.stderr).toContain('warning: ');
  expect((await flo('-p', shop.project, 'logs')).code).toBe(0);
  expect((await flo('up', '-d')).code).toBe(1);
  const named = `${server.url}#v1:deploy`;
  const unsure = await flo('-f', named, 'down');
  expect(unsure).toMatchObject({ code: 1, stderr: expect.stringContaining('[remote-file]') });
  expect((await flo('down', '-t', '0')).code).toBe(0);
  expect(await shop.containers()).toEqual({});
  expect(server.count()).toBe(before);
});

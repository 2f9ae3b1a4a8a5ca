import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testEngine } from '../support/engine.ts';
import { eventually, finished, idsOf, workspace, type Workspace } from '../support/flotilla.ts';
import { followOutput, type FollowedOutput } from '../support/follow-output.ts';

interface Watching extends AsyncDisposable {
  readonly out: FollowedOutput;
  readonly err: FollowedOutput;
  /** Ends it as Ctrl-C does; the answer is its exit code. */
  readonly interrupt: () => Promise<number | null>;
}

/** Starts watching; resolves when changes are noticed and containers run. */
async function watch(shop: Workspace, ...args: readonly string[]): Promise<Watching> {
  const child = shop.start(...(args.length === 0 ? ['watch'] : args));
  const [out, err] = [followOutput(child.stdout), followOutput(child.stderr)];
  const end = finished(child);
  const interrupt = async (): Promise<number | null> => {
    child.kill('SIGINT');
    return (await end).code;
  };
  await out.until('Watch enabled').catch((error: unknown) => {
    throw new Error(err.text(), { cause: error });
  });
  return { out, err, interrupt, [Symbol.asyncDispose]: async () => void (await interrupt()) };
}

const inside = async (shop: Workspace, ...command: readonly string[]): Promise<string> => {
  const { stdout } = await shop.flo('exec', '-T', 'web', ...command);
  return stdout.trim();
};

const says = (shop: Workspace, path: string, text: string): Promise<void> =>
  eventually(async () => (await inside(shop, 'cat', path)) === text);

const synced = (count: number): string =>
  `Syncing service "web" after ${count} changes were detected`;

const project = (trigger: string, more = ''): string => `
services:
  web:
    image: busybox
    init: true
    network_mode: none
    command: sh -c 'echo started; sleep 1000'
    ${more}
    develop:
      watch:
        - ${trigger}
`;

const BUILT = `
services:
  web:
    build: ./web
    init: true
    depends_on: [db]
    develop:
      watch:
        - { path: ./web, action: rebuild }
  db:
    image: busybox
    init: true
    command: sleep 1000
  user:
    image: busybox
    init: true
    command: sleep 1000
    depends_on: [web]
`;

const DOCKERFILE = 'FROM busybox\nCOPY version /version\nCMD ["sleep", "1000"]\n';

describe('watch', () => {
  it('brings the project up and copies what changes, comes and moves, and removes what is gone', async () => {
    await using shop = workspace('sync', project('{ path: ./src, action: sync, target: /site }'));
    shop.write('src/old', 'old');
    await using watching = await watch(shop);
    shop.write('src/a/deep/file', '1');
    await watching.out.until(synced(3));
    await says(shop, '/site/a/deep/file', '1');
    renameSync(join(shop.dir, 'src/a'), join(shop.dir, 'src/b'));
    await watching.out.until(synced(6));
    await says(shop, '/site/b/deep/file', '1');
    expect(await inside(shop, 'ls', '/site')).toBe('b');
    shop.write('src/b/run', '#!/bin/sh\necho ran\n');
    chmodSync(join(shop.dir, 'src/b/run'), 0o755);
    await eventually(async () => (await inside(shop, '/site/b/run')) === 'ran');
    rmSync(join(shop.dir, 'src/b'), { recursive: true });
    await eventually(async () => (await inside(shop, 'ls', '/site')) === '');
    expect(await watching.interrupt()).toBe(130);
    expect(watching.err.text()).not.toContain('warning');
    expect((await shop.containers())['web-1']?.state).toBe('running');
  });

  it('copies many files at once, into every replica, with the owner that the program runs as', async () => {
    const compose = project(
      '{ path: ./src, action: sync, target: /site }',
      'user: "1234"\n    scale: 2',
    );
    await using shop = workspace('many', compose);
    mkdirSync(join(shop.dir, 'src'));
    await using watching = await watch(shop);
    for (let file = 0; file < 50; file += 1) shop.write(`src/f${file}`, `${file}`);
    await watching.out.until(synced(50));
    for (const index of ['1', '2'])
      await eventually(async () => {
        const list = [
          'exec',
          '-T',
          '--index',
          index,
          'web',
          'sh',
          '-c',
          'ls -ln /site | grep -c 1234',
        ];
        return (await shop.flo(...list)).stdout.trim() === '50';
      });
    rmSync(join(shop.dir, 'src/f0'));
    await watching.out.until(synced(1));
    await eventually(async () => (await inside(shop, 'ls', '/site/f0')) === '');
    expect(watching.err.text()).not.toContain('warning');
  });

  it('leaves out what `ignore`, .dockerignore and `include` say', async () => {
    const rule = `{ path: ./src, action: sync, target: /site, ignore: ["*.log", tmp/], include: ["**/*.js", "**/*.log"] }`;
    const build = 'build: { context: ., dockerfile_inline: FROM busybox }';
    await using shop = workspace('ignore', project(rule).replace('image: busybox', build));
    shop.write('.dockerignore', 'src/dist\n');
    shop.write('src/main.js', '0');
    await using watching = await watch(shop);
    for (const path of [
      'a.log',
      'tmp/x.js',
      'dist/y.js',
      'a.css',
      '.git/z.js',
      'sub/b.js',
      'main.js',
    ])
      shop.write(`src/${path}`, '1');
    await watching.out.until(synced(2));
    await says(shop, '/site/sub/b.js', '1');
    expect(await inside(shop, 'find', '/site', '-type', 'f')).toBe('/site/sub/b.js\n/site/main.js');
  });

  it('lets a file take the place of a folder, and follows links that lead elsewhere', async () => {
    await using shop = workspace('kinds', project('{ path: ./src, action: sync, target: /site }'));
    shop.write('src/thing/x', '1');
    shop.write('far/y', 'far');
    await using _ = await watch(shop);
    shop.write('src/thing/x', '2');
    await says(shop, '/site/thing/x', '2');
    rmSync(join(shop.dir, 'src/thing'), { recursive: true });
    shop.write('src/thing', 'file');
    await says(shop, '/site/thing', 'file');
    symlinkSync('thing', join(shop.dir, 'src/inner'));
    symlinkSync('../far', join(shop.dir, 'src/outer'));
    await says(shop, '/site/inner', 'file');
    expect(await inside(shop, 'readlink', '/site/inner')).toBe('thing');
    await says(shop, '/site/outer/y', 'far');
    shop.write('far/y', 'again');
    await says(shop, '/site/outer/y', 'again');
  });

  it('puts a single file into the folder that its target is', async () => {
    await using shop = workspace('single', project('{ path: ./conf, action: sync, target: /tmp }'));
    shop.write('conf', '1');
    await using watching = await watch(shop);
    shop.write('conf', '2');
    await says(shop, '/tmp/conf', '2');
    expect(watching.out.text()).toContain(synced(1));
  });

  it('copies everything at the beginning with `initial_sync`, but not what makes the project', async () => {
    const rule = '{ path: ., action: sync, target: /site, initial_sync: true, ignore: [skip] }';
    await using shop = workspace('initial', project(rule));
    shop.write('a/b', '1');
    shop.write('skip/c', '1');
    await using _ = await watch(shop);
    expect(await inside(shop, 'find', '/site', '-type', 'f')).toBe('/site/a/b');
  });

  it('restarts the service after copying with `sync+restart`, one that has ended, too', async () => {
    const rule = '{ path: ./src, action: sync+restart, target: /site }';
    await using shop = workspace('restart', project(rule).replace('sleep 1000', 'cat /site/x'));
    mkdirSync(join(shop.dir, 'src'));
    await using watching = await watch(shop);
    await eventually(async () => (await shop.containers())['web-1']?.state === 'exited');
    shop.write('src/x', 'new text');
    await watching.out.until(synced(1));
    await watching.out.until('service(s) ["web"] restarted');
    await eventually(async () => (await shop.flo('logs', 'web')).stdout.includes('new text'));
    expect(watching.err.text()).not.toContain('warning');
  });

  it('restarts without copying with `restart`, where a volume brings the files', async () => {
    const rule = '{ path: ./src, action: restart }';
    await using shop = workspace('mounted', project(rule, 'volumes: ["./src:/site"]'));
    shop.write('src/x', '1');
    await using watching = await watch(shop);
    shop.write('src/x', '2');
    await watching.out.until('service(s) ["web"] restarted');
    expect(watching.out.text()).not.toContain('Syncing');
  });

  it('runs the hook after copying with `sync+exec`, shows its output, and goes on when it fails', async () => {
    const hook = `{ command: [sh, -c, 'echo "$$WORD $$PWD $$(cat /site/x)"; exit $$(cat /site/x)'], working_dir: /tmp, environment: [WORD=in] }`;
    const rule = `{ path: ./src, action: sync+exec, target: /site, exec: ${hook} }`;
    await using shop = workspace('exec', project(rule));
    mkdirSync(join(shop.dir, 'src'));
    await using watching = await watch(shop);
    shop.write('src/x', '3');
    await watching.out.until('web-1 ->  | in /tmp 3');
    await watching.err.until('the hook exited with status 3 [hook-failed]');
    shop.write('src/x', '0');
    await watching.out.until('web-1 ->  | in /tmp 0');
    expect(watching.err.text().match(/hook-failed/g)).toHaveLength(1);
  });

  it('rebuilds the image and replaces that service alone, and removes the image from before', async () => {
    await using shop = workspace('rebuild', BUILT);
    using engine = testEngine();
    shop.write('web/Dockerfile', DOCKERFILE);
    shop.write('web/version', shop.project);
    await using watching = await watch(shop);
    const before = await idsOf(shop.project);
    const image = await engine.inspectImage(`${shop.project}-web`);
    shop.write('web/version', `${shop.project} two`);
    await watching.out.until('Rebuilding service(s) ["web"] after changes were detected...');
    await watching.out.until('service(s) ["web"] successfully built');
    await says(shop, '/version', `${shop.project} two`);
    const after = await idsOf(shop.project);
    expect(after['web-1']).not.toBe(before['web-1']);
    expect({ ...after, 'web-1': '' }).toEqual({ ...before, 'web-1': '' });
    await eventually(async () => (await engine.inspectImage(image?.id ?? '')) === undefined);
  });

  it('goes on with the service as it is when a build fails, and takes up what changes during a build', async () => {
    await using shop = workspace('broken', BUILT);
    shop.write('web/Dockerfile', DOCKERFILE);
    shop.write('web/version', '1');
    await using watching = await watch(shop, 'watch', '--quiet');
    const before = await idsOf(shop.project);
    shop.write('web/Dockerfile', 'FROM busybox\nRUN false\n');
    await watching.out.until('Build failed. service(s) ["web"] not replaced');
    expect(await idsOf(shop.project)).toEqual(before);
    shop.write(
      'web/Dockerfile',
      `FROM busybox\nRUN sleep 2 && echo ${shop.project}\n${DOCKERFILE.split('\n').slice(1).join('\n')}`,
    );
    await watching.out.until('Rebuilding');
    shop.write('web/version', '2');
    await watching.out.until('successfully built');
    await watching.out.until('Rebuilding');
    await says(shop, '/version', '2');
  });

  it('is refused for a project that another run watches, while other commands are not kept waiting', async () => {
    await using shop = workspace('twice', project('{ path: ./src, action: restart }'));
    shop.write('src/x', '1');
    await using _ = await watch(shop);
    const { code, stderr } = await shop.flo('watch');
    expect(code).toBe(1);
    expect(stderr).toMatch(/another run \(pid \d+\) watches project ".*" already/);
    expect((await shop.flo('--lock-timeout', '0', 'stop')).code).toBe(0);
  });

  it('tells all that is wrong with its place, before anything is done', async () => {
    await using shop = workspace(
      'wrong',
      project(
        '{ path: ./src, action: rebuild }\n        - { path: ./src, action: sync+exec, target: /x }',
      ),
    );
    const { code, stderr } = await shop.flo('watch');
    expect(code).toBe(1);
    expect(stderr).toContain('[watch-without-build]\n  compose.yaml:11:34');
    expect(stderr).toContain('[watch-without-command]\n  compose.yaml:12:34');
    expect(await shop.containers()).toEqual({});
  });

  it('fails where nothing is to be watched, after bringing the project up, as Docker Compose does', async () => {
    await using shop = workspace(
      'none',
      'services: { web: { image: busybox, init: true, command: sleep 1000 } }',
    );
    const { code, stderr } = await shop.flo('watch');
    expect(code).toBe(1);
    expect(stderr).toContain('none of the selected services is configured for watch');
    expect((await shop.containers())['web-1']?.state).toBe('running');
  });

  it('changes nothing with --dry-run, and leaves the project down with --no-up', async () => {
    await using shop = workspace('dry', project('{ path: ./src, action: sync, target: /site }'));
    shop.write('src/x', '1');
    const { code, stdout } = await shop.flo('watch', '--dry-run');
    expect(code).toBe(0);
    expect(stdout).toContain(
      `would watch ${join(shop.dir, 'src')} for service "web": sync to /site`,
    );
    await using watching = await watch(shop, 'watch', '--no-up');
    shop.write('src/x', '2');
    await watching.err.until('service "web" has no container that files could be copied to');
    expect(await shop.containers()).toEqual({});
  });
});

describe('up --watch', () => {
  it('acts on changes beside the logs and stops the containers on Ctrl-C', async () => {
    const rule = '{ path: ./src, action: sync+restart, target: /site }';
    await using shop = workspace(
      'up',
      project(rule).replace('echo started', 'cat /site/x || echo none'),
    );
    mkdirSync(join(shop.dir, 'src'));
    await using watching = await watch(shop, 'up', '--watch');
    await eventually(() => watching.out.text().includes('web-1  | none'));
    shop.write('src/x', 'new text\n');
    await watching.out.until(`       ⦿ ${synced(1)}`);
    await watching.out.until('web-1  | new text');
    expect(await watching.interrupt()).toBe(130);
    expect((await shop.containers())['web-1']?.state).toBe('exited');
  });

  it('has everything stopped in the end, also when Ctrl-C comes in the middle of a restart', async () => {
    const rule = '{ path: ./src, action: restart }';
    const stubborn = 'sh -c \'trap "" TERM; echo started; while :; do sleep 1; done\'';
    const compose = project(rule, 'stop_grace_period: 3s').replace(/sh -c .*/, stubborn);
    await using shop = workspace('middle', compose.replace('init: true', 'init: false'));
    mkdirSync(join(shop.dir, 'src'));
    await using watching = await watch(shop, 'up', '--watch');
    shop.write('src/x', '1');
    await watching.err.until('Container');
    await watching.err.until('Restarting');
    expect(await watching.interrupt()).toBe(130);
    expect((await shop.containers())['web-1']?.state).toBe('exited');
  });

  it('goes on over a rebuild, with the output of the new container', async () => {
    await using shop = workspace('upbuild', BUILT);
    const dockerfile = DOCKERFILE.replace('["sleep", "1000"]', 'cat /version && sleep 1000');
    shop.write('web/Dockerfile', dockerfile);
    shop.write('web/version', 'first\n');
    await using watching = await watch(shop, 'up', '--watch', 'web');
    await eventually(() => watching.out.text().includes('web-1  | first'));
    shop.write('web/version', 'second\n');
    await watching.out.until('⦿ service(s) ["web"] successfully built');
    await watching.out.until('web-1  | second');
    expect(await watching.interrupt()).toBe(130);
  });

  it.each([
    [['-d'], 'cannot be combined with'],
    [['--no-build'], '--no-build and --watch are incompatible'],
  ])('is refused with %j', async (flags, words) => {
    await using shop = workspace('flags', project('{ path: ., action: restart }'));
    const { code, stderr } = await shop.flo('up', '--watch', ...flags);
    expect(code).toBe(1);
    expect(stderr).toContain(words);
    expect(await shop.containers()).toEqual({});
  });
});

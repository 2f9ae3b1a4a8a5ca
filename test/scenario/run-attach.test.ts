import type { ChildProcess } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { LABEL } from '../../src/model/labels.ts';
import { testEngine } from '../support/engine.ts';
import { startFaultProxy, strikeAll } from '../support/fault-proxy.ts';
import {
  eventually,
  finished,
  idsOf,
  said,
  startFlotilla,
  workspace,
} from '../support/flotilla.ts';

const SHOP = `
services:
  web:
    image: busybox
    command: sh -c 'echo from the file; env'
    depends_on: [db]
    container_name: must-not-be-used
    restart: always
    ports: ["80"]
    environment: {FROM_FILE: "1"}
    networks: {default: {aliases: [shop-window]}}
  db: {image: busybox, command: sleep 600, init: true}
`;

const ALONE = `
services:
  web: {image: busybox, command: sleep 600}
`;

/** Fails at once when the program ends without a word. */
function firstOutput(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', () => resolve());
    child.once('close', () => reject(new Error('it ended without output')));
  });
}

const DEAF = 'trap "" INT TERM; echo ready; read line; echo heard $line';

const exitOf = (child: ChildProcess): Promise<unknown> =>
  new Promise((resolve) => child.once('close', resolve));

describe('run', () => {
  it('brings up dependencies, passes both streams on apart, and ends with the container’s code', async () => {
    await using shop = workspace('run', SHOP);
    const script = 'echo out; echo err >&2; exit 4';
    const run = await shop.flo('run', '--rm', '-T', 'web', 'sh', '-c', script);
    expect(run).toMatchObject({ code: 4, stdout: 'out\n' });
    expect(run.stderr).toMatch(/Container \S+-db-1 {2}Started\nerr\n$/);
    expect(Object.keys(await shop.containers())).toEqual(['db-1']);
  });

  it('leaves dependencies alone with --no-deps, and replicas of the service always', async () => {
    await using shop = workspace('rundeps', ALONE);
    await shop.flo('up', '-d');
    const before = await idsOf(shop.project);
    const run = await shop.flo('run', '--rm', 'web', 'echo', 'hi');
    expect(run).toEqual({ code: 0, stdout: 'hi\n', stderr: '' });
    expect(await idsOf(shop.project)).toEqual(before);
    shop.write('compose.yaml', SHOP);
    await shop.flo('run', '--rm', '--no-deps', 'web', 'true');
    expect(await idsOf(shop.project)).toEqual(before);
  });

  it('prints the id with -d, of a container named and labelled as one-offs are', async () => {
    await using shop = workspace('rundetach', SHOP);
    const run = await shop.flo('run', '-d', 'web');
    expect(run.code).toBe(0);
    const id = run.stdout.trim();
    expect(id).toMatch(/^[0-9a-f]{64}$/);
    using engine = testEngine();
    const { name, labels, raw } = await engine.inspectContainer(id);
    expect(name).toMatch(new RegExp(`^${shop.project}-web-run-[0-9a-f]{12}$`));
    expect(labels[LABEL.oneoff]).toBe('True');
    expect(labels[LABEL.slug]?.slice(0, 12)).toBe(name.slice(-12));
    expect(labels).not.toHaveProperty(LABEL.containerNumber);
    expect(raw).toMatchObject({
      HostConfig: { PortBindings: {}, RestartPolicy: { Name: 'no' }, AutoRemove: false },
      NetworkSettings: { Networks: { [`${shop.project}_default`]: { Aliases: [name] } } },
    });
  });

  it('gives the container what the flags say', async () => {
    await using shop = workspace('runflags', SHOP);
    shop.write('vars.env', 'FROM_ENV_FILE=2\nTWICE=file\n');
    const flags = [
      ...['--name', `${shop.project}-named`, '-u', '1000', '-w', '/tmp', '--cap-add', 'NET_ADMIN'],
      ...['-v', './shared:/shared:ro', '-l', 'mine=yes', '--use-aliases', '-P'],
      ...['-e', 'TWICE=flag', '-e', 'INHERITED', '-e', 'NOWHERE', '--env-from-file', 'vars.env'],
    ];
    const env = { INHERITED: 'from outside' };
    const run = await shop.floWith({ env }, 'run', '-d', '--no-deps', ...flags, 'web');
    expect(run.stderr).toBe(
      ` Network ${shop.project}_default  Creating\n Network ${shop.project}_default  Created\n`,
    );
    using engine = testEngine();
    const { name, labels, raw } = await engine.inspectContainer(run.stdout.trim());
    expect(name).toBe(`${shop.project}-named`);
    expect(labels['mine']).toBe('yes');
    expect(raw).toMatchObject({
      Config: {
        User: '1000',
        WorkingDir: '/tmp',
        Env: expect.arrayContaining([
          'FROM_FILE=1',
          'FROM_ENV_FILE=2',
          'TWICE=flag',
          'INHERITED=from outside',
        ]) as string[],
      },
      HostConfig: {
        CapAdd: [expect.stringContaining('NET_ADMIN') as string],
        Binds: [`${shop.dir}/shared:/shared:ro`],
        PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '' }] },
      },
      NetworkSettings: {
        Networks: {
          [`${shop.project}_default`]: { Aliases: [name, 'web', 'shop-window'] },
        },
      },
    });
    expect(JSON.stringify(raw)).not.toContain('NOWHERE');
  });

  it('takes --entrypoint apart as a shell does and drops the service’s command', async () => {
    await using shop = workspace('runentry', SHOP);
    const run = await shop.flo('run', '--rm', '--no-deps', '--entrypoint', 'echo "x y"', 'web');
    expect(run).toMatchObject({ code: 0, stdout: 'x y\n' });
  });

  it('ends with 127 or 126 and one sentence when the program cannot be run, and leaves nothing', async () => {
    await using shop = workspace('runbad', ALONE);
    const missing = await shop.flo('run', 'web', 'nosuchprogram');
    expect(missing.code).toBe(127);
    expect(missing.stderr).toMatch(/\nweb: "nosuchprogram" not found in image busybox\n$/);
    const folder = await shop.flo('run', '--rm', 'web', '/etc');
    expect(folder.code).toBe(126);
    expect(folder.stderr).toBe('web: "/etc" in image busybox cannot be run: permission denied\n');
    expect(await shop.containers()).toEqual({});
  });

  it('starts nothing when a dependency fails', async () => {
    await using shop = workspace(
      'runneeds',
      `
services:
  web: {image: busybox, depends_on: {job: {condition: service_completed_successfully}}}
  job: {image: busybox, command: sh -c 'exit 5'}
`,
    );
    const run = await shop.flo('run', 'web', 'echo', 'never');
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toContain('service "job" didn\'t complete successfully: exit 5');
    expect(Object.keys(await shop.containers())).toEqual(['job-1']);
  });

  it('passes standard input on, to its end', async () => {
    await using shop = workspace('runinput', ALONE);
    const input = 'line\n'.repeat(100_000);
    const run = await shop.floWith({ input }, 'run', '--rm', '-T', 'web', 'wc', '-l');
    expect(run).toMatchObject({ code: 0, stdout: '100000\n' });
  });

  it.each([['SIGINT'], ['SIGTERM']] as const)('forwards %s to the container', async (signal) => {
    await using shop = workspace('runsignal', ALONE);
    const name = signal.slice(3);
    const script = `trap "echo got ${name}; exit 44" ${name}; echo ready; while :; do sleep 0.1; done`;
    const child = shop.start('run', '--rm', '-T', 'web', 'sh', '-c', script);
    const run = finished(child);
    await firstOutput(child);
    child.kill(signal);
    expect(await run).toMatchObject({ code: 44, stdout: `ready\ngot ${name}\n` });
    expect(await shop.containers()).toEqual({});
  });

  it('tells of a container that goes on after a signal, and kills it at the second', async () => {
    await using shop = workspace('runtwice', ALONE);
    const child = shop.start('run', '--rm', '-T', 'web', 'sh', '-c', DEAF);
    await firstOutput(child);
    const told = said(child.stderr, / goes on after SIGINT; it is killed by one more signal\n/);
    child.kill('SIGINT');
    await told;
    child.kill('SIGINT');
    expect(await exitOf(child)).toBe(130);
    expect(await shop.containers()).toEqual({});
  });

  it('leaves a container that is talked to alone after one signal', async () => {
    await using shop = workspace('runtalk', ALONE);
    const child = shop.start('run', '--rm', '-T', 'web', 'sh', '-c', DEAF);
    await firstOutput(child);
    const told = said(child.stderr, / goes on after SIGINT/);
    child.kill('SIGINT');
    await told;
    const heard = said(child.stdout, /heard hello/);
    child.stdin.end('hello\n');
    await heard;
    expect(await exitOf(child)).toBe(0);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)(
    'kills what ignores %s after its grace period and leaves with %i',
    async (signal, code) => {
      await using shop = workspace('rungrace', ALONE.replace('}', ', stop_grace_period: 0s}'));
      const child = shop.start('run', '--rm', '-T', 'web', 'sh', '-c', `${DEAF}; sleep 600`);
      await firstOutput(child);
      const heard = said(child.stdout, /heard/);
      if (signal === 'SIGINT') child.stdin.end();
      else child.stdin.write('\n');
      await heard;
      child.kill(signal);
      expect(await exitOf(child)).toBe(code);
      expect(await shop.containers()).toEqual({});
    },
  );

  it('hands a signal that comes while the container is started on to it', async () => {
    await using shop = workspace('runstart', ALONE);
    await using proxy = await startFaultProxy();
    proxy.addRule(strikeAll(/\/start$/, { kind: 'delay', ms: 500 }));
    const env = { COMPOSE_PROJECT_NAME: shop.project, DOCKER_HOST: `unix://${proxy.socket}` };
    const script = 'trap "exit 44" TERM; while :; do sleep 0.1; done';
    const args = ['run', '--rm', '-T', 'web', 'sh', '-c', script];
    const child = startFlotilla(args, { cwd: shop.dir, env });
    const run = finished(child);
    await eventually(() => proxy.lines().some((line) => line.endsWith('/start')));
    child.kill('SIGTERM');
    expect([44, 143]).toContain((await run).code);
    expect(await shop.containers()).toEqual({});
  });

  it('goes when the terminal has gone, and leaves the container to decide about that', async () => {
    await using shop = workspace('runhangup', ALONE);
    const script = 'trap "" HUP; echo ready; sleep 60';
    const child = shop.start('run', '-T', 'web', 'sh', '-c', script);
    const run = finished(child);
    await firstOutput(child);
    child.kill('SIGHUP');
    expect((await run).code).toBe(129);
    const [once] = Object.values(await shop.containers());
    expect(once?.state).toBe('running');
  });

  it('goes when the terminal has gone after the connection has', async () => {
    await using shop = workspace('runsilent', ALONE);
    await using proxy = await startFaultProxy();
    const closed = Promise.withResolvers<void>();
    proxy.addRule(strikeAll(/\/attach$/, { kind: 'closeWithInput', onClose: closed.resolve }));
    const env = { COMPOSE_PROJECT_NAME: shop.project, DOCKER_HOST: `unix://${proxy.socket}` };
    const args = ['run', '-T', 'web', 'sh', '-c', 'echo ready; exec sleep 60'];
    const child = startFlotilla(args, { cwd: shop.dir, env });
    await firstOutput(child);
    child.stdin.end();
    await closed.promise;
    child.kill('SIGHUP');
    expect(await exitOf(child)).toBe(129);
  });

  it('is interrupted while it waits for dependencies, and leaves no container of its own', async () => {
    await using shop = workspace(
      'runearly',
      `
services:
  web: {image: busybox, depends_on: {db: {condition: service_healthy}}}
  db: {image: busybox, command: sleep 600, init: true, healthcheck: {test: "false", interval: 60s}}
`,
    );
    const child = shop.start('run', 'web', 'true');
    const run = finished(child);
    await eventually(async () => (await shop.containers())['db-1']?.state === 'running');
    child.kill('SIGINT');
    expect((await run).code).toBe(130);
    expect(Object.keys(await shop.containers())).toEqual(['db-1']);
  });

  it('ends the container when nobody reads its output any more', async () => {
    await using shop = workspace('runpipe', ALONE);
    const child = shop.start('run', '--rm', '-T', 'web', 'yes');
    await firstOutput(child);
    child.stdout.destroy();
    child.stdin.end();
    const code = await new Promise((resolve) => child.on('exit', resolve));
    expect(code).toBe(137);
    expect(await shop.containers()).toEqual({});
  });

  it.each([
    [['-it', 'web'], 'the input device is not a TTY'],
    [['-l', 'nope', 'web'], 'label must be set as KEY=VALUE'],
    [['-P', '-p', '80:80', 'web'], '--service-ports and --publish are incompatible'],
    [['-p', 'abc', 'web'], 'invalid --publish "abc"'],
    [['-v', 'data::b', 'web'], 'invalid --volume "data::b"'],
    [['nosuch'], 'nosuch'],
    [[], 'requires at least 1 arg(s), only received 0'],
  ])('refuses %j and changes nothing', async (args, words) => {
    await using shop = workspace('runrefused', ALONE);
    const run = await shop.flo('run', ...args);
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toContain(words);
    expect(await shop.containers()).toEqual({});
  });

  it('shows the plan in a dry run', async () => {
    await using shop = workspace('rundry', SHOP);
    const run = await shop.flo('--dry-run', 'run', '--name', 'once', 'web', 'true');
    expect(run.code).toBe(0);
    expect(run.stdout).toContain('Container once');
    expect(run.stdout).toContain(`${shop.project}-db-1`);
    expect(await shop.containers()).toEqual({});
  });
});

const TICKING = `
services:
  web:
    image: busybox
    command: sh -c 'trap "echo got INT; exit 9" INT; while :; do echo tick; sleep 0.1; done'
`;

describe('attach', () => {
  it('shows what the container says from now on, passes signals on and ends with its code', async () => {
    await using shop = workspace('attach', TICKING);
    await shop.flo('up', '-d');
    const child = shop.start('attach', '--no-stdin', 'web');
    const attached = finished(child);
    await firstOutput(child);
    child.kill('SIGINT');
    const { code, stdout } = await attached;
    expect(code).toBe(9);
    expect(stdout).toMatch(/^(tick\n)+got INT\n$/);
  });

  it('goes and leaves the container alone on a signal that is not to be passed on', async () => {
    await using shop = workspace('attachleave', TICKING);
    await shop.flo('up', '-d');
    const child = shop.start('attach', '--sig-proxy=false', 'web');
    const attached = finished(child);
    await firstOutput(child);
    child.kill('SIGINT');
    expect((await attached).code).toBe(130);
    expect((await shop.containers())['web-1']?.state).toBe('running');
  });

  it('refuses what does not run', async () => {
    await using shop = workspace('attachnone', TICKING);
    expect(await shop.flo('attach', 'nosuch')).toMatchObject({
      code: 1,
      stderr: 'service "nosuch" is not running\n',
    });
    await shop.flo('up', '-d');
    expect((await shop.flo('attach', '--index', '3', 'web')).stderr).toBe(
      'service "web" is not running container #3\n',
    );
    await shop.flo('pause');
    const paused = await shop.flo('attach', 'web');
    expect(paused.code).toBe(1);
    expect(paused.stderr).toContain('is paused');
    await shop.flo('unpause');
    expect((await shop.flo('attach', '--detach-keys', 'ctrl-ö', 'web')).code).toBe(1);
  });
});

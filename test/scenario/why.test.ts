import { createServer, type Server } from 'node:net';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { testEngine } from '../support/engine.ts';
import { eventually, type Workspace, workspace } from '../support/flotilla.ts';

const services = (...lines: readonly string[]): string => `services:\n${lines.join('\n')}\n`;

const service = (name: string, command: string, ...more: readonly string[]): string =>
  [
    `  ${name}:`,
    '    image: busybox',
    `    command: ${command}`,
    '    init: true',
    ...more.map((line) => `    ${line}`),
  ].join('\n');

const SLEEP = 'sleep 600';

async function settle(shop: Workspace, name: string, state: string): Promise<void> {
  await eventually(async () => (await shop.containers())[name]?.state === state);
}

describe('why', () => {
  it('shows the last output of a container that crashed, without its secrets', async () => {
    await using shop = workspace(
      'crash',
      services(
        service(
          'web',
          `sh -c 'echo starting >&2; echo "cannot log in with canary4711" >&2; exit 3'`,
          'environment: {DB_PASSWORD: canary4711}',
        ),
      ),
    );
    await shop.flo('up', '-d');
    await settle(shop, 'web-1', 'exited');
    const { code, stdout } = await shop.flo('why');
    expect(code).toBe(1);
    expect(stdout).toMatch(/web failed .*web-1 {2}compose\.yaml:4:14/);
    expect(stdout).toContain('exited with code 3');
    expect(stdout).toContain('    starting\n');
    expect(stdout).toContain('cannot log in with ***');
    expect(stdout).toContain('would start it again');
    const json = await shop.flo('why', '--format', 'json');
    expect(json.stdout).not.toContain('canary4711');
    expect(JSON.parse(json.stdout)).toMatchObject({
      version: 1,
      project: shop.project,
      ok: false,
      services: [
        {
          service: 'web',
          standing: 'failed',
          cause: 'web',
          plan: { action: 'start' },
          at: { line: 4 },
          evidence: { exitCode: 3, log: ['starting', 'cannot log in with ***'] },
        },
      ],
    });
  });

  it('shows what the probes said, and who waits because of it, from files and from labels', async () => {
    await using shop = workspace(
      'chain',
      services(
        service('web', SLEEP, 'depends_on: [api]'),
        service('api', SLEEP, 'depends_on: {db: {condition: service_healthy}}'),
        service(
          'db',
          `sh -c 'echo loading; exec sleep 600'`,
          'healthcheck: {test: echo too early; exit 1, interval: 200ms, retries: 2}',
        ),
      ),
    );
    const up = await shop.flo('up', '-d');
    expect(up.code).toBe(1);
    expect(up.stderr).toMatch(/db-1 is unhealthy {2}compose\.yaml:16:/);
    expect(up.stderr).toContain('      too early');
    for (const args of [['why'], ['why', 'web']]) {
      const { code, stdout } = await shop.flo(...args);
      expect(code).toBe(1);
      expect(stdout).toContain('db is unhealthy');
      expect(stdout).toContain('db unhealthy → api not started → web not started');
      expect(stdout).toContain('      too early');
      expect(stdout).toContain('    loading');
    }
    const bare = await shop.floWith({ cwd: '/' }, '-p', shop.project, 'why', 'web');
    expect(bare.code).toBe(1);
    expect(bare.stdout).toContain('db unhealthy → api not started → web not started');
  });

  it('names the container and the project that hold a port', async () => {
    using engine = testEngine();
    await using holder = workspace('holder', services(service('front', SLEEP, 'ports: ["80"]')));
    expect((await holder.flo('up', '-d')).code).toBe(0);
    const { stdout: published } = await holder.flo('port', 'front', '80');
    const port = /:(\d+)\n/.exec(published)?.[1] ?? '';
    await using shop = workspace('taken', services(service('web', SLEEP, `ports: ["${port}:80"]`)));
    await shop.flo('create');
    const { id = '' } = (await shop.containers())['web-1'] ?? {};
    // somebody who does not look first
    await expect(engine.startContainer(id)).rejects.toThrow('port');
    const { stdout } = await shop.flo('why', 'web');
    expect(stdout).toMatch(
      new RegExp(`cannot start: port \\S+:${port} is taken.*compose\\.yaml:6:`),
    );
    expect(stdout).toContain(
      `held by container ${holder.project}-front-1 (service front of project ${holder.project})`,
    );
    expect(stdout).toContain(`flotilla -p ${holder.project} stop front`);
  });

  it('tells of a port that up refused, also for what depends on it', async () => {
    await using server = await listen();
    const ports = `ports: ["127.0.0.1:${server.port}:80"]`;
    await using shop = workspace(
      'refused',
      services(service('web', SLEEP, ports), service('proxy', SLEEP, 'depends_on: [web]')),
    );
    expect((await shop.flo('up', '-d')).code).toBe(1);
    const { stdout, stderr } = await shop.flo('why', 'proxy');
    expect(stdout).toContain('proxy has not been started');
    expect(stderr).toContain(`service "web" cannot publish 127.0.0.1:${server.port}`);
    expect(stderr).toMatch(/compose\.yaml:\d+:\d+ +services\.web\.ports\.0/);
  });

  it('names the process that holds a port on this host', async () => {
    using engine = testEngine();
    await using server = await listen();
    await using shop = workspace(
      'process',
      services(service('web', SLEEP, `ports: ["127.0.0.1:${server.port}:80"]`)),
    );
    const up = await shop.flo('up', '-d');
    expect(up.code).toBe(1);
    expect(up.stderr).toContain(`held by a process on this host, pid ${process.pid}`);
    await shop.flo('create');
    const { id = '' } = (await shop.containers())['web-1'] ?? {};
    await expect(engine.startContainer(id)).rejects.toThrow('port');
    const { stdout } = await shop.flo('why');
    expect(stdout).toContain(`port 127.0.0.1:${server.port} is taken`);
    expect(stdout).toContain(`held by a process on this host, pid ${process.pid}`);
  });

  it('knows a kill for want of memory, and the limit', async () => {
    await using shop = workspace(
      'oom',
      services(service('hog', 'tail /dev/zero', 'mem_limit: 6m')),
    );
    await shop.flo('up', '-d');
    await settle(shop, 'hog-1', 'exited');
    const { stdout } = await shop.flo('why', 'hog');
    expect(stdout).toMatch(/hog failed .*compose\.yaml:6:16/);
    expect(stdout).toContain('code 137');
    expect(stdout).toContain('more memory than it may have (6 MiB)');
    expect(stdout).toContain('`mem_limit`');
  });

  it('says which program the image lacks, in up and afterwards', async () => {
    await using shop = workspace(
      'lacks',
      `services:\n  web:\n    image: busybox\n    command: startserver --now\n`,
    );
    const up = await shop.flo('up', '-d');
    expect(up.code).toBe(1);
    expect(up.stderr).toContain(
      `container ${shop.project}-web-1 cannot start: image "busybox" has no program "startserver"  compose.yaml:4:14`,
    );
    const { stdout } = await shop.flo('why');
    expect(stdout).toContain('web cannot start: image "busybox" has no program "startserver"');
    expect(stdout).toContain('executable file not found in $PATH');
  });

  it('says in one sentence that all is well, and exits with 0', async () => {
    await using shop = workspace('well', services(service('web', SLEEP), service('job', '"true"')));
    const before = await shop.flo('why');
    expect(before.code).toBe(1);
    expect(before.stdout).toContain('web, job have no container yet');
    await shop.flo('up', '-d');
    await settle(shop, 'job-1', 'exited');
    const { code, stdout } = await shop.flo('why');
    expect(code).toBe(0);
    expect(stdout).toBe(`✔ All is well in project "${shop.project}": 1 service up, 1 finished.\n`);
  });
});

describe('up looks again', () => {
  const LATE = services(service('web', `sh -c 'echo no license >&2; exit 5'`));

  it('fails with --wait when a container has ended right after its start', async () => {
    await using shop = workspace('late', LATE);
    const { code, stderr } = await shop.flo('up', '--wait');
    expect(code).toBe(1);
    expect(stderr).toContain(`container ${shop.project}-web-1 exited (5)`);
    expect(stderr).toContain('    no license');
  });

  it('counts a job that ended well as done with --wait', async () => {
    await using shop = workspace('done', services(service('job', 'sleep 0.1')));
    expect((await shop.flo('up', '--wait')).code).toBe(0);
  });

  it('warns with -d of what crashed while others were waited for, and exits with 0', async () => {
    await using shop = workspace(
      'warn',
      `${LATE}${service('ready', `sh -c 'sleep 4; touch /ok; exec sleep 600'`, 'healthcheck: {test: test -f /ok, interval: 5s, start_period: 20s, start_interval: 100ms}')}
${service('last', SLEEP, 'depends_on: {ready: {condition: service_healthy}}')}\n`,
    );
    const { code, stderr } = await shop.flo('up', '-d');
    expect(code).toBe(0);
    expect(stderr).toContain(
      `warning: container ${shop.project}-web-1 exited (5) [container-exited]`,
    );
    expect(stderr).toContain('    no license');
  });
});

interface Listening extends AsyncDisposable {
  readonly port: number;
}

async function listen(): Promise<Listening> {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

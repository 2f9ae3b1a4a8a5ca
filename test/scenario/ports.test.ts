/** Ports of the host: who wants one that cannot be had is left as it is, what changes hands gets there. */
import { describe, expect, it } from 'vitest';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { idsOf, type Workspace, workspace } from '../support/flotilla.ts';

const RUNS = 'image: busybox, command: sleep 600, init: true, stop_grace_period: 0s';

const compose = (services: Readonly<Record<string, string>>): string =>
  `services:\n${Object.entries(services)
    .map(([name, more]) => `  ${name}: {${RUNS}${more === '' ? '' : `, ${more}`}}\n`)
    .join('')}`;

/** A project with a container that has a port of 127.0.0.1 which the engine has chosen. */
async function holderOf(prefix: string): Promise<Workspace & { readonly port: string }> {
  const holder = workspace(prefix, compose({ front: "ports: ['127.0.0.1::80']" }));
  expect((await holder.flo('up', '-d')).code).toBe(0);
  return { ...holder, port: await portOf(holder, 'front') };
}

async function portOf(shop: Workspace, service: string): Promise<string> {
  const { stdout } = await shop.flo('port', service, '80');
  return /:(\d+)\n$/.exec(stdout)?.[1] ?? '';
}

const through = (proxy: FaultProxy) => ({ env: { DOCKER_HOST: `unix://${proxy.socket}` } });

const writes = (proxy: FaultProxy): readonly string[] =>
  proxy.lines().filter((line) => !/^(?:GET|HEAD) /.test(line));

describe('a port that a container of another project has', () => {
  it('is told with holder and line before its service is touched; the rest goes on, the plan still has the edit', async () => {
    await using holder = await holderOf('held');
    await using shop = workspace('wants', compose({ db: '', web: '' }));
    await shop.flo('up', '-d');
    const before = await idsOf(shop.project);
    shop.write('compose.yaml', compose({ db: 'tty: true', web: `ports: ['${holder.port}:80']` }));
    await using proxy = await startFaultProxy();
    const up = await shop.floWith(through(proxy), 'up', '-d');
    expect(up.code).toBe(1);
    expect(up.stderr).toContain(
      `service "web" cannot publish ${holder.port}: port is already allocated, ` +
        `held by container ${holder.project}-front-1 (service front of project ${holder.project}) [port-taken]`,
    );
    expect(up.stderr).toContain('compose.yaml:3:');
    expect(up.stderr).toContain(`or free it: flotilla -p ${holder.project} stop front`);
    expect(writes(proxy).filter((line) => line.includes('web'))).toEqual([]);
    const after = await idsOf(shop.project);
    expect(after['web-1']).toBe(before['web-1']);
    expect(after['db-1']).not.toBe(before['db-1']);
    const plan = await shop.flo('plan', '--detailed-exitcode');
    expect(plan.code).toBe(2);
    expect(plan.stdout).toMatch(/web-1 +replace/);
    expect(plan.stderr).toContain(`warning: service "web" cannot publish ${holder.port}`);
  });

  it('is told of run, too, with the place only where a file asks for it', async () => {
    await using holder = await holderOf('flag');
    const ports = `127.0.0.1:${holder.port}:80`;
    await using shop = workspace('asks', compose({ web: `ports: ['${ports}']` }));
    const flag = await shop.flo('run', '--rm', '-p', ports, 'web', 'true');
    expect(flag.code).toBe(1);
    expect(flag.stderr).toContain(`held by container ${holder.project}-front-1`);
    expect(flag.stderr).not.toContain('compose.yaml');
    const file = await shop.flo('run', '--rm', '-P', 'web', 'true');
    expect(file.code).toBe(1);
    expect(file.stderr).toContain('compose.yaml:2:');
    expect((await shop.flo('run', '--rm', 'web', 'true')).code).toBe(0);
  });

  it('is no hindrance with another address or protocol, or where the engine chooses', async () => {
    await using holder = await holderOf('beside');
    const { port } = holder;
    await using shop = workspace(
      'free',
      compose({ web: `ports: ['127.0.0.2:${port}:80', '127.0.0.1:${port}:53/udp', '80']` }),
    );
    const { code, stderr } = await shop.flo('up', '-d');
    expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
  });

  it('is looked for with one list where something is started, and not at all where nothing is', async () => {
    await using holder = await holderOf('calls');
    await using shop = workspace(
      'listed',
      compose({ web: `ports: ['127.0.0.2:${holder.port}:80']` }),
    );
    await using proxy = await startFaultProxy();
    const lists = async (...args: readonly string[]): Promise<number> => {
      const known = proxy.lines().length;
      expect((await shop.floWith(through(proxy), ...args)).code).toBe(0);
      return proxy
        .lines()
        .slice(known)
        .filter((line) => line.startsWith('GET /containers/json')).length;
    };
    expect(await lists('create')).toBe(1);
    expect(await lists('plan')).toBe(2);
    await shop.flo('up', '-d');
    expect(await lists('up', '-d')).toBe(1);
  });
});

describe('a port that two services of a file publish', () => {
  const PORT = '127.0.0.1:${PORT}:80';

  it('goes to one of them; the other is told with both lines, and may be created', async () => {
    await using shop = workspace(
      'twice',
      compose({ a: `ports: ['${PORT}']`, b: `ports: ['${PORT}']` }),
    );
    await using free = await holderOf('free');
    await free.flo('down');
    const env = { PORT: free.port };
    const up = await shop.floWith({ env }, 'up', '-d');
    expect(up.code).toBe(1);
    expect(up.stderr).toContain(`service "b" cannot publish 127.0.0.1:${free.port}`);
    expect(up.stderr).toContain('compose.yaml:2:');
    expect(up.stderr).toContain('compose.yaml:3:');
    expect(Object.keys(await shop.containers())).toEqual(['a-1']);
    await shop.flo('stop');
    expect((await shop.floWith({ env }, 'create')).code).toBe(0);
    const start = await shop.floWith({ env }, 'start');
    expect(start.code).toBe(1);
    expect(start.stderr).toContain('compose.yaml:3:');
    expect(await shop.containers()).toMatchObject({
      'a-1': { state: 'running' },
      'b-1': { state: 'created' },
    });
  });
});

describe('a port changes hands in one run', () => {
  it.each([
    ['to a new service', { web: '', zebra: 'PORTS' }],
    ['to what the old one depends on from now on', { web: 'depends_on: [db]', db: 'PORTS' }],
    ['and is swapped with another', { web: 'OTHER', other: 'PORTS' }],
  ])('%s', async (_, after) => {
    await using shop = workspace(
      'hands',
      compose({ web: "ports: ['127.0.0.1::80']", other: "ports: ['127.0.0.1::80']" }),
    );
    await shop.flo('up', '-d');
    const port = await portOf(shop, 'web');
    const other = await portOf(shop, 'other');
    const edited = compose(after)
      .replaceAll('PORTS', `ports: ['127.0.0.1:${port}:80']`)
      .replaceAll('OTHER', `ports: ['127.0.0.1:${other}:80']`);
    shop.write('compose.yaml', edited);
    const { code, stderr } = await shop.flo('up', '-d');
    expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
    const taker = Object.keys(after)[1] ?? '';
    expect(await portOf(shop, taker)).toBe(port);
  });

  it('from a service that is gone, with the flag that removes it', async () => {
    await using shop = workspace('orphan', compose({ web: "ports: ['127.0.0.1::80']" }));
    await shop.flo('up', '-d');
    const port = await portOf(shop, 'web');
    shop.write('compose.yaml', compose({ app: `ports: ['127.0.0.1:${port}:80']` }));
    const refused = await shop.flo('up', '-d');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(`held by container ${shop.project}-web-1`);
    expect(refused.stderr).toContain('--remove-orphans');
    expect((await shop.flo('up', '-d', '--remove-orphans')).code).toBe(0);
    expect(Object.keys(await shop.containers())).toEqual(['app-1']);
  });
});

import { describe, expect, it } from 'vitest';
import { testEngine } from '../support/engine.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { idsOf, workspace } from '../support/flotilla.ts';

const TWO = `
services:
  web:
    image: busybox
    command: sleep 600
    init: true
    environment: {COLOUR: "\${COLOUR:-red}"}
  db:
    image: busybox
    command: sleep 600
    init: true
`;

const HEALTHY = `
services:
  web:
    image: busybox
    command: sleep 600
    init: true
    depends_on: {db: {condition: service_healthy}}
  db:
    image: busybox
    command: sh -c 'sleep 1; touch /ok; exec sleep 600'
    init: true
    healthcheck: {test: [CMD, test, -f, /ok], interval: 10s, start_period: 20s, start_interval: 100ms}
`;

const isWrite = (line: string): boolean => !/^(GET|HEAD) /.test(line);

describe('up -d', () => {
  it('touches no container and writes nothing when nothing changed, in six engine calls', async () => {
    await using shop = workspace('noop', TWO);
    expect((await shop.flo('up', '-d')).code).toBe(0);
    const before = await idsOf(shop.project);
    await using proxy = await startFaultProxy();
    const second = await shop.floWith(
      { env: { DOCKER_HOST: `unix://${proxy.socket}` } },
      'up',
      '-d',
    );
    expect(second.code).toBe(0);
    expect(
      second.stderr
        .trim()
        .split('\n')
        .map((line) => line.trim())
        .toSorted(),
    ).toEqual([
      `Container ${shop.project}-db-1  Running`,
      `Container ${shop.project}-web-1  Running`,
    ]);
    expect(await idsOf(shop.project)).toEqual(before);
    expect(proxy.lines().filter(isWrite)).toEqual([]);
    expect(proxy.lines().length).toBeLessThanOrEqual(6);
  });

  it('recreates the one service that changed and leaves the other alone', async () => {
    await using shop = workspace('change', TWO);
    await shop.flo('up', '-d');
    const before = await idsOf(shop.project);
    const result = await shop.floWith({ env: { COLOUR: 'blue' } }, 'up', '-d');
    expect(result.code).toBe(0);
    const after = await idsOf(shop.project);
    expect(Object.keys(after).toSorted()).toEqual(['db-1', 'web-1']);
    expect(after['db-1']).toBe(before['db-1']);
    expect(after['web-1']).not.toBe(before['web-1']);
  });

  it('starts a service only after its dependency was healthy', async () => {
    await using shop = workspace('order', HEALTHY);
    const result = await shop.flo('up', '-d');
    expect(result.code).toBe(0);
    const { 'web-1': web, 'db-1': db } = await shop.containers();
    using engine = testEngine();
    const started = Date.parse((await engine.inspectContainer(web?.id ?? '')).state.startedAt);
    const probes = (await engine.inspectContainer(db?.id ?? '')).state.health?.log ?? [];
    const healthy = probes.find((probe) => probe.exitCode === 0);
    expect(started).toBeGreaterThanOrEqual(Date.parse(healthy?.end ?? ''));
  });

  it('tells why a dependency failed, skips what depends on it and finishes the rest', async () => {
    await using shop = workspace(
      'failed',
      `${HEALTHY.replace('test, -f, /ok', 'test, -f, /never').replace('start_period: 20s', 'start_period: 1s, retries: 1').replace('interval: 10s', 'interval: 1s')}
  other:
    image: busybox
    command: sleep 600
    init: true
`,
    );
    const result = await shop.flo('up', '-d');
    expect(result.code).toBe(1);
    expect(result.stderr).toContain(
      `dependency failed to start: container ${shop.project}-db-1 is unhealthy`,
    );
    const containers = await shop.containers();
    expect(containers['web-1']?.state).toBe('created');
    expect(containers['other-1']?.state).toBe('running');
  });

  it('puts the old container back when the new one cannot start', async () => {
    const compose = (command: string): string =>
      `services:\n  web:\n    image: busybox\n    command: ${command}\n    stop_grace_period: 0s\n`;
    await using shop = workspace('swap', compose('sleep 600'));
    await shop.flo('up', '-d');
    const before = await idsOf(shop.project);
    shop.write('compose.yaml', compose('/nosuch'));
    const result = await shop.flo('up', '-d');
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('/nosuch');
    expect(await idsOf(shop.project)).toEqual(before);
    expect((await shop.containers())['web-1']?.state).toBe('running');
  });

  it('scales up to the lowest free numbers and down from the highest', async () => {
    await using shop = workspace('scale', TWO);
    await shop.flo('up', '-d', '--scale', 'web=3', 'web');
    expect(Object.keys(await shop.containers()).toSorted()).toEqual(['web-1', 'web-2', 'web-3']);
    await shop.flo('up', '-d', '--scale', 'web=1', 'web');
    expect(Object.keys(await shop.containers())).toEqual(['web-1']);
  });

  it('names orphans, and removes them when asked to', async () => {
    await using shop = workspace('orphan', TWO);
    await shop.flo('up', '-d');
    shop.write('compose.yaml', TWO.slice(0, TWO.indexOf('  db:')));
    const told = await shop.flo('up', '-d');
    expect(told.stderr).toContain('Found orphan containers');
    expect(told.stderr).toContain('--remove-orphans');
    await shop.flo('up', '-d', '--remove-orphans');
    expect(Object.keys(await shop.containers())).toEqual(['web-1']);
  });

  it('refuses an attribute that is not carried out before it writes anything', async () => {
    await using shop = workspace(
      'refuse',
      `${TWO}    models: {llm: {}}\nmodels: {llm: {model: x}}\n`,
    );
    const result = await shop.flo('up', '-d');
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('`models`');
    expect(result.stderr).toContain('compose.yaml:12:');
    expect(await shop.containers()).toEqual({});
  });
});

describe('down', () => {
  const DATA = `
services:
  db:
    image: busybox
    command: sleep 600
    init: true
    volumes: [data:/data]
volumes: {data: {}}
`;

  it('keeps named volumes, so that data outlives down and up; -v removes them', async () => {
    await using shop = workspace('data', DATA);
    await shop.flo('up', '-d');
    expect((await shop.flo('exec', '-T', 'db', 'sh', '-c', 'echo kept > /data/x')).code).toBe(0);
    expect((await shop.flo('down')).code).toBe(0);
    expect(await shop.containers()).toEqual({});
    await shop.flo('up', '-d');
    expect((await shop.flo('exec', '-T', 'db', 'cat', '/data/x')).stdout).toBe('kept\n');
    await shop.flo('down', '-v');
    using engine = testEngine();
    const labels = [`com.docker.compose.project=${shop.project}`];
    expect(await engine.listVolumes({ labels })).toEqual([]);
    expect(await engine.listNetworks({ labels })).toEqual([]);
  });

  it('works from labels alone with -p and no file', async () => {
    await using shop = workspace('labels', DATA);
    await shop.flo('up', '-d');
    expect((await shop.floWith({ cwd: '/' }, '-p', shop.project, 'down')).code).toBe(0);
    expect(await shop.containers()).toEqual({});
  });
});

describe('start, stop, restart', () => {
  it('stop dependents first, start in order again, and restart without a new container', async () => {
    await using shop = workspace('power', HEALTHY);
    await shop.flo('up', '-d');
    const ids = await idsOf(shop.project);
    const stopped = await shop.flo('stop');
    expect(stopped.code).toBe(0);
    expect(stopped.stderr.indexOf('web-1  Stopped')).toBeLessThan(
      stopped.stderr.indexOf('db-1  Stopping'),
    );
    const started = await shop.flo('start');
    expect(started.code).toBe(0);
    expect(started.stderr.indexOf('db-1  Healthy')).toBeLessThan(
      started.stderr.indexOf('web-1  Starting'),
    );
    expect((await shop.flo('restart', '-t', '0', 'db')).code).toBe(0);
    expect(await idsOf(shop.project)).toEqual(ids);
  });
});

describe('one file under two project names', () => {
  it('is up twice side by side with nothing shared, and each goes down alone', async () => {
    await using shop = workspace('twin', `${TWO}    volumes: [data:/data]\nvolumes: {data: {}}\n`);
    const other = `${shop.project}-b`;
    const [first, second] = await Promise.all([
      shop.flo('up', '-d'),
      shop.flo('-p', other, 'up', '-d'),
    ]);
    expect([first.code, second.code]).toEqual([0, 0]);
    const ids = await idsOf(shop.project);
    expect(Object.values(await idsOf(other)).some((id) => Object.values(ids).includes(id))).toBe(
      false,
    );
    expect((await shop.flo('-p', other, 'down', '-v', '-t', '0')).code).toBe(0);
    expect(await idsOf(shop.project)).toEqual(ids);
    expect(await idsOf(other)).toEqual({});
  });
});

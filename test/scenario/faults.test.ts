import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { testEngine } from '../support/engine.ts';
import { type Fault, startFaultProxy, strikeAll, strikeAt } from '../support/fault-proxy.ts';
import {
  eventually,
  finished,
  idsOf,
  startFlotilla,
  type Workspace,
  workspace,
} from '../support/flotilla.ts';

const service = (name: string, version: string): string => `
  ${name}:
    image: busybox
    command: [sh, -c, "test -f /data/t || echo kept-${name} > /data/t; exec sleep 600"]
    init: true
    network_mode: none
    stop_grace_period: 0s
    environment: {V: "${version}"}
    volumes: ['data-${name}:/data', /anonymous]`;

const stack = (version: string): string =>
  `services:${['a', 'b', 'c'].map((name) => service(name, name === 'c' ? '1' : version)).join('')}
volumes: {data-a: {}, data-b: {}, data-c: {}}
`;

const WRITES = /^(?:POST|PUT|DELETE) /;

/** What `up` must have made of it: these containers, by these names, all running. */
async function expectWanted(shop: Workspace): Promise<void> {
  const containers = await shop.containers();
  const states = Object.entries(containers).map(([name, { state }]) => `${name} ${state}`);
  expect(states.toSorted()).toEqual(['a-1 running', 'b-1 running', 'c-1 running']);
  for (const name of ['a', 'b', 'c'])
    expect((await shop.flo('exec', '-T', name, 'cat', '/data/t')).stdout).toBe(`kept-${name}\n`);
  expect((await shop.flo('plan', '--detailed-exitcode')).code).toBe(0);
}

async function strike(shop: Workspace, nth: number, fault: Fault): Promise<number | null> {
  await using proxy = await startFaultProxy();
  proxy.addRule(strikeAt(nth, WRITES, fault));
  const env = { DOCKER_HOST: `unix://${proxy.socket}` };
  return (await shop.floWith({ env }, 'up', '-d')).code;
}

/** A sample in every run; each and every write where time does not matter. */
const isFull = process.env['FLOTILLA_TEST_FULL'] !== undefined;
const strikes = (...sample: readonly number[]): readonly number[] =>
  isFull ? Array.from({ length: 12 }, (_, index) => index + 1) : sample;

const FAULTS = {
  refused: { kind: 'answer', status: 500, message: 'struck' },
  'cut off before the engine hears of it': { kind: 'drop' },
  'done without an answer': { kind: 'loseAnswer' },
} as const satisfies Readonly<Record<string, Fault>>;

describe('an up that recreates two of three services', () => {
  const lost = [
    ...strikes(10).map((nth) => [nth, 'done without an answer'] as const),
    ...strikes(5).map((nth) => [nth, 'cut off before the engine hears of it'] as const),
  ];
  it.each(lost)('outlives that its write %i is %s', async (nth, how) => {
    await using shop = workspace('lost', stack('1'));
    await shop.flo('up', '-d');
    shop.write('compose.yaml', stack('2'));
    expect(await strike(shop, nth, FAULTS[how])).toBe(0);
    await expectWanted(shop);
  });

  it.each(strikes(9))(
    'fails when its write %i is refused, leaves every service running, and is finished by the next',
    async (nth) => {
      await using shop = workspace('refused', stack('1'));
      await shop.flo('up', '-d');
      shop.write('compose.yaml', stack('2'));
      expect(await strike(shop, nth, { kind: 'answer', status: 500, message: 'struck' })).toBe(1);
      const running = Object.values(await shop.containers()).filter(
        (one) => one.state === 'running',
      );
      expect(new Set(running.map((one) => one.service))).toEqual(new Set(['a', 'b', 'c']));
      expect((await shop.flo('up', '-d')).code).toBe(0);
      await expectWanted(shop);
    },
  );

  it.each(strikes(8))('that is killed at its write %i is finished by the next', async (nth) => {
    await using shop = workspace('killed', stack('1'));
    await shop.flo('up', '-d');
    shop.write('compose.yaml', stack('2'));
    await using proxy = await startFaultProxy();
    // the engine never hears of it, not even when the next run is at work
    const held = new Promise<undefined>(() => undefined);
    proxy.addRule({
      ...strikeAt(nth, WRITES, { kind: 'drop' }),
      fault: (count) => (count === nth ? held : undefined),
    });
    const child = startFlotilla(['up', '-d'], {
      cwd: shop.dir,
      env: { COMPOSE_PROJECT_NAME: shop.project, DOCKER_HOST: `unix://${proxy.socket}` },
    });
    const ended = finished(child);
    await eventually(() => proxy.lines().filter((line) => WRITES.test(line)).length >= nth);
    child.kill('SIGKILL');
    await ended;
    expect((await shop.flo('up', '-d')).code).toBe(0);
    await expectWanted(shop);
  });
});

it.each([2, 6])(
  'a conflict at write %i that is gone a moment later is looked at again and does not fail the run',
  async (nth) => {
    await using shop = workspace('conflict', stack('1'));
    expect(await strike(shop, nth, { kind: 'answer', status: 409, message: 'struck' })).toBe(0);
    await expectWanted(shop);
  },
);

describe('a replacement that is undone', () => {
  const stubborn = (version: string): string =>
    `services:
  a:
    image: busybox
    command: [sh, -c, "trap '' TERM; while :; do sleep 0.1; done"]
    stop_grace_period: 2s
    environment: {V: "${version}"}`;

  it.each([
    ['its name is not put aside, when it has stopped', 'rename', {}],
    ['it is not stopped, under its name', 'stop', {}],
    ['it is not stopped while nothing else is done', 'stop', { COMPOSE_PARALLEL_LIMIT: '1' }],
  ])('has the old container run again where %s', async (_, refused, settings) => {
    await using shop = workspace('undone', stubborn('1'));
    await shop.flo('up', '-d');
    const before = await idsOf(shop.project);
    shop.write('compose.yaml', stubborn('2'));
    await using proxy = await startFaultProxy();
    const old = `/containers/${before['a-1']}/${refused}`;
    proxy.addRule({
      matches: ({ path }) => path === old,
      fault: () => ({ kind: 'answer', status: 500, message: 'struck' }),
    });
    const env = { DOCKER_HOST: `unix://${proxy.socket}`, ...settings };
    expect((await shop.floWith({ env }, 'up', '-d')).code).toBe(1);
    expect(await idsOf(shop.project)).toEqual(before);
    expect(await shop.containers()).toMatchObject({ 'a-1': { state: 'running' } });
  });
});

it('a container that is removed by hand before it is replaced is not looked at again', async () => {
  await using shop = workspace('byhand', stack('1'));
  await shop.flo('up', '-d');
  using engine = testEngine();
  const { 'a-1': id = '' } = await idsOf(shop.project);
  await using proxy = await startFaultProxy();
  proxy.addRule({
    matches: ({ path }) => path === `/containers/${id}/rename`,
    fault: async () => {
      await engine.removeContainer(id, { force: true });
      return undefined;
    },
  });
  const env = { DOCKER_HOST: `unix://${proxy.socket}` };
  expect((await shop.floWith({ env }, 'up', '-d', '--force-recreate')).code).toBe(0);
  expect(proxy.lines().filter((line) => line === 'POST /containers/create')).toHaveLength(3);
  await expectWanted(shop);
});

it('a conflict that stays is told with the name of what it is about and with what to do', async () => {
  await using shop = workspace('conflict', stack('1'));
  await using proxy = await startFaultProxy();
  proxy.addRule(strikeAll(/^POST .*\/start$/, { kind: 'answer', status: 409, message: 'struck' }));
  const env = { DOCKER_HOST: `unix://${proxy.socket}` };
  const { code, stderr } = await shop.floWith({ env }, 'up', '-d');
  expect(code).toBe(1);
  expect(stderr).toMatch(/container conflict-\w+-a-1: struck\n {2}hint: it conflicts with/);
});

it('a full disk is told of with what to do', async () => {
  await using shop = workspace('full', stack('1'));
  await using proxy = await startFaultProxy();
  const message = 'write /var/lib/docker/overlay2/x/y: no space left on device';
  proxy.addRule(strikeAll('POST /containers/create', { kind: 'answer', status: 500, message }));
  const env = { DOCKER_HOST: `unix://${proxy.socket}` };
  const { code, stderr } = await shop.floWith({ env }, 'up', '-d');
  expect(code).toBe(1);
  expect(stderr).toMatch(/no space left on device\n {2}hint: .*`docker system df`/);
});

it('a down that could not remove its network says so and fails; the next one finishes it', async () => {
  await using shop = workspace('down', stack('1').replaceAll('network_mode: none', ''));
  await shop.flo('up', '-d');
  await using proxy = await startFaultProxy();
  proxy.addRule(
    strikeAll(/^DELETE \/networks/, { kind: 'answer', status: 500, message: 'struck' }),
  );
  const env = { DOCKER_HOST: `unix://${proxy.socket}` };
  const { code, stderr } = await shop.floWith({ env }, 'down');
  expect(code).toBe(1);
  expect(stderr).toContain('_default: struck');
  expect((await shop.flo('down')).code).toBe(0);
});

const scaled = `services:${service('a', '1')}\n    deploy: {replicas: 3}\nvolumes: {data-a: {}}\n`;

async function expectScaled(shop: Workspace): Promise<void> {
  const containers = await shop.containers();
  const states = Object.entries(containers).map(([name, { state }]) => `${name} ${state}`);
  expect(states.toSorted()).toEqual(['a-1 running', 'a-2 running', 'a-3 running']);
  expect((await shop.flo('plan', '--detailed-exitcode')).code).toBe(0);
}

describe('a scale from one to three', () => {
  const scaleStrikes = (sample: number): readonly number[] => (isFull ? [1, 2, 3, 4] : [sample]);
  const cases = [
    ...scaleStrikes(2).map((nth) => [nth, 'refused'] as const),
    ...scaleStrikes(3).map((nth) => [nth, 'cut off before the engine hears of it'] as const),
    ...scaleStrikes(4).map((nth) => [nth, 'done without an answer'] as const),
  ];
  it.each(cases)('whose write %i is %s is finished by the next up', async (nth, how) => {
    await using shop = workspace('scale', scaled.replace('replicas: 3', 'replicas: 1'));
    await shop.flo('up', '-d');
    shop.write('compose.yaml', scaled);
    const code = await strike(shop, nth, FAULTS[how]);
    expect(code).toBe(how === 'refused' ? 1 : 0);
    expect((await shop.flo('up', '-d')).code).toBe(0);
    await expectScaled(shop);
  });
});

describe('two runs on one project', () => {
  const tries = Array.from({ length: isFull ? 10 : 1 }, (_, index) => index + 1);

  it.each(tries)('that both begin it take turns and both end well (%i)', async () => {
    await using shop = workspace('turns', stack('1'));
    const results = await Promise.all([shop.flo('up', '-d'), shop.flo('up', '-d')]);
    expect(results.map(({ code }) => code)).toEqual([0, 0]);
    await expectWanted(shop);
  });

  it.each(tries)('that both change it take turns and both end well (%i)', async () => {
    await using shop = workspace('turns', stack('1'));
    await shop.flo('up', '-d');
    shop.write('compose.yaml', stack('2'));
    const results = await Promise.all([shop.flo('up', '-d'), shop.flo('up', '-d')]);
    expect(results.map(({ code }) => code)).toEqual([0, 0]);
    await expectWanted(shop);
  });

  it.each(tries)('one up and one down leave all or nothing (%i)', async () => {
    await using shop = workspace('turns', stack('1'));
    await shop.flo('up', '-d');
    const both = await Promise.all([shop.flo('up', '-d', '--force-recreate'), shop.flo('down')]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    const states = Object.values(await shop.containers()).map(({ state }) => state);
    expect([[], ['running', 'running', 'running']]).toContainEqual(states);
  });
});

/** As somebody does who takes no turns. */
async function killByHand(shop: Workspace, name: string): Promise<void> {
  using engine = testEngine();
  await engine.killContainer(`${shop.project}-${name}`);
  const { exitCode } = await engine.waitContainer(`${shop.project}-${name}`, 'not-running');
  await exitCode;
}

it('what a killed run still stops behind the back of the next is started again', async () => {
  await using shop = workspace('behind', stack('1'));
  await shop.flo('up', '-d');
  await shop.flo('rm', '--stop', '--force', 'b');
  await using proxy = await startFaultProxy();
  proxy.addRule({
    matches: ({ method, path }) => method === 'POST' && path === '/containers/create',
    fault: async () => {
      await killByHand(shop, 'a-1');
      return undefined;
    },
  });
  const env = { DOCKER_HOST: `unix://${proxy.socket}` };
  expect((await shop.floWith({ env }, 'up', '-d')).code).toBe(0);
  const states = Object.entries(await shop.containers()).map(
    ([name, { state }]) => `${name} ${state}`,
  );
  expect(states.toSorted()).toEqual(['a-1 running', 'b-1 running', 'c-1 running']);
});

it('a start whose answer is lost is not done a second time', async () => {
  const job = 'services:\n  job: {image: busybox, network_mode: none, command: echo ran}\n';
  await using shop = workspace('once', job);
  await using proxy = await startFaultProxy();
  proxy.addRule(strikeAt(1, /\/start$/, { kind: 'loseAnswer' }));
  const env = { DOCKER_HOST: `unix://${proxy.socket}` };
  expect((await shop.floWith({ env }, 'up', '-d')).code).toBe(0);
  expect((await shop.flo('logs', '--no-log-prefix', '-f')).stdout).toBe('ran\n');
});

describe('an engine that goes away', () => {
  it('for some seconds in the middle of the work is waited for', async () => {
    await using shop = workspace('away', stack('1'));
    await using proxy = await startFaultProxy();
    proxy.addRule({
      matches: ({ method, path }) => method === 'POST' && path.endsWith('/start'),
      fault: (nth) => {
        if (nth !== 1) return undefined;
        proxy.refuse(true);
        setTimeout(() => proxy.refuse(false), 3000);
        proxy.cutAll();
        return { kind: 'drop' };
      },
    });
    const env = { DOCKER_HOST: `unix://${proxy.socket}` };
    expect((await shop.floWith({ env }, 'up', '-d')).code).toBe(0);
    await expectWanted(shop);
  });

  it('and stops a container that is waited for, as when it is restarted, is looked at again', async () => {
    const health = '    healthcheck: {test: test -f /ready, interval: 200ms, retries: 100}';
    const command = '["sh", "-c", "test -f /once && touch /ready; touch /once; exec sleep 600"]';
    const first = `  a:\n    image: busybox\n    init: true\n    command: ${command}\n${health}\n`;
    const depends = 'depends_on: {a: {condition: service_healthy}}';
    const second = `  b: {image: busybox, init: true, command: sleep 600, ${depends}}\n`;
    await using shop = workspace('restarted', `services:\n${first}${second}`);
    await using proxy = await startFaultProxy();
    const env = { COMPOSE_PROJECT_NAME: shop.project, DOCKER_HOST: `unix://${proxy.socket}` };
    const result = finished(startFlotilla(['up', '-d'], { cwd: shop.dir, env }));
    await eventually(async () => (await shop.containers())['a-1']?.state === 'running');
    proxy.refuse(true);
    proxy.cutAll();
    await killByHand(shop, 'a-1');
    proxy.refuse(false);
    expect((await result).code).toBe(0);
    const states = Object.entries(await shop.containers()).map(
      ([name, { state }]) => `${name} ${state}`,
    );
    expect(states.toSorted()).toEqual(['a-1 running', 'b-1 running']);
  });
});

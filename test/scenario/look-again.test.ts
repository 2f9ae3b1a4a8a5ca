/** A world that moves between looking and acting: every command looks again, and gives up with a word that says why. */
import { describe, expect, it } from 'vitest';
import { type Fault, type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { eventually, startFlotilla, type Workspace, workspace } from '../support/flotilla.ts';

const STACK = `
services:
  web: {image: busybox, command: sleep 600, init: true, network_mode: none, stop_grace_period: 0s}
`;

const GONE: Fault = { kind: 'answer', status: 404, message: 'No such container: abc' };
const TAKEN: Fault = {
  kind: 'answer',
  status: 409,
  message: 'Conflict. The container name "/web-1" is already in use by container "abc".',
};

interface Row {
  readonly args: readonly string[];
  /** What was done before. */
  readonly before: readonly (readonly string[])[];
  readonly path: RegExp;
  readonly fault: Fault;
  readonly state: string;
  readonly hint: string;
}

const BUSY = 'somebody else changes this project';

const ROWS: readonly Row[] = [
  { args: ['up', '-d'], before: [], path: /\/start$/, fault: GONE, state: 'running', hint: BUSY },
  {
    args: ['start'],
    before: [['create']],
    path: /\/start$/,
    fault: GONE,
    state: 'running',
    hint: BUSY,
  },
  {
    args: ['restart'],
    before: [['up', '-d']],
    path: /\/restart$/,
    fault: GONE,
    state: 'running',
    hint: BUSY,
  },
  {
    args: ['create'],
    before: [],
    path: /\/create$/,
    fault: TAKEN,
    state: 'created',
    hint: 'another container has this name',
  },
];

/** Makes the first `times` of these calls fail. */
function strike(
  proxy: FaultProxy,
  { path, fault }: Pick<Row, 'path' | 'fault'>,
  times: number,
): void {
  proxy.addRule({
    matches: (request) =>
      request.method === 'POST' &&
      path.test(request.path) &&
      request.path.startsWith('/containers'),
    fault: (nth) => (nth <= times ? fault : undefined),
  });
}

const calls = (proxy: FaultProxy, { path }: Row): number =>
  proxy.lines().filter((line) => line.startsWith('POST /containers') && path.test(line)).length;

const through = (shop: Workspace, proxy: FaultProxy) => ({
  cwd: shop.dir,
  env: { COMPOSE_PROJECT_NAME: shop.project, DOCKER_HOST: `unix://${proxy.socket}` },
});

describe('what was changed behind its back', () => {
  it.each(ROWS)('makes $args look again', async (row) => {
    await using shop = workspace('again', STACK);
    for (const args of row.before) await shop.flo(...args);
    await using proxy = await startFaultProxy();
    strike(proxy, row, 1);
    const { code, stderr } = await shop.floWith(through(shop, proxy), ...row.args);
    expect([code, stderr]).toEqual([0, expect.any(String)]);
    expect(await shop.containers()).toMatchObject({ 'web-1': { state: row.state } });
  });

  it.each(ROWS)('is told by $args when it does not end', async (row) => {
    await using shop = workspace('again', STACK);
    for (const args of row.before) await shop.flo(...args);
    await using proxy = await startFaultProxy();
    strike(proxy, row, 100);
    const { code, stderr } = await shop.floWith(through(shop, proxy), ...row.args);
    expect([code, stderr]).toEqual([1, expect.stringContaining(row.hint)]);
    expect(calls(proxy, row)).toBeGreaterThan(1);
    expect(calls(proxy, row)).toBeLessThanOrEqual(3);
  });

  it('makes an attached up look again', async () => {
    await using shop = workspace('again', STACK);
    await using proxy = await startFaultProxy();
    strike(proxy, { path: /\/start$/, fault: GONE }, 1);
    const run = startFlotilla(['up'], through(shop, proxy));
    const ended = new Promise((resolve) => run.on('close', resolve));
    await eventually(async () => (await shop.containers())['web-1']?.state === 'running');
    run.kill('SIGINT');
    expect(await ended).toBe(130);
  });

  it('is a pause or a removal, too: a start that is refused for the state looks again', async () => {
    await using shop = workspace('again', STACK);
    await shop.flo('create');
    await using proxy = await startFaultProxy();
    const fault = {
      kind: 'answer',
      status: 409,
      message: 'container is marked for removal',
    } as const;
    strike(proxy, { path: /\/start$/, fault }, 1);
    expect((await shop.floWith(through(shop, proxy), 'start')).code).toBe(0);
    expect(await shop.containers()).toMatchObject({ 'web-1': { state: 'running' } });
  });
});

describe('what does not stay up', () => {
  it.each([
    ['start', ['create']],
    ['restart', ['up', '-d']],
  ])('is told by %s', async (verb, before) => {
    await using shop = workspace('again', STACK.replace('sleep 600', "sh -c 'echo bye; exit 3'"));
    await shop.flo(...before);
    await using proxy = await startFaultProxy();
    // the look comes after the program has ended
    proxy.addRule({
      matches: ({ path }) => path === '/containers/json',
      fault: async () => {
        await eventually(async () => (await shop.containers())['web-1']?.state !== 'running');
        return undefined;
      },
    });
    const { code, stderr } = await shop.floWith(through(shop, proxy), verb);
    expect([code, stderr]).toEqual([0, expect.stringContaining('web-1 exited (3)')]);
  });
});

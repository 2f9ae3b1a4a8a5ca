/** Edits that cannot work: the service that answered before answers again, and the edit is still to be done. */
import { createServer, type Server } from 'node:net';
import { describe, expect, it } from 'vitest';
import { idsOf, type Workspace, workspace } from '../support/flotilla.ts';

/** How long a service may be away. */
const AWAY_MS = 10_000;

const SERVE = `sh -c 'mkdir -p /www; echo up >/www/index.html; exec httpd -f -p 80 -h /www'`;
const HEALTH = 'interval: 200ms, retries: 2, start_period: 0s';

/** Takes the health of whoever looks at the volume after three seconds, and is healthy itself three seconds later. */
const SLOW = `
  slow:
    image: busybox
    command: sh -c 'sleep 3; touch /shared/lost; sleep 3; touch /well; exec sleep 600'
    stop_grace_period: 0s
    volumes: ['shared:/shared']
    healthcheck: {test: [CMD, test, -f, /well], interval: 200ms, retries: 100, start_period: 0s}
volumes: {shared: }
`;
const LOSES = `healthcheck: {test: [CMD, test, '!', -f, /shared/lost], interval: 200ms, retries: 1, start_period: 0s}
    volumes: ['shared:/shared']`;

interface Edit {
  readonly port: number;
  readonly takenPort: number;
}

const compose = (port: number, more = '', command = SERVE): string => `
services:
  web:
    image: busybox
    command: ${command}
    stop_grace_period: 0s
    ports: ['127.0.0.1:${port}:80']
${more}`;

interface Row {
  readonly name: string;
  readonly edit: (ports: Edit) => string;
  readonly flags?: readonly string[];
  readonly says: string;
}

const ROWS: readonly Row[] = [
  {
    name: 'a command that is not there',
    edit: ({ port }) => compose(port, '', '/nosuch'),
    says: '/nosuch',
  },
  {
    name: 'a port that another program has',
    edit: ({ takenPort }) => compose(takenPort),
    says: 'port',
  },
  {
    name: 'an image that nobody has',
    edit: ({ port }) => compose(port).replace('busybox', '127.0.0.1:1/nosuch:1'),
    says: '127.0.0.1:1/nosuch:1',
  },
  {
    name: 'a bind mount whose source is missing',
    edit: ({ port }) =>
      compose(
        port,
        '    volumes: [{type: bind, source: ./nosuch, target: /data, bind: {create_host_path: false}}]\n',
      ),
    says: 'nosuch',
  },
  {
    name: 'a health check that never passes',
    edit: ({ port }) => compose(port, `    healthcheck: {test: [CMD, 'false'], ${HEALTH}}\n`),
    flags: ['--wait'],
    says: 'is unhealthy',
  },
  {
    name: 'a health check that does not pass in time',
    edit: ({ port }) =>
      compose(port, "    healthcheck: {test: [CMD, 'false'], interval: 60s, start_period: 60s}\n"),
    flags: ['--wait', '--wait-timeout', '1'],
    says: 'not healthy after 1s',
  },
  {
    name: 'a program that falls over while it is watched',
    edit: ({ port }) =>
      compose(port, '    deploy: {update_config: {monitor: 5s}}\n', "sh -c 'sleep 1; exit 3'"),
    flags: ['--wait'],
    says: 'exited (3)',
  },
  {
    name: 'a program that falls over while it is watched, though nobody waits',
    edit: ({ port }) =>
      compose(port, '    deploy: {update_config: {monitor: 5s}}\n', "sh -c 'sleep 1; exit 3'"),
    says: 'exited (3)',
  },
  {
    name: 'a program that is healthy and loses it while another is waited for',
    edit: ({ port }) => compose(port, `    ${LOSES}\n${SLOW}`),
    flags: ['--wait'],
    says: 'is unhealthy',
  },
  {
    name: 'a program that is restarted while it is watched',
    edit: ({ port }) =>
      compose(
        port,
        '    restart: always\n    deploy: {update_config: {monitor: 10s}}\n',
        "sh -c 'sleep 0.3; exit 3'",
      ),
    flags: ['--wait'],
    says: 'did not stay up',
  },
];

describe('after an edit that cannot work', () => {
  it.each(ROWS)('$name leaves the service as it was', async ({ edit, flags = [], says }) => {
    await using taken = await listen();
    const port = await freePort();
    await using shop = workspace('bad', compose(port));
    expect((await shop.flo('up', '-d')).code).toBe(0);
    expect(await answersWithin(port, AWAY_MS)).toBe(true);
    const before = await idsOf(shop.project);
    shop.write('compose.yaml', edit({ port, takenPort: taken.port }));
    const result = await shop.flo('up', '-d', ...flags);
    expect(result.stderr).toContain(says);
    expect(result.code).not.toBe(0);
    expect(await answersWithin(port, AWAY_MS)).toBe(true);
    expect(await idsOf(shop.project)).toMatchObject(before);
    expect(await isStillPlanned(shop)).toBe(true);
  });

  it('fails when a new container is healthy and loses it while another is waited for', async () => {
    const yaml = `
services:
  web:
    image: busybox
    command: sleep 600
    stop_grace_period: 0s
    ${LOSES}
${SLOW}`;
    await using shop = workspace('lost', yaml);
    const { code, stderr } = await shop.flo('up', '-d', '--wait');
    expect([code, stderr]).toEqual([1, expect.stringContaining('web-1 is unhealthy')]);
  });

  it('lets a good one through that is watched for a while', async () => {
    const port = await freePort();
    await using shop = workspace('good', compose(port));
    await shop.flo('up', '-d');
    const before = await idsOf(shop.project);
    shop.write(
      'compose.yaml',
      compose(port, '    deploy: {update_config: {monitor: 1s}}\n    tty: true\n'),
    );
    const began = Date.now();
    expect((await shop.flo('up', '-d')).code).toBe(0);
    expect(Date.now() - began).toBeGreaterThan(1000);
    expect(await answersWithin(port, AWAY_MS)).toBe(true);
    expect(Object.keys(await idsOf(shop.project))).toEqual(['web-1']);
    expect(await idsOf(shop.project)).not.toEqual(before);
  });
});

describe('a dependency that cannot be replaced', () => {
  const stack = (command: string, tty: boolean): string => `
services:
  db: {image: busybox, command: ${command}, stop_grace_period: 0s}
  web:
    image: busybox
    command: sleep 600
    stop_grace_period: 0s
    tty: ${tty}
    depends_on: {db: {condition: service_started, restart: true}}
  front:
    image: busybox
    command: sleep 600
    stop_grace_period: 0s
    depends_on: {web: {condition: service_started, restart: true}}
`;

  it.each([
    { name: 'stays as it is', tty: false },
    { name: 'is to be replaced too', tty: true },
  ])('takes no dependent down that restarts with it and $name', async ({ tty }) => {
    await using shop = workspace('chain', stack('sleep 600', false));
    expect((await shop.flo('up', '-d')).code).toBe(0);
    const before = await idsOf(shop.project);
    shop.write('compose.yaml', stack('/nosuch', tty));
    expect((await shop.flo('up', '-d')).code).toBe(1);
    expect(await idsOf(shop.project)).toEqual(before);
    const states = Object.values(await shop.containers()).map(({ state }) => state);
    expect(states).toEqual(['running', 'running', 'running']);
  });
});

async function isStillPlanned(shop: Workspace): Promise<boolean> {
  const plan = await shop.flo('plan', '--detailed-exitcode');
  return plan.code === 2 && plan.stdout.includes('web');
}

async function answersWithin(port: number, ms: number): Promise<boolean> {
  const deadline = Date.now() + ms;
  while (Date.now() < deadline) {
    const text = await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(ms) })
      .then((answer) => answer.text())
      .catch(() => '');
    if (text.includes('up')) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

async function freePort(): Promise<number> {
  await using server = await listen();
  return server.port;
}

/** A server on a port of its own. */
async function listen(): Promise<{ readonly port: number } & AsyncDisposable> {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

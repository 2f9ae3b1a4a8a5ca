/** The application in fixtures/demo keeps what its files promise. */
import { randomBytes } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mustRun, run } from '../support/installed.ts';
import { root } from '../support/source-tree.ts';

const cwd = join(root, 'fixtures/demo');
const project = `demo${randomBytes(4).toString('hex')}`;
let port = 0;

const command = (args: readonly string[]): Parameters<typeof run>[0] => ({
  file: process.execPath,
  args: [join(root, 'dist/flotilla.mjs'), '-p', project, ...args],
  cwd,
  env: { DEMO_PORT: String(port), DEMO_PAUSE: '3600' },
});
const flotilla = (...args: readonly string[]): string => mustRun(command(args));

async function visits(): Promise<number> {
  const page = await (await fetch(`http://127.0.0.1:${port}/`)).text();
  return Number(/<b>(?<count>\d+)<\/b>/.exec(page)?.groups?.['count']);
}

beforeAll(async () => {
  port = await freePort();
  flotilla('up', '--wait');
});
afterAll(() => {
  run(command(['down', '--volumes', '--timeout', '0']));
});

test('the page counts its visits', async () => {
  const first = await visits();
  expect(first).toBeGreaterThan(0);
  expect(await visits()).toBe(first + 1);
});

test('the store cannot be reached from the front network', () => {
  expect(flotilla('logs', 'visitor')).toContain('the store cannot be reached from here');
});

test('a second up changes nothing', () => {
  const before = flotilla('ps', '--all', '--quiet');
  flotilla('up', '--wait');
  expect(flotilla('ps', '--all', '--quiet')).toBe(before);
});

test('the count survives down and up', async () => {
  const before = await visits();
  flotilla('down', '--timeout', '0');
  flotilla('up', '--wait');
  expect(await visits()).toBeGreaterThan(before);
  expect(flotilla('logs', 'seed')).toContain('nothing to do');
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port: free } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return free;
}

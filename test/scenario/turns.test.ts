/** Two runs on one project: one works, the other waits or says for whom it would have to. */
import { expect, test } from 'vitest';
import type { LockRequest } from '../../src/host/host.ts';
import { takeLock } from '../../src/host/node-lock.ts';
import { testEngine } from '../support/engine.ts';
import { finished, idsOf, said, workspace, type Workspace } from '../support/flotilla.ts';

const ONE = `
services:
  web: {image: busybox, command: sleep 600, network_mode: none, stop_grace_period: 0s}
`;

async function holdTurn(shop: Workspace, command: string) {
  using engine = testEngine();
  const request: LockRequest = {
    project: shop.project,
    engine: engine.address,
    command,
    timeoutMs: 1000,
    onWait: () => {},
  };
  const lock = await takeLock(request);
  if (lock === undefined) throw new Error('the turn is taken');
  return lock;
}

test('who does not want to wait is told for whom, and changes nothing', async () => {
  await using shop = workspace('turns', ONE);
  const lock = await holdTurn(shop, 'up --wait');
  const { code, stderr } = await shop.flo('--lock-timeout', '0', 'up', '-d');
  lock.release();
  expect(code).toBe(1);
  expect(stderr).toMatch(
    new RegExp(
      `"flotilla up --wait" \\(pid ${process.pid}, since \\d+ s\\) is at work on project "${shop.project}"$`,
      'm',
    ),
  );
  expect(await idsOf(shop.project)).toEqual({});
});

test('who waits says for whom, and goes on when the other is done', async () => {
  await using shop = workspace('turns', ONE);
  const lock = await holdTurn(shop, 'down');
  const up = shop.start('up', '-d');
  const ended = finished(up);
  await said(up.stderr, /waiting for "flotilla down" \(pid \d+, since \d+ s\)/);
  lock.release();
  expect((await ended).code).toBe(0);
  expect(Object.keys(await idsOf(shop.project))).toEqual(['web-1']);
});

test('reading does not wait', async () => {
  await using shop = workspace('turns', ONE);
  const lock = await holdTurn(shop, 'up');
  for (const args of [['ps'], ['plan'], ['logs'], ['config', '-q'], ['up', '--dry-run']])
    expect([args, (await shop.flo(...args)).code]).toEqual([args, 0]);
  lock.release();
});

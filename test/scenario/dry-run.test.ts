/** `--dry-run` tells what each command would do, and does nothing. */
import { describe, expect, it } from 'vitest';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { idsOf, workspace } from '../support/flotilla.ts';

const SHOP = `
services:
  web: {image: busybox, command: sleep 600, init: true, stop_grace_period: 0s}
  idle: {image: busybox, command: sleep 600, init: true, stop_grace_period: 0s}
  built: {image: PROJECT-built, build: {dockerfile_inline: FROM busybox}, profiles: [more]}
`;

const ROWS: readonly (readonly [string, string])[] = [
  ['up -d --force-recreate', 'web-1 +replace'],
  ['up --force-recreate', 'web-1 +replace'],
  ['up -d --scale web=2', 'web-2 +create'],
  ['create --force-recreate', 'web-1 +replace'],
  ['scale web=2', 'web-2 +create'],
  ['run web true', 'web-run-'],
  ['start idle', 'idle-1 +start'],
  ['stop web', 'web-1 +stop'],
  ['restart web', 'web-1 +restart'],
  ['kill web', 'web-1 +kill'],
  ['pause web', 'web-1 +pause'],
  ['rm -f idle', 'idle-1 +remove'],
  ['down', 'web-1 +remove'],
  ['build built', 'built +build'],
  ['pull web', 'busybox +pull'],
  ['push built', 'built +push'],
  ['exec -T web touch /made', 'would run in container .*web-1: touch /made'],
];

describe('a dry run', () => {
  it('tells of every command what it would do, and writes nothing to the engine', async () => {
    await using shop = workspace('dry', '');
    shop.write('compose.yaml', SHOP.replaceAll('PROJECT', shop.project));
    expect((await shop.flo('up', '-d')).code).toBe(0);
    await shop.flo('stop', 'idle');
    const before = await idsOf(shop.project);
    await using proxy = await startFaultProxy();
    const env = { DOCKER_HOST: `unix://${proxy.socket}` };
    for (const [words, told] of ROWS) {
      const run = await shop.floWith({ env }, '--dry-run', ...words.split(' '));
      expect.soft([words, run.code, run.stdout]).toEqual([words, 0, expect.stringMatching(told)]);
    }
    expect(proxy.lines().filter((line) => !/^(?:GET|HEAD) /.test(line))).toEqual([]);
    expect(await idsOf(shop.project)).toEqual(before);
    expect((await shop.containers())['idle-1']?.state).toBe('exited');
  });
});

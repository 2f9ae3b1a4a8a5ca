import { describe, expect, it } from 'vitest';
import { idsOf, workspace } from '../support/flotilla.ts';

const THREE = `
services:
  web: {image: busybox, command: sleep 600, init: true, network_mode: none, depends_on: [db]}
  db: {image: busybox, command: sleep 600, init: true, network_mode: none}
  other: {image: busybox, command: sleep 600, init: true, network_mode: none}
`;

describe('scale', () => {
  it('adds and removes replicas of the service and leaves all others alone', async () => {
    await using shop = workspace('scale', THREE);
    await shop.flo('up', '-d', 'web');
    const before = await idsOf(shop.project);
    expect((await shop.flo('scale', 'web=3')).code).toBe(0);
    const more = await idsOf(shop.project);
    expect(Object.keys(more).toSorted()).toEqual(['db-1', 'web-1', 'web-2', 'web-3']);
    expect(more).toMatchObject(before);
    expect((await shop.flo('scale', 'web=1', 'db=2')).code).toBe(0);
    expect(Object.keys(await idsOf(shop.project)).toSorted()).toEqual(['db-1', 'db-2', 'web-1']);
    expect(await idsOf(shop.project)).toMatchObject(before);
  });

  it('starts dependencies unless it shall not', async () => {
    await using shop = workspace('scaledeps', THREE);
    expect((await shop.flo('scale', '--no-deps', 'web=1')).code).toBe(0);
    expect(Object.keys(await shop.containers())).toEqual(['web-1']);
    expect((await shop.flo('scale', 'web=1')).code).toBe(0);
    expect(Object.keys(await shop.containers()).toSorted()).toEqual(['db-1', 'web-1']);
  });

  it.each([
    ['solo', 'invalid scale specifier: solo'],
    ['web=-1', 'invalid scale specifier: web=-1'],
    ['web=two', 'invalid scale specifier: web=two'],
    ['nosuch=1', 'nosuch'],
  ])('refuses %s and changes nothing', async (argument, words) => {
    await using shop = workspace('scalebad', THREE);
    const refused = await shop.flo('scale', argument);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(words);
    expect(await shop.containers()).toEqual({});
  });
});

const JOBS = `
services:
  slow: {image: busybox, command: sh -c 'sleep 1.5; exit 3'}
  slower: {image: busybox, command: sh -c 'sleep 2.5; exit 4'}
  ok: {image: busybox, command: "true"}
`;

const ended = (id: string | undefined, code: number): string =>
  `container "${id ?? ''}" exited with status code ${code}`;

describe('wait', () => {
  it('tells each end and gives back the first code that is not 0, at once for what has ended', async () => {
    await using shop = workspace('wait', JOBS);
    await shop.flo('up', '-d');
    const ids = await idsOf(shop.project);
    const first = await shop.flo('wait', 'slower', 'ok', 'slow');
    expect(first).toMatchObject({ code: 3, stderr: '' });
    const lines = first.stdout.trim().split('\n');
    expect(lines.toSorted()).toEqual(
      [ended(ids['slow-1'], 3), ended(ids['slower-1'], 4), ended(ids['ok-1'], 0)].toSorted(),
    );
    const again = await shop.flo('wait', 'ok');
    expect(again).toEqual({ code: 0, stdout: `${ended(ids['ok-1'], 0)}\n`, stderr: '' });
  });

  it('fails where there is nothing to wait for, and names a service that does not exist', async () => {
    await using shop = workspace('waitnone', JOBS);
    const none = await shop.flo('wait', 'ok');
    expect(none).toMatchObject({ code: 1, stdout: '' });
    expect(none.stderr).toBe(`no containers for project "${shop.project}"\n`);
    await shop.flo('create');
    expect((await shop.flo('wait', 'ok')).code).toBe(1);
    expect((await shop.flo('wait', 'slo')).stderr).toContain('no such service: slo');
  });

  it('takes the project down afterwards when asked', async () => {
    await using shop = workspace('waitdown', JOBS);
    await shop.flo('up', '-d');
    const waited = await shop.flo('wait', '--down-project', 'slow');
    expect(waited.code).toBe(3);
    expect(waited.stdout).toContain('exited with status code 3');
    expect(await shop.containers()).toEqual({});
  });
});

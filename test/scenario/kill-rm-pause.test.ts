import { describe, expect, it } from 'vitest';
import { busyboxImage, testEngine } from '../support/engine.ts';
import { dockerCompose } from '../support/docker-compose.ts';
import { idsOf, workspace } from '../support/flotilla.ts';
import { LABEL } from '../../src/model/labels.ts';

const TWO = `
services:
  web: {image: busybox, command: sleep 600, init: true, network_mode: none, depends_on: [db], volumes: ["/anonymous", "named:/named"]}
  db: {image: busybox, command: sleep 600, init: true, network_mode: none}
volumes: {named: {}}
`;

const ONLY_WEB = `
services:
  web: {image: busybox, command: sleep 600, init: true, network_mode: none}
`;

describe('kill', () => {
  it('ends all that runs at once, one-offs of the service too', async () => {
    await using shop = workspace('kill', TWO);
    await shop.flo('up', '-d');
    await shop.flo('run', '-d', '--name', `${shop.project}-once`, 'web', 'sleep', '600');
    const killed = await shop.flo('kill', 'web');
    expect(killed).toMatchObject({ code: 0, stdout: '' });
    const containers = await shop.containers();
    expect(containers['web-1']).toMatchObject({ state: 'exited', exitCode: 137 });
    expect(containers['once']).toMatchObject({ state: 'exited', exitCode: 137 });
    expect(containers['db-1']?.state).toBe('running');
  });

  it('sends the signal that was asked for; one that does not exist fails in the engine’s words', async () => {
    await using shop = workspace('signal', ONLY_WEB);
    await shop.flo('up', '-d');
    const bad = await shop.flo('kill', '-s', 'NOPE');
    expect(bad.code).toBe(1);
    expect(bad.stderr).toContain('invalid signal: NOPE');
    expect((await shop.flo('kill', '-s', 'SIGTERM', 'web')).code).toBe(0);
    const exitCode = async () => (await shop.containers())['web-1']?.exitCode;
    await expect.poll(exitCode, { timeout: 30_000 }).toBe(143);
  });

  it('says so when there is nothing to kill, and that is no failure', async () => {
    await using shop = workspace('nokill', ONLY_WEB);
    expect(await shop.flo('kill')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'no container to kill\n',
    });
    expect(await shop.flo('kill', 'nosuch')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no such service: nosuch') as string,
    });
  });

  it('spares containers of services that are gone from the file, unless asked', async () => {
    await using shop = workspace('killorphans', TWO);
    await shop.flo('up', '-d');
    shop.write('compose.yaml', ONLY_WEB);
    await shop.flo('kill');
    expect((await shop.containers())['db-1']?.state).toBe('running');
    await shop.flo('kill', '--remove-orphans');
    expect((await shop.containers())['db-1']?.state).toBe('exited');
  });

  it('works from labels alone, for containers of other makers too', async () => {
    await using shop = workspace('foreign', ONLY_WEB);
    using engine = testEngine();
    const { id } = await engine.createContainer({
      name: `${shop.project}-stranger`,
      body: {
        Image: busyboxImage,
        Cmd: ['sleep', '600'],
        Labels: {
          [LABEL.project]: shop.project,
          [LABEL.service]: 'web',
          [LABEL.configHash]: 'made-by-hand',
        },
        HostConfig: { NetworkMode: 'none', Init: true },
      },
    });
    await engine.startContainer(id);
    expect((await shop.flo('-p', shop.project, 'pause')).code).toBe(0);
    expect((await shop.containers())['stranger']?.state).toBe('paused');
    expect((await shop.flo('-p', shop.project, 'kill')).code).toBe(0);
    expect((await shop.containers())['stranger']?.state).toBe('exited');
    expect((await shop.flo('-p', shop.project, 'rm', '-f')).code).toBe(0);
    expect(await shop.containers()).toEqual({});
  });
});

describe('rm', () => {
  it('names what goes on standard error, and removes only what does not run', async () => {
    await using shop = workspace('rm', TWO);
    await shop.flo('up', '-d');
    await shop.flo('stop', 'web');
    const removed = await shop.flo('rm', '-f');
    expect(removed).toMatchObject({ code: 0, stdout: '' });
    expect(removed.stderr).toContain(`Going to remove ${shop.project}-web-1\n`);
    expect(Object.keys(await shop.containers())).toEqual(['db-1']);
    expect(await shop.flo('rm', '-f')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'No stopped containers\n',
    });
  });

  it('asks, and takes everything but a yes for a no, the end of the input too', async () => {
    await using shop = workspace('rmask', ONLY_WEB);
    await shop.flo('create');
    const before = await idsOf(shop.project);
    for (const input of ['', 'n\n', 'what?\n']) {
      const asked = await shop.floWith({ input }, 'rm');
      expect(asked.code).toBe(0);
      expect(asked.stderr).toContain('Are you sure? [y/N]');
    }
    expect(await idsOf(shop.project)).toEqual(before);
    expect((await shop.floWith({ input: 'y\n' }, 'rm')).code).toBe(0);
    expect(await idsOf(shop.project)).toEqual({});
  });

  it('stops first with -s, dependents before what they depend on; -v takes anonymous volumes along', async () => {
    await using shop = workspace('rmstop', TWO);
    await shop.flo('up', '-d');
    using engine = testEngine();
    const { mounts } = (await shop.containers())['web-1'] ?? { mounts: [] };
    const volumes = mounts.flatMap(({ name }) => name ?? []);
    const removed = await shop.flo('rm', '-fsv');
    expect(removed.code).toBe(0);
    const words = removed.stderr.replaceAll(`${shop.project}-`, '');
    expect(words.indexOf('web-1  Stopped')).toBeLessThan(words.indexOf('db-1  Stopping'));
    expect(await shop.containers()).toEqual({});
    const left = (await engine.listVolumes({ names: volumes })).map(({ name }) => name);
    expect(left.filter((name) => volumes.includes(name))).toEqual([`${shop.project}_named`]);
  });

  it('changes nothing in a dry run', async () => {
    await using shop = workspace('rmdry', ONLY_WEB);
    await shop.flo('up', '-d');
    const before = await idsOf(shop.project);
    const plan = await shop.flo('--dry-run', 'rm', '-fs');
    expect(plan.code).toBe(0);
    expect(plan.stdout).toContain(`${shop.project}-web-1`);
    expect(await idsOf(shop.project)).toEqual(before);
    expect((await shop.containers())['web-1']?.state).toBe('running');
  });
});

describe('pause and unpause', () => {
  it('may be given twice: the second time changes nothing and is no failure', async () => {
    await using shop = workspace('pause', TWO);
    await shop.flo('up', '-d');
    expect((await shop.flo('pause', 'web')).stderr).toContain('Paused');
    expect(await shop.flo('pause', 'web')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect((await shop.flo('pause')).code).toBe(0);
    const paused = await shop.containers();
    expect(Object.values(paused).map(({ state }) => state)).toEqual(['paused', 'paused']);
    await shop.flo('unpause', 'db');
    expect((await shop.flo('unpause')).code).toBe(0);
    expect(await shop.flo('unpause')).toEqual({ code: 0, stdout: '', stderr: '' });
    const running = await shop.containers();
    expect(Object.values(running).map(({ state }) => state)).toEqual(['running', 'running']);
  });

  it('understands containers that Docker Compose has made, and the other way round', async () => {
    await using shop = workspace('pausemix', ONLY_WEB);
    const compose = dockerCompose(shop);
    await compose('up', '-d');
    expect((await shop.flo('pause')).code).toBe(0);
    expect((await compose('unpause')).code).toBe(0);
    expect((await shop.containers())['web-1']?.state).toBe('running');
  });
});

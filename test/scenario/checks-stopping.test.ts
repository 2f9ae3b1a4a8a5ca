/** Stopping, starting, restarting and taking down: what is said, and what is left. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, idsOf, type Workspace, workspace } from '../support/flotilla.ts';

const sleeper = (name: string, more = ''): string =>
  `  ${name}: {image: busybox, command: sleep 600, init: true, stop_grace_period: 0s${more}}\n`;

const compose = (...services: readonly string[]): string => `services:\n${services.join('')}`;

const SILENCE = { code: 0, stdout: '', stderr: '' };

describe('stop, start, restart', () => {
  const STACK = compose(
    sleeper('db'),
    sleeper('web', ', depends_on: {db: {condition: service_started, restart: true}}'),
    '  deaf: {image: busybox, command: [sh, -c, "trap true TERM; while :; do sleep 0.1; done"]}\n',
  );
  let shop: Workspace;
  let ids: Readonly<Record<string, string>>;

  beforeAll(async () => {
    shop = workspace('power', STACK);
    await shop.flo('up', '-d');
    ids = await idsOf(shop.project);
  });

  afterAll(() => shop[Symbol.asyncDispose]());

  it('restart what depends on it along, unless told not to', async () => {
    const web = `Container ${shop.project}-web-1  Restarting`;
    const both = await shop.flo('restart', 'db');
    expect(both.code).toBe(0);
    expect(both.stderr.indexOf(`${shop.project}-db-1  Started`)).toBeLessThan(
      both.stderr.indexOf(web),
    );
    expect(both.stderr).toContain(web);
    expect((await shop.flo('restart', '--no-deps', 'db')).stderr).not.toContain(web);
  });

  it('kill at once with -t 0, and do nothing a second time', async () => {
    expect((await shop.flo('stop', '-t0', 'deaf')).code).toBe(0);
    expect((await shop.containers())['deaf-1']?.exitCode).toBe(137);
    expect((await shop.flo('stop')).code).toBe(0);
    expect(await shop.flo('stop')).toEqual(SILENCE);
  });

  it('bring back the same containers, restart the stopped ones too', async () => {
    expect((await shop.flo('start', 'web')).code).toBe(0);
    expect(await shop.flo('start', 'db', 'web')).toEqual(SILENCE);
    const restarted = await shop.flo('restart', '-t', '0');
    expect(restarted.stderr).toContain(`Container ${shop.project}-deaf-1  Started`);
    expect(await idsOf(shop.project)).toEqual(ids);
  });

  it('say so when a container is kept that differs from the file', async () => {
    shop.write('compose.yaml', STACK.replace('sleep 600', 'sleep 601'));
    const { code, stderr } = await shop.flo('restart', '-t', '0', 'db', 'deaf');
    expect(code).toBe(0);
    expect(stderr).toContain(`warning: container "${shop.project}-db-1" differs from`);
    expect(stderr).not.toContain('-deaf-1" differs');
    expect(await idsOf(shop.project)).toEqual(ids);
  });

  it('name a signal that does not exist', async () => {
    const { code, stderr } = await shop.flo('kill', '-s', 'NOPE', 'web');
    expect(code).toBe(1);
    expect(stderr).toContain(`Container ${shop.project}-web-1  Error while Killing\n`);
    expect(stderr).toContain('invalid signal: NOPE');
  });

  it('find nothing in a project without containers', async () => {
    const none = `${shop.project}-none`;
    const missing = await shop.flo('-p', none, '-f', 'compose.yaml', 'start', 'web');
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain('service "web" has no container to start');
    for (const verb of ['stop', 'restart', 'pause', 'down'])
      expect(await shop.flo('-p', none, '-f', 'compose.yaml', verb)).toEqual(SILENCE);
    expect(await shop.flo('-p', none, 'down')).toEqual({
      ...SILENCE,
      stderr: `Warning: No resource found to remove for project "${none}".\n`,
    });
  });
});

describe('down', () => {
  it('tells what it does in order, and takes what profiles and one-offs have left only when asked', async () => {
    const stack = compose(sleeper('db'), sleeper('tool', ', profiles: [p]'));
    await using shop = workspace('downs', stack);
    expect((await shop.flo('--profile', 'p', 'up', '-d')).code).toBe(0);
    expect((await shop.flo('run', '-d', 'db', 'true')).code).toBe(0);
    const short = ({ stderr }: { readonly stderr: string }): string =>
      stderr.replaceAll(shop.project, 'p');
    await eventually(async () => {
      const ended = Object.values(await shop.containers()).filter(
        ({ state }) => state === 'exited',
      );
      return ended.length === 1;
    });
    const first = await shop.flo('down');
    expect(first.code).toBe(0);
    expect(short(first)).toContain('left as they are: p-tool-1');
    expect(short(first)).toMatch(
      /p-db-1 {2}Stopping\n[^]*p-db-1 {2}Stopped\n[^]*p-db-1 {2}Removing\n[^]*p-db-1 {2}Removed\n/,
    );
    const left = Object.keys(await shop.containers());
    expect(left.filter((name) => !name.startsWith('db-run-'))).toEqual(['tool-1']);
    expect(left).toHaveLength(2);
    const second = await shop.flo('down', '--remove-orphans');
    expect(second.code).toBe(0);
    expect(short(second).match(/db-run-\w+ {2}Removed/g)).toHaveLength(1);
    expect(short(second)).toContain('Network p_default  Removed\n');
    expect(await shop.containers()).toEqual({});
    expect(await shop.flo('down')).toEqual(SILENCE);
  });

  it('needs no dependency that only a profile enables, and leaves siblings and their network', async () => {
    const stack = compose(sleeper('a', ', depends_on: [db]'), sleeper('b'), sleeper('db'));
    await using shop = workspace('downone', stack);
    expect((await shop.flo('up', '-d', 'a', 'b')).code).toBe(0);
    shop.write('compose.yaml', stack.replace(/( {2}db: .*)\}/, '$1, profiles: [p]}'));
    const before = await idsOf(shop.project);
    const planned = await shop.flo('--dry-run', 'down');
    expect(planned.code).toBe(0);
    expect(planned.stdout).toMatch(new RegExp(`Container ${shop.project}-a-1 +remove`));
    expect(await idsOf(shop.project)).toEqual(before);
    expect((await shop.flo('down', 'a')).code).toBe(0);
    expect(Object.keys(await shop.containers()).toSorted()).toEqual(['b-1', 'db-1']);
    expect((await shop.flo('restart', 'b')).code).toBe(0);
    expect((await shop.flo('down', '--remove-orphans')).code).toBe(0);
    expect(await shop.containers()).toEqual({});
  });
});

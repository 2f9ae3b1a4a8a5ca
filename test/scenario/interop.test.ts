import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dockerCompose } from '../support/docker-compose.ts';
import { testEngine } from '../support/engine.ts';
import { type Finished, idsOf, type Workspace, workspace } from '../support/flotilla.ts';

const STACK = `
services:
  web:
    image: busybox
    command: sleep 600
    init: true
    environment: {A: '1'}
    ports: ['127.0.0.1::80']
    labels: {role: front}
    healthcheck: {test: [CMD, 'true'], interval: 5s}
    depends_on: [db]
  db:
    image: busybox
    command: sleep 600
    init: true
    volumes: [data:/data]
volumes: {data: {}}
`;

const states = (output: string): readonly string[] =>
  output
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).slice(-1)[0] ?? '');

describe('Docker Compose', () => {
  it('finds everything of our project as it should be, and takes it down', async () => {
    await using shop = workspace('ours', STACK);
    const theirs = dockerCompose(shop);
    expect((await shop.flo('up', '-d')).code).toBe(0);
    const ids = await idsOf(shop.project);
    const up = await theirs('up', '-d');
    expect([up.code, states(up.stderr)]).toEqual([0, ['Running', 'Running']]);
    expect(await idsOf(shop.project)).toEqual(ids);
    expect((await theirs('ps', '-q')).stdout.trim().split('\n').toSorted()).toEqual(
      Object.values(ids).toSorted(),
    );
    expect((await theirs('logs')).code).toBe(0);
    expect((await theirs('down', '-v', '-t', '0')).code).toBe(0);
    expect(await idsOf(shop.project)).toEqual({});
  });
});

/** The long form of a bind mount below `source`, as the engine takes it. */
const BINDS = {
  short: '- ./SOURCE:/data',
  plain: '- {type: bind, source: ./SOURCE, target: /data}',
  'read-only': '- {type: bind, source: ./SOURCE, target: /data, read_only: true}',
  empty: '- {type: bind, source: ./SOURCE, target: /data, bind: {}}',
  selinux: '- {type: bind, source: ./SOURCE, target: /data, bind: {selinux: z}}',
  flat: '- {type: bind, source: ./SOURCE, target: /data, bind: {recursive: disabled}}',
  created: '- {type: bind, source: ./SOURCE, target: /data, bind: {create_host_path: true}}',
  kept: '- {type: bind, source: ./SOURCE, target: /data, bind: {create_host_path: false}}',
} as const;

const bindStack = (sourceOf: (name: string) => string): string =>
  `services:\n${Object.entries(BINDS)
    .map(([name, mount]) => {
      const volumes = `volumes:\n      ${mount.replace('SOURCE', sourceOf(name))}`;
      return `  ${name}:\n    image: busybox\n    command: sleep 600\n    ${volumes}\n`;
    })
    .join('')}`;

describe('a bind mount', () => {
  it('is asked for as Docker Compose does, whichever way it is written', async () => {
    using engine = testEngine();
    await using shop = workspace(
      'binds',
      bindStack(() => 'there'),
    );
    shop.write('there/x', '');
    const mounts = async (): Promise<unknown> => {
      const details = await Promise.all(
        Object.values(await idsOf(shop.project)).map((id) => engine.inspectContainer(id)),
      );
      const rows = details.map(
        ({ name, raw }) => [name, raw['HostConfig'], raw['Mounts']] as const,
      );
      return rows
        .map(([name, config, all]) => {
          const { Binds, Mounts } = { ...(config as Record<string, unknown>) };
          return { name, Binds, Mounts, all };
        })
        .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    };
    expect((await dockerCompose(shop)('create')).code).toBe(0);
    const theirs = await mounts();
    expect((await shop.flo('plan', '--no-start', '--detailed-exitcode')).code).toBe(0);
    expect((await shop.flo('create', '--force-recreate')).code).toBe(0);
    expect(await mounts()).toEqual(theirs);
  });

  it('makes its source, or is refused without it, where Docker Compose does so', async () => {
    const made = async (run: (shop: Workspace, name: string) => Promise<Finished>) => {
      await using shop = workspace(
        'binds',
        bindStack((name) => `gone-${name}`),
      );
      const codes: Record<string, unknown> = {};
      for (const name of Object.keys(BINDS)) {
        const { code } = await run(shop, name);
        codes[name] = [code, existsSync(join(shop.dir, `gone-${name}`))];
      }
      return codes;
    };
    const theirs = await made((shop, name) => dockerCompose(shop)('up', '-d', name));
    expect(await made((shop, name) => shop.flo('up', '-d', name))).toEqual(theirs);
    expect(theirs).toMatchObject({ plain: [0, true], empty: [1, false], kept: [1, false] });
  });
});

describe('a project that Docker Compose brought up', () => {
  it('is not replaced because a file behind a secret or config has new content', async () => {
    await using shop = workspace(
      'theirs',
      `services:
  web: {image: busybox, command: sleep 600, init: true, secrets: [token], configs: [site]}
secrets: {token: {file: ./token}}
configs: {site: {file: ./site}}
`,
    );
    const write = (text: string): void =>
      ['token', 'site'].forEach((name) => shop.write(name, text));
    write('one');
    expect((await dockerCompose(shop)('up', '-d')).code).toBe(0);
    write('two');
    expect((await shop.flo('plan', '--detailed-exitcode')).code).toBe(0);
    expect((await shop.flo('up', '-d', '--force-recreate', '-t', '0')).code).toBe(0);
    expect((await shop.flo('plan', '--detailed-exitcode')).code).toBe(0);
    write('three');
    const plan = await shop.flo('plan', '--detailed-exitcode');
    expect(plan.code).toBe(2);
    expect(plan.stdout).toContain('content of configs.site (site), secrets.token (token) changed');
    // what we have written does not disturb the other tool
    const ids = await idsOf(shop.project);
    expect((await dockerCompose(shop)('up', '-d')).code).toBe(0);
    expect(await idsOf(shop.project)).toEqual(ids);
  });

  it('is as it should be for us too, and goes down with us', async () => {
    await using shop = workspace('theirs', STACK);
    const theirs = dockerCompose(shop);
    expect((await theirs('up', '-d')).code).toBe(0);
    const ids = await idsOf(shop.project);
    const up = await shop.flo('up', '-d');
    expect([up.code, states(up.stderr)]).toEqual([0, ['Running', 'Running']]);
    expect(await idsOf(shop.project)).toEqual(ids);
    const plan = await shop.flo('plan', '--detailed-exitcode');
    expect(plan.code).toBe(0);
    expect((await shop.flo('ps', '-q')).stdout.trim().split('\n').toSorted()).toEqual(
      Object.values(ids).toSorted(),
    );
    expect((await shop.flo('exec', '-T', 'web', 'true')).code).toBe(0);
    expect((await shop.flo('stop', '-t', '0')).code).toBe(0);
    expect((await shop.flo('start')).code).toBe(0);
    expect((await shop.flo('down', '-v', '-t', '0')).code).toBe(0);
    expect(await idsOf(shop.project)).toEqual({});
  });
});

/** What `up -d` and `create` say and leave behind, beside what the decision table holds. */
import { describe, expect, it } from 'vitest';
import { testEngine } from '../support/engine.ts';
import { idsOf, workspace } from '../support/flotilla.ts';

const service = (name: string, more = ''): string =>
  `  ${name}: {image: busybox, command: "sleep \${T:-600}", init: true, stop_grace_period: 0s${more}}\n`;

const compose = (...services: readonly string[]): string => `services:\n${services.join('')}`;

/** Fails unless the words stand in the text in this order. */
function expectInOrder(text: string, ...words: readonly string[]): void {
  const places = words.map((word) => text.indexOf(word));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
}

describe('up -d', () => {
  it('tells what it makes in order, and keeps anonymous volumes when it replaces, but for -V', async () => {
    await using shop = workspace('told', compose(service('a', ', volumes: [/data]')));
    const name = `Container ${shop.project}-a-1  `;
    const first = await shop.flo('up', '-d');
    expect(first).toMatchObject({ code: 0, stdout: '' });
    const made = [`Network ${shop.project}_default  Created`, `${name}Creating`, `${name}Created`];
    expectInOrder(first.stderr, ...made, `${name}Starting`, `${name}Started`);
    expect((await shop.flo('exec', '-T', 'a', 'touch', '/data/kept')).code).toBe(0);

    const second = await shop.floWith({ env: { T: '601' } }, 'up', '-d');
    expectInOrder(
      second.stderr,
      ...['Recreate', 'Recreated', 'Starting', 'Started'].map((word) => `${name}${word}\n`),
    );
    expect((await shop.flo('exec', '-T', 'a', 'ls', '/data')).stdout).toBe('kept\n');
    await shop.floWith({ env: { T: '601' } }, 'up', '-d', '-V');
    expect((await shop.flo('exec', '-T', 'a', 'ls', '/data')).stdout).toBe('');
  });

  it('hands the name of an orphan on without a stumble', async () => {
    await using shop = workspace('heir', compose(service('old')));
    const named = (key: string): string =>
      compose(service(key, `, container_name: ${shop.project}-it`));
    shop.write('compose.yaml', named('old'));
    expect((await shop.flo('up', '-d')).code).toBe(0);
    shop.write('compose.yaml', named('heir'));
    const { code, stderr } = await shop.flo('up', '-d', '--remove-orphans');
    expect(code).toBe(0);
    expectInOrder(stderr, 'Removing', 'Removed', 'Creating', 'Created');
    expect(stderr).not.toMatch(/Error|Skipped/);
    expect((await shop.containers())['it']?.service).toBe('heir');
  });

  it('uses a network and a volume of others with one warning each, and never removes them', async () => {
    const data = 'volumes: {data: {}}\n';
    await using shop = workspace('foreign', compose(service('a', ', volumes: ["data:/d"]')) + data);
    using engine = testEngine();
    const [network, volume] = [`${shop.project}_default`, `${shop.project}_data`];
    await engine.createNetwork({ Name: network, Labels: {} });
    await engine.createVolume({ Name: volume, Labels: {} });
    try {
      const up = await shop.flo('up', '-d');
      expect(up.code).toBe(0);
      expect(up.stderr.match(/\[foreign-network\]/g)).toHaveLength(1);
      expect(up.stderr.match(/\[foreign-volume\]/g)).toHaveLength(1);
      const down = await shop.flo('down', '-v');
      expect(down.code).toBe(0);
      expect(down.stderr).toContain(`volume "${volume}" stays`);
      expect(await engine.listNetworks({ names: [network] })).toHaveLength(1);
      expect(await engine.listVolumes({ names: [volume] })).toHaveLength(1);
    } finally {
      await engine.removeNetwork(network);
      await engine.removeVolume(volume);
    }
  });

  it('refuses what cannot be before it makes anything, and plans without doing', async () => {
    const missing = '  miss: {image: "flotilla-no-such-image:1"}\n';
    await using shop = workspace(
      'refused',
      compose(service('a', ', container_name: solo'), missing),
    );
    const pull = await shop.flo('up', '-d', '--pull', 'never');
    expect(pull.code).toBe(1);
    expect(pull.stderr).toContain('"flotilla-no-such-image:1"');
    const scaled = await shop.flo('up', '-d', '--scale', 'a=2', 'a');
    expect(scaled.code).toBe(1);
    expect(scaled.stderr).toContain('custom container name');
    const before = await shop.flo('up', '-d', '--dry-run', 'a');
    expect(before).toMatchObject({ code: 0, stderr: '' });
    expect(await shop.flo('--dry-run', 'up', '-d', 'a')).toEqual(before);
    const json = await shop.flo('--dry-run', '--progress', 'json', 'up', 'a');
    expect(JSON.parse(json.stdout)).toMatchObject({ project: shop.project, verb: 'up' });
    expect(await shop.containers()).toEqual({});
    using engine = testEngine();
    const labels = [`com.docker.compose.project=${shop.project}`];
    expect(await engine.listNetworks({ labels })).toEqual([]);
  });
});

describe('create', () => {
  it('starts nothing; up -d then only starts, down of one service leaves the others startable', async () => {
    await using shop = workspace('create', compose(service('a'), service('b')));
    expect((await shop.flo('create')).code).toBe(0);
    const ids = await idsOf(shop.project);
    const states = async () => Object.values(await shop.containers()).map(({ state }) => state);
    expect(await states()).toEqual(['created', 'created']);
    const again = await shop.flo('up', '--no-start');
    expect(again).toEqual({ code: 0, stdout: '', stderr: '' });
    expect((await shop.flo('down', 'a')).code).toBe(0);
    expect((await shop.flo('start', 'b')).code).toBe(0);
    const up = await shop.flo('up', '-d', 'b');
    expect(up.stderr).toBe(` Container ${shop.project}-b-1  Running\n`);
    expect(await idsOf(shop.project)).toEqual({ 'b-1': ids['b-1'] });
  });
});

describe('up without services', () => {
  it('is refused, but for resources that --all-resources asks for', async () => {
    await using shop = workspace('resources', 'networks: {front: }\nvolumes: {data: }\n');
    expect(await shop.flo('up')).toMatchObject({ code: 1, stderr: 'no service selected\n' });
    const up = await shop.flo('--all-resources', 'up');
    expect(up.stderr.split('\n').toSorted()).toEqual([
      '',
      ` Network ${shop.project}_front  Created`,
      ` Network ${shop.project}_front  Creating`,
      ` Volume ${shop.project}_data  Created`,
      ` Volume ${shop.project}_data  Creating`,
    ]);
    expect((await shop.flo('down', '-v')).stderr).toContain(`Volume ${shop.project}_data  Removed`);
  });
});

describe('variables', () => {
  it('of the process choose the separator of names and the stream of progress', async () => {
    await using shop = workspace('vars', compose(service('a'), service('b', ', profiles: [p]')));
    const old = { env: { COMPOSE_COMPATIBILITY: '1' } };
    expect((await shop.floWith(old, 'up', '-d', 'b')).code).toBe(0);
    expect(Object.keys(await shop.containers())).toEqual([`${shop.project}_b_1`]);
    const stopped = await shop.floWith({ env: { COMPOSE_STATUS_STDOUT: '1' } }, 'stop', 'b');
    expect(stopped).toMatchObject({ code: 0, stderr: '' });
    expect(stopped.stdout).toContain(`Container ${shop.project}_b_1  Stopped\n`);
    expect(await shop.flo('--progress', 'quiet', 'start', 'b')).toMatchObject({
      code: 0,
      stdout: '',
      stderr: '',
    });
  });
});

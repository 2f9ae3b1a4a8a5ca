/** Containers with labels of the project that are not, or not quite, what a compose tool makes. */
import { describe, expect, it } from 'vitest';
import { LABEL } from '../../src/model/labels.ts';
import { testEngine } from '../support/engine.ts';
import { idsOf, type Workspace, workspace } from '../support/flotilla.ts';

const STACK = `services:
  web: {image: busybox, command: sleep 600, init: true, stop_grace_period: 0s, network_mode: none}
`;

interface Hand {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** At a port that the engine chooses. */
  readonly publishes?: string;
}

/** Runs a container of the service by hand; gives its id. */
async function runByHand(shop: Workspace, { name, labels = {}, publishes }: Hand): Promise<string> {
  using engine = testEngine();
  const { id } = await engine.createContainer({
    name: `${shop.project}-${name}`,
    body: {
      Image: 'busybox',
      Cmd: ['sleep', '600'],
      Labels: { [LABEL.project]: shop.project, [LABEL.service]: 'web', ...labels },
      ...(publishes === undefined ? {} : { ExposedPorts: { [publishes]: {} } }),
      HostConfig: {
        Init: true,
        NetworkMode: publishes === undefined ? 'none' : 'bridge',
        ...(publishes === undefined
          ? {}
          : { PortBindings: { [publishes]: [{ HostIp: '127.0.0.1', HostPort: '' }] } }),
      },
    },
  });
  await engine.startContainer(id);
  return id;
}

/** What every compose tool writes; without a file `ls` of Docker Compose complains to whoever calls it. */
const MADE = { [LABEL.configHash]: '0'.repeat(64), [LABEL.configFiles]: 'compose.yaml' };

describe('a container without a config hash, as from a built image that somebody runs', () => {
  it('is seen by no command, and neither replaced nor removed', async () => {
    await using shop = workspace('hand', STACK);
    const hand = await runByHand(shop, { name: 'hand' });
    const each = (calls: readonly (readonly string[])[]) =>
      Promise.all(calls.map((call) => shop.flo(...call)));
    const silent = [['top'], ['logs'], ['ps', '-aq'], ['images', '-q']];
    for (const run of await each(silent)) expect(run).toEqual({ code: 0, stdout: '', stderr: '' });
    for (const verb of ['stop', 'down'])
      expect(await shop.flo(verb)).toEqual({ code: 0, stdout: '', stderr: '' });
    for (const { stderr } of await each([
      ['exec', '-T', 'web', 'true'],
      ['port', 'web', '80'],
    ]))
      expect(stderr).toBe('service "web" is not running\n');
    expect((await shop.flo('up', '-d')).code).toBe(0);
    expect((await shop.flo('stats', '--no-stream', '--format', '{{.Name}}')).stdout).toBe(
      `${shop.project}-web-1\n`,
    );
    expect((await shop.flo('down', '--remove-orphans')).code).toBe(0);
    expect(await idsOf(shop.project)).toEqual({ hand });
    expect((await shop.containers())['hand']?.state).toBe('running');
  });

  it('is named when it holds a port of the project', async () => {
    await using shop = workspace('handport', STACK);
    const hand = await runByHand(shop, { name: 'hand', publishes: '80/tcp' });
    const port = (await shop.containers())['hand']?.ports[0]?.publicPort ?? 0;
    shop.write(
      'compose.yaml',
      STACK.replace('network_mode: none', `ports: ["127.0.0.1:${port}:80"]`),
    );
    const { code, stderr } = await shop.flo('up', '-d');
    expect(code).toBe(1);
    expect(stderr).toContain(`${shop.project}-hand`);
    expect((await idsOf(shop.project))['hand']).toBe(hand);
  });
});

describe('a container of another compose tool', () => {
  it('needs no label that says it is no one-off', async () => {
    await using shop = workspace('nooneoff', STACK);
    const id = await runByHand(shop, {
      name: 'web-1',
      labels: { ...MADE, [LABEL.containerNumber]: '1' },
    });
    expect((await shop.flo('ps', '-q')).stdout).toBe(`${id}\n`);
    expect((await shop.flo('stop', '-t', '0')).stderr).toContain('web-1  Stopped\n');
    expect((await shop.flo('start', 'web')).code).toBe(0);
    expect((await shop.flo('cp', 'web:/etc/hostname', '-')).code).toBe(0);
    expect((await shop.flo('rm', '-fs', 'web')).code).toBe(0);
    expect(await idsOf(shop.project)).toEqual({});
  });

  it('of the first series is replaced, its network and volume stay with their data', async () => {
    const stack =
      'services: {web: {image: busybox, command: sleep 600, init: true, volumes: ["data:/d"]}}\n';
    await using shop = workspace('first', `${stack}volumes: {data: {}}\n`);
    using engine = testEngine();
    const Labels = { [LABEL.project]: shop.project, [LABEL.version]: '1.29.2' };
    const [network, volume] = [`${shop.project}_default`, `${shop.project}_data`];
    await engine.createNetwork({
      Name: network,
      Labels: { ...Labels, [LABEL.network]: 'default' },
    });
    await engine.createVolume({ Name: volume, Labels: { ...Labels, [LABEL.volume]: 'data' } });
    const { id } = await engine.createContainer({
      name: `${shop.project}_web_1`,
      body: {
        Image: 'busybox',
        Cmd: ['sh', '-c', 'echo kept >/d/file; exec sleep 600'],
        Labels: {
          ...Labels,
          ...MADE,
          [LABEL.service]: 'web',
          [LABEL.containerNumber]: '1',
          [LABEL.oneoff]: 'False',
        },
        HostConfig: { Init: true, NetworkMode: network, Binds: [`${volume}:/d`] },
      },
    });
    await engine.startContainer(id);
    expect((await shop.flo('ps', '-q')).stdout).toBe(`${id}\n`);
    const up = await shop.flo('up', '-d', '-t', '0');
    expect(up.code).toBe(0);
    expect(up.stderr).not.toMatch(/Network|Volume/);
    expect(Object.keys(await shop.containers())).toEqual(['web-1']);
    expect((await shop.flo('exec', '-T', 'web', 'cat', '/d/file')).stdout).toBe('kept\n');
  });

  it('without a number is adopted: up replaces it by the first', async () => {
    await using shop = workspace('nonumber', STACK);
    await runByHand(shop, { name: 'mine', labels: { ...MADE, [LABEL.oneoff]: 'False' } });
    const up = await shop.flo('up', '-d');
    expect(up).toMatchObject({ code: 0, stderr: expect.stringContaining('web-1  Recreated\n') });
    const { 'web-1': web, ...others } = await shop.containers();
    expect([others, web?.number]).toEqual([{}, 1]);
  });
});

/** The commands that look at a project: what they print, side by side with Docker Compose. */
import { describe, expect, test } from 'vitest';
import { dockerCompose } from '../support/docker-compose.ts';
import { randomSubnet } from '../support/engine.ts';
import { eventually, type Finished, workspace, type Workspace } from '../support/flotilla.ts';
import { startMemoryRegistry } from '../support/memory-registry.ts';

const STACK = `
services:
  web:
    image: busybox
    command: sleep 600
    stop_grace_period: 0s
    ports: ["127.0.0.1::80", "127.0.0.1::9000-9001/udp"]
    volumes: ["data:/data", "/anonymous"]
    scale: 2
  job:
    image: alpine
    command: "true"
volumes:
  data: {}
networks:
  default: {ipam: {config: [{subnet: ${randomSubnet()}}]}}
`;

/** Up, with its job done. */
async function startStack(prefix: string): Promise<Workspace> {
  const shop = workspace(prefix, STACK);
  const up = await shop.flo('up', '-d');
  if (up.code !== 0) throw new Error(up.stderr);
  await eventually(async () => (await shop.containers())['job-1']?.state === 'exited');
  return shop;
}

const lines = ({ stdout }: Finished): readonly string[] => stdout.split('\n').slice(0, -1);

/** Without the share of the processor, which moves between two looks at a process. */
const steady = (run: Finished): Finished => ({
  ...run,
  stdout: run.stdout.replaceAll(/\d+ +(?=\d\d:\d\d )/g, 'C ').replace(/C +STIME/, 'C STIME'),
});

test('tables, lists and templates are Docker Compose’s', { timeout: 60_000 }, async () => {
  await using shop = await startStack('same');
  const compose = dockerCompose(shop);
  const calls: readonly (readonly string[])[] = [
    ['images', '-q'],
    ['top', 'web'],
    ['volumes'],
    ['volumes', '-q'],
    ['volumes', 'job'],
    ['volumes', '--format', 'raw'],
    ['volumes', '--format', 'table {{.Name}}\\t{{.Mountpoint}}'],
    ['port', 'web', '80'],
    ['port', '--index', '2', '--protocol', 'UDP', 'web', '9001'],
    ['ls', '-a', '--filter', `name=^${shop.project}$`],
    ['ls', '-a', '--format', 'json', '--filter', `name=${shop.project}`],
    ['ls', '-q', '--filter', 'name=['],
    ['ps', '-a', '--format', 'table {{.Name}}\\t{{.State | upper}}\\t{{.Ports}}'],
    ['ps', '--format', '{{range .Publishers}}{{.URL}}:{{.PublishedPort}}->{{.TargetPort}} {{end}}'],
    ['ps', '--format', '{{.Publishers}} {{.Networks}} {{len .Mounts}} {{.LocalVolumes}}'],
    [
      'ps',
      '-a',
      '--format',
      'table {{.ID}}\\t{{.ExitCode}}\\t{{.Label "com.docker.compose.service"}}',
    ],
    ['ps', '--format', '{{join (split .Name "-") "_"}} {{truncate .Name 3}} {{pad .Service 1 2}}|'],
    ['ps', '--format', '{{.Nope}}'],
    ['ps', '--format', '{{'],
    ['volumes', '--format', '{{.Nope}}'],
    ['stats', '--no-stream', '--format', '{{.Nope}}'],
  ];
  for (const call of calls) {
    const [ours, theirs] = [await shop.flo(...call), await compose(...call)];
    expect({ call, ...steady(ours) }).toEqual({ call, ...steady(theirs) });
  }
});

test('images, volumes and usage as JSON hold what Docker Compose’s do', async () => {
  await using shop = await startStack('json');
  const compose = dockerCompose(shop);
  const read = (text: string): unknown[] =>
    text.split('\n').flatMap((line): unknown => (line === '' ? [] : JSON.parse(line)));
  const byName = (rows: unknown[]): unknown[] =>
    rows.flat().toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

  const images = await shop.flo('images', '--format', 'json');
  const theirImages = await compose('images', '--format', 'json');
  expect(byName(read(images.stdout))).toEqual(byName(read(theirImages.stdout)));

  const usage = read((await shop.flo('stats', '--no-stream', '--format', 'json')).stdout);
  const theirUsage = read((await compose('stats', '--no-stream', '--format', 'json')).stdout);
  expect(usage.map((row) => Object.keys(row as object))).toEqual(
    theirUsage.map((row) => Object.keys(row as object)),
  );

  const none = await shop.flo('-p', `${shop.project}x`, 'images', '--format', 'json');
  expect(none).toMatchObject({ code: 0, stdout: '[]\n' });
});

describe('what is not there', () => {
  test('is refused with a hint', async () => {
    await using shop = workspace('absent', STACK);
    for (const verb of ['top', 'images', 'stats', 'events', 'volumes']) {
      const run = await shop.flo(verb, 'wbe');
      expect({ verb, ...run }).toMatchObject({ code: 1, stdout: '' });
      expect(run.stderr).toContain('no such service: wbe\ndid you mean "web"?');
    }
    expect((await shop.flo('port', 'web', 'x')).stderr).toBe(
      'strconv.ParseUint: parsing "x": invalid syntax\n',
    );
    expect((await shop.flo('port', 'web', '80')).stderr).toBe('service "web" is not running\n');
    expect((await shop.flo('ls', '--filter', 'foo=x')).stderr).toBe("invalid filter 'foo'\n");
    const format = await shop.flo('ls', '--format', 'foo');
    expect(format.stderr).toContain('format value "foo" could not be parsed: parsing failed');
  });

  test('leaves an empty table, or nothing', async () => {
    await using shop = workspace('empty', STACK);
    expect(lines(await shop.flo('images'))).toEqual([expect.stringMatching(/^CONTAINER {11}REPO/)]);
    expect(lines(await shop.flo('volumes'))).toEqual(['DRIVER    VOLUME NAME']);
    expect(await shop.flo('top')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(lines(await shop.flo('stats', '--no-stream'))).toHaveLength(1);
  });

  test('an unpublished port is told with those that are', async () => {
    await using shop = await startStack('ports');
    expect(await shop.flo('port', 'web', '81')).toEqual({
      code: 1,
      stdout: '',
      stderr: `no port 81/tcp for container ${shop.project}-web-1: 80/tcp, 9000/udp, 9001/udp\n`,
    });
  });
});

test('stats shows several services, stopped ones on demand', async () => {
  await using shop = await startStack('stats');
  const names = async (...args: readonly string[]): Promise<readonly string[]> =>
    lines(await shop.flo('stats', '--no-stream', '--format', '{{.Name}} {{.PIDs}}', ...args));
  const [first, second] = [`${shop.project}-web-1 1`, `${shop.project}-web-2 1`];
  expect(await names()).toEqual([first, second]);
  expect(await names('-a', 'web', 'job')).toEqual([`${shop.project}-job-1 0`, first, second]);
});

test('a stream of stats goes on until it is interrupted, without control characters', async () => {
  await using shop = await startStack('stream');
  const child = shop.start('stats', '--format', '{{.Name}} {{.CPUPerc}}');
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  await eventually(() => text.split('\n').length > 4);
  child.kill('SIGINT');
  const code = await new Promise((resolve) => {
    child.on('close', resolve);
  });
  expect(code).toBe(130);
  expect(text).toMatch(/^(?:\S+-web-[12] \d+\.\d\d%\n)+$/);
});

test('events are told a line each, and their end is no failure', async () => {
  await using shop = await startStack('events');
  await shop.flo('stop', 'web');
  const past = ['events', '--since', '1m', '--until', '0s'];
  const text = await shop.flo(...past, 'job');
  expect(text).toMatchObject({ code: 0, stderr: '' });
  const line = new RegExp(
    `^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6} container start [0-9a-f]{64} \\(image=alpine, name=${shop.project}-job-1\\)$`,
  );
  expect(lines(text)).toContainEqual(expect.stringMatching(line));
  expect(text.stdout).not.toContain('web-1');

  const objects = lines(await shop.flo(...past, '--json', 'job'));
  const theirs = lines(await dockerCompose(shop)(...past, '--json', 'job'));
  const parse = (all: readonly string[]): unknown => all.map((each): unknown => JSON.parse(each));
  expect(parse(objects.filter((each) => !each.includes('dev.flotilla')))).toEqual(
    parse(theirs.map((each) => each.replace(/"dev\.flotilla\.[^"]*":"(?:[^"\\]|\\.)*",?/g, ''))),
  );
});

test('a push tells of all failures, and passes on what it can', { timeout: 60_000 }, async () => {
  await using registry = await startMemoryRegistry();
  const image = `${registry.host}/push-${Math.random().toString(16).slice(2)}`;
  await using shop = workspace(
    'push',
    `
services:
  good: {image: "${image}", build: {context: ., tags: ["${image}:second"]}}
  absent: {image: "${image}-absent", build: .}
  unreachable: {image: "127.0.0.1:1/nobody/here", build: .}
  pulled: {image: busybox}
`,
  );
  shop.write('Dockerfile', 'FROM busybox\n');
  expect((await shop.flo('build', 'good')).code).toBe(0);
  const push = await shop.flo('push');
  expect(push.code).toBe(1);
  expect(push.stderr).toContain(` Image ${image}  Pushed`);
  expect(push.stderr).toContain(` Image ${image}:second  Pushed`);
  expect(push.stderr).toContain(`image ${image}-absent cannot be pushed to ${registry.host}: `);
  expect(push.stderr).toContain('image 127.0.0.1:1/nobody/here cannot be pushed to 127.0.0.1:1: ');
  expect((await shop.flo('push', '--ignore-push-failures')).code).toBe(0);
  expect((await shop.flo('push', '-q', 'good')).code).toBe(0);
});

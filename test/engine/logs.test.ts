import { describe, expect, test } from 'vitest';
import { followLogs } from '../../src/engine/follow-logs.ts';
import { Patience } from '../../src/engine/patience.ts';
import { createNodeHost } from '../../src/host/node-host.ts';
import { testEngine } from '../support/engine.ts';
import { finished, workspace } from '../support/flotilla.ts';

const quiet = 'network_mode: none';
const shell = (script: string): string =>
  JSON.stringify(['sh', '-c', script.replaceAll('$', '$$$$')]);

describe('logs', () => {
  test('several services are merged by time, with names as wide as the longest', async () => {
    await using space = workspace(
      'logs',
      `services:
  a: {image: busybox, ${quiet}, command: ${shell('echo a1; sleep 1; echo a2 >&2')}}
  longname: {image: busybox, ${quiet}, command: ${shell('sleep 0.5; echo b1; sleep 1; printf b2')}}
`,
    );
    await space.flo('up', '-d');
    const followed = await space.flo('logs', '-f');
    expect(followed.code).toBe(0);
    const { code, stdout, stderr } = await space.flo('logs');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toBe('a-1         | a1\nlongname-1  | b1\na-1         | a2\nlongname-1  | b2\n');
    expect((await space.flo('logs', '--no-log-prefix', '-n', '1', 'a')).stdout).toBe('a2\n');
    const stamped = await space.flo('logs', '-t', 'a');
    expect(stamped.stdout).toMatch(/^a-1 {2}\| \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z a1\n/);
    const colored = await space.flo('--ansi', 'always', 'logs');
    expect(colored.stdout).toContain('\u001B[36ma-1         | \u001B[0ma1\n');
    expect(colored.stdout).toContain('\u001B[33mlongname-1  | \u001B[0mb1\n');
    expect((await space.flo('logs', '--until', '1h')).stdout).toBe('');
  });

  test('lines of any length come out whole', async () => {
    const long = 'i=0; while [ $i -lt 2500 ]; do printf 0123456789abcdef; i=$((i+1)); done; echo';
    await using space = workspace(
      'logs',
      `services:
  a: {image: busybox, ${quiet}, command: ${shell(`${long}; echo end`)}}
  b: {image: busybox, ${quiet}, command: ${shell(long)}}
`,
    );
    await space.flo('up', '-d');
    await space.flo('logs', '-f');
    const { stdout } = await space.flo('logs', '--no-log-prefix');
    expect(
      stdout
        .split('\n')
        .map((line) => line.length)
        .toSorted((a, b) => b - a),
    ).toEqual([40_000, 40_000, 3, 0]);
  });

  test('the last line of one run is not glued to the first of the next', async () => {
    await using space = workspace(
      'logs',
      `services:\n  a: {image: busybox, ${quiet}, command: ${shell('printf part')}}\n`,
    );
    for (const _run of [1, 2]) {
      await space.flo('up', '-d');
      await space.flo('logs', '-f');
    }
    expect((await space.flo('logs', '--no-log-prefix')).stdout).toBe('part\npart\n');
    expect((await space.flo('logs', '-f', '--no-log-prefix')).stdout).toBe('part\npart\n');
  });

  test('what cannot be meant is an error that says what can', async () => {
    await using space = workspace('logs', `services:\n  a: {image: busybox, ${quiet}}\n`);
    const cases = [
      [['--since', 'bad'], 'failed to parse value as time or duration: "bad"'],
      [['--tail', 'x'], 'invalid value for "tail"'],
      [['--index', '1'], '--index requires one service to be selected'],
      [['--index', '9', 'a'], 'service "a" is not running container #9'],
      [['nosuch'], 'no such service: nosuch'],
    ] as const;
    for (const [args, message] of cases) {
      const { code, stderr } = await space.flo('logs', ...args);
      expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
    }
  });

  test('a reader that goes away ends it without a word', async () => {
    await using space = workspace(
      'logs',
      `services:\n  a: {image: busybox, ${quiet}, command: ${shell('yes | head -n 100000')}}\n`,
    );
    await space.flo('up', '-d');
    const child = space.start('logs', '-f');
    child.stdout.once('data', () => child.stdout.destroy());
    expect(await finished(child)).toMatchObject({ code: 0, stderr: '' });
  });

  test('Ctrl-C ends following with 130', async () => {
    await using space = workspace(
      'logs',
      `services:\n  a: {image: busybox, ${quiet}, command: ${shell('echo up; sleep 60')}}\n`,
    );
    await space.flo('up', '-d');
    const child = space.start('logs', '-f');
    child.stdout.once('data', () => child.kill('SIGINT'));
    expect(await finished(child)).toEqual({ code: 130, stdout: 'a-1  | up\n', stderr: '' });
    await space.flo('stop', '-t', '0');
  });
});

describe('followLogs', () => {
  test('follows over restarts and to later containers, without gap or repeat', async () => {
    using engine = testEngine();
    await using space = workspace('follow', 'services:\n  a: {image: busybox}\n');
    const script = 'i=0; while [ $i -lt 40 ]; do echo $i; i=$((i+1)); done; sleep 0.3';
    const create = async (service: string, command = script): Promise<string> => {
      const Labels = {
        'com.docker.compose.project': space.project,
        'com.docker.compose.service': service,
      };
      const body = { Image: 'busybox', Cmd: ['sh', '-c', command], Labels };
      const name = `${space.project}-${service}-1`;
      return (await engine.createContainer({ name, body: { ...body, HostConfig: {} } })).id;
    };
    // while one container runs the following does not end, however long a restart takes
    const [first, keeper] = [await create('first'), await create('keeper', 'exec sleep 600')];
    await engine.startContainer(first);
    await engine.startContainer(keeper);
    const lines: Record<string, string[]> = {};
    const done = followLogs(engine, {
      patience: new Patience(createNodeHost().clock),
      labels: [`com.docker.compose.project=${space.project}`],
      wants: () => true,
      onLines: async ({ service }, more) => {
        (lines[service] ??= []).push(...more.map(({ bytes }) => bytes.toString()));
      },
    });
    const later = await create('later');
    await engine.restartContainer(first, { timeoutSeconds: 0 });
    await engine.startContainer(later);
    await engine.restartContainer(first, { timeoutSeconds: 0 });
    await engine.stopContainer(keeper, { timeoutSeconds: 0 });
    await done;
    const numbers = Array.from({ length: 40 }, (_, index) => String(index));
    expect(lines['first']).toEqual([...numbers, ...numbers, ...numbers]);
    expect(lines['later']).toEqual(numbers);
  });
});

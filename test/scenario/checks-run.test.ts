/** `exec`, `run` and the commands that go on until a signal: one stack, what comes back. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testEngine } from '../support/engine.ts';
import { eventually, finished, type Workspace, workspace } from '../support/flotilla.ts';

const STACK = `services:
  a: {image: busybox, command: sh -c "echo ready; exec sleep 600", init: true, stop_grace_period: 0s, network_mode: none}
  words: {image: busybox, command: echo done, network_mode: none}
  hooked:
    image: busybox
    command: sleep 600
    network_mode: none
    post_start: [{command: touch /hooked}]
  bad: {image: busybox, command: sleep 600, network_mode: none, post_start: [{command: sh -c "echo no luck; exit 3"}]}
  db: {image: busybox, command: sleep 600, init: true, stop_grace_period: 0s, network_mode: none, healthcheck: {test: "true", interval: 9s, start_period: 9s, start_interval: 100ms}}
  web: {image: busybox, network_mode: none, depends_on: {db: {condition: service_healthy}}}
`;

let shop: Workspace;

beforeAll(async () => {
  shop = workspace('runs', STACK);
  await shop.flo('up', '-d', 'a', 'words');
});

afterAll(() => shop[Symbol.asyncDispose]());

describe('run', () => {
  it('runs the hooks behind the start; one that fails is a warning', async () => {
    const waiting = 'while [ ! -e /hooked ]; do sleep 0.1; done; exit 4';
    const run = await shop.flo('run', '--rm', '-T', 'hooked', 'sh', '-c', waiting);
    expect(run).toMatchObject({ code: 4, stdout: '' });
    const failed = await shop.flo('run', '--rm', '-T', 'bad', 'sleep', '3');
    expect(failed.code).toBe(0);
    expect(failed.stderr).toContain('warning: bad hook exited with status 3');
    expect(failed.stderr).toContain('no luck');
  });

  it('waits for the health of what the service depends on, and passes input on', async () => {
    const run = await shop.floWith({ input: 'hi\n' }, 'run', '--rm', '-T', 'web', 'cat');
    expect(run).toMatchObject({ code: 0, stdout: 'hi\n' });
    expect((await shop.containers())['db-1']?.health).toBe('healthy');
  });
});

describe('exec', () => {
  it('passes everything behind the service on, "--" too', async () => {
    const own = await shop.flo('exec', '-T', '--', 'a', 'sh', '-c', 'echo $0', 'x');
    expect(own).toEqual({ code: 0, stdout: 'x\n', stderr: '' });
    const dashes = await shop.flo('exec', '-T', 'a', '--', 'true');
    expect(dashes).toMatchObject({ code: 127, stdout: '' });
    expect(dashes.stderr).toContain('exec: "--": executable file not found');
  });

  it('of a paused container says that it is paused', async () => {
    await shop.flo('pause', 'a');
    const run = await shop.flo('exec', '-T', 'a', 'true');
    await shop.flo('unpause', 'a');
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toContain('is paused');
  });
});

describe('what goes on until a signal', () => {
  const CALLS = [
    ['events'],
    ['wait', 'words', 'a'],
    ['logs', '-f', 'a'],
    ['stats', '--format', '{{.Name}}', 'a'],
  ];

  it('ends with 130 or 143, and without a word of complaint', async () => {
    using engine = testEngine();
    const { 'a-1': container } = await shop.containers();
    const runs = CALLS.flatMap((call) =>
      (['SIGINT', 'SIGTERM'] as const).map((signal) => {
        const child = shop.start(...call);
        let speaks = false;
        child.stdout.once('data', () => {
          speaks = true;
          child.kill(signal);
        });
        return { call, signal, speaks: () => speaks, run: finished(child) };
      }),
    );
    await eventually(async () => {
      // an event for those that wait for one
      await engine.killContainer(container?.id ?? '', { killSignal: 'SIGCONT' });
      return runs.every(({ speaks }) => speaks());
    });
    for (const { call, signal, run } of runs) {
      const { code, stderr } = await run;
      expect({ call, code, stderr }).toEqual({
        call,
        code: signal === 'SIGINT' ? 130 : 143,
        stderr: '',
      });
    }
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testEngine } from '../support/engine.ts';
import { finished, runProgram, workspace, type Workspace } from '../support/flotilla.ts';

const COMPOSE = `services:
  a: {image: busybox, network_mode: none, command: [sleep, "600"], stop_grace_period: 0s}
  gone: {image: busybox, network_mode: none, command: ["true"]}
`;

describe('exec', () => {
  let space: Workspace;
  beforeAll(async () => {
    space = workspace('exec', COMPOSE);
    await space.flo('up', '-d');
  });
  afterAll(async () => {
    await space[Symbol.asyncDispose]();
  });

  test('both streams come apart, and the exit code is the command’s', async () => {
    const script = 'echo o; echo e >&2; exit 5';
    expect(await space.flo('exec', '-T', 'a', 'sh', '-c', script)).toEqual({
      code: 5,
      stdout: 'o\n',
      stderr: 'e\n',
    });
  });

  test('a command that is not there is told on standard error, with 127', async () => {
    const { code, stdout, stderr } = await space.flo('exec', '-T', 'a', 'nosuch');
    expect([code, stdout]).toEqual([127, '']);
    expect(stderr).toContain('executable file not found');
    expect(stderr).not.toContain('\r');
  });

  test('input from a pipe is passed on with its end', async () => {
    const input = 'x'.repeat(1_000_000);
    const { code, stdout } = await space.floWith({ input }, 'exec', 'a', 'wc', '-c');
    expect([code, stdout.trim()]).toEqual([0, '1000000']);
  });

  test('environment, directory and user reach the command; flags behind the service are its own', async () => {
    const args = ['-e', 'X=1', '-e', 'FROM_HERE', '-e', 'NOWHERE', '-w', '/tmp', '-u', '1000', 'a'];
    const script = 'echo $X $FROM_HERE ${NOWHERE-unset}; pwd; id -u; echo "$@"';
    const env = { FROM_HERE: 'here' };
    const { stdout } = await space.floWith({ env }, 'exec', ...args, 'sh', '-c', script, 's', '-d');
    expect(stdout).toBe('1 here unset\n/tmp\n1000\n-d\n');
  });

  test('what does not run is named', async () => {
    const none = await space.flo('exec', '-T', 'gone', 'true');
    expect(none).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('service "gone" is not running\n'),
    });
    const third = await space.flo('exec', '-T', '--index', '3', 'a', 'true');
    expect(third.stderr).toContain('service "a" is not running container #3');
  });

  test('a detached command runs on and says nothing', async () => {
    const { code, stdout } = await space.flo('exec', '-d', 'a', 'touch', '/made');
    expect([code, stdout]).toEqual([0, '']);
    const look = async () => (await space.flo('exec', 'a', 'ls', '/made')).code;
    await expect.poll(look, { timeout: 30_000 }).toBe(0);
  });

  test('Ctrl-C without a terminal ends the command too', async () => {
    const child = space.start('exec', '-T', 'a', 'sh', '-c', 'echo ready; exec sleep 77');
    child.stdout.once('data', () => child.kill('SIGINT'));
    expect((await finished(child)).code).toBe(130);
    using engine = testEngine();
    const { 'a-1': container } = await space.containers();
    const running = async (): Promise<string> =>
      JSON.stringify(await engine.topContainer(container?.id ?? ''));
    await expect.poll(running, { timeout: 30_000 }).not.toContain('sleep 77');
  });

  test('on a terminal the command has one of the same size, and its code comes back', async () => {
    const program = `exec -it a sh -c "stty size; test -t 0 && exit 9"`;
    const command = `stty rows 33 cols 77; ${process.execPath} dist/flotilla.mjs -p ${space.project} ${program}`;
    const { code, stdout } = await runProgram('script', ['-qec', command, '/dev/null']);
    expect(stdout).toContain('33 77');
    expect(code).toBe(9);
  });
});

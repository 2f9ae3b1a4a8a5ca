import { describe, expect, it } from 'vitest';
import { eventually, finished, said, workspace } from '../support/flotilla.ts';

const PAIR = `
services:
  web:
    image: busybox
    network_mode: none
    command: sh -c 'echo out; echo err >&2; printf part; sleep 0.6; exit 7'
  longname:
    image: busybox
    network_mode: none
    command: sh -c 'sleep 0.3; echo LN'
`;

const TRAP = `
services:
  a:
    image: busybox
    network_mode: none
    stop_grace_period: 8s
    command: sh -c 'trap "echo got; sleep 2; echo done; exit 3" TERM; echo ready; while :; do sleep 0.1; done'
`;

const DEPENDENT = `
services:
  job:
    image: busybox
    network_mode: none
    command: sh -c 'sleep 1.5; echo late'
    depends_on: [base, early]
  base:
    image: busybox
    network_mode: none
    init: true
    command: sleep 60
  early:
    image: busybox
    network_mode: none
    command: sh -c 'exit 4'
`;

describe('up in the foreground', () => {
  it('shows output from the first byte with names of one width, and ends with 0 when all have ended', async () => {
    await using shop = workspace('pair', PAIR);
    const { code, stdout, stderr } = await shop.flo('up');
    expect(code).toBe(0);
    const lines = stdout.trim().split('\n');
    expect(lines[0]).toBe('Attaching to longname-1, web-1');
    expect(lines.slice(1).toSorted()).toEqual([
      'longname-1  | LN',
      'longname-1 exited with code 0',
      'web-1       | out',
      'web-1       | part',
      'web-1 exited with code 7',
    ]);
    expect(stderr).toContain('web-1       | err');
    expect(stdout + stderr).not.toContain('\u001B');
  });

  it('ends with the services that were named, however long what they depend on goes on', async () => {
    await using shop = workspace('named', DEPENDENT);
    const { code, stdout } = await shop.flo('up', '--attach-dependencies', 'job');
    expect(code).toBe(0);
    expect(stdout).toContain('Attaching to base-1, early-1, job-1');
    expect(stdout).toContain('job-1 exited with code 0');
    expect((await shop.containers())['base-1']?.state).toBe('running');
  });

  it('is not aborted by the end of a dependency that is only shown', async () => {
    await using shop = workspace('shown', DEPENDENT);
    const flags = ['--attach-dependencies', '--abort-on-container-exit'];
    const { code, stdout } = await shop.flo('up', ...flags, 'job');
    expect(code).toBe(0);
    expect(stdout).toContain('job-1    | late');
  });

  it('ends with the code of the service that was asked for', async () => {
    await using shop = workspace('code', PAIR);
    expect((await shop.flo('up', '--exit-code-from', 'web')).code).toBe(7);
  });

  it('stops gracefully on the first signal, still showing what is printed', async () => {
    await using shop = workspace('first', TRAP);
    const child = shop.start('up');
    const result = finished(child);
    await said(child.stdout, /a-1 {2}\| ready/);
    child.kill('SIGINT');
    const { code, stdout, stderr } = await result;
    expect(code).toBe(130);
    expect(stderr).toContain('Gracefully Stopping');
    expect(stdout).toContain('a-1  | done');
    expect(stdout).toContain('a-1 exited with code 3');
    expect((await shop.containers())['a-1']?.exitCode).toBe(3);
  });

  it('kills on the second signal', async () => {
    await using shop = workspace('second', TRAP);
    const child = shop.start('up');
    const result = finished(child);
    await said(child.stdout, /a-1 {2}\| ready/);
    const stopping = said(child.stderr, /Gracefully Stopping/);
    child.kill('SIGINT');
    await stopping;
    child.kill('SIGINT');
    expect((await result).code).toBe(130);
    expect((await shop.containers())['a-1']?.exitCode).toBe(137);
  });

  it('kills on two signals at once, too', async () => {
    await using shop = workspace('twice', TRAP);
    const child = shop.start('up');
    const result = finished(child);
    await said(child.stdout, /a-1 {2}\| ready/);
    child.kill('SIGINT');
    child.kill('SIGTERM');
    expect([130, 143]).toContain((await result).code);
    expect((await shop.containers())['a-1']?.exitCode).toBe(137);
  });

  it('leaves containers running when the terminal goes away', async () => {
    await using shop = workspace('hangup', TRAP);
    const child = shop.start('up');
    const result = finished(child);
    await said(child.stdout, /a-1 {2}\| ready/);
    child.kill('SIGHUP');
    expect((await result).code).toBe(129);
    expect((await shop.containers())['a-1']?.state).toBe('running');
  });

  it('leaves containers running, quietly, when nobody reads its output any more', async () => {
    const talk =
      'services:\n  a: {image: busybox, network_mode: none, command: sh -c "while :; do echo x; sleep 0.1; done"}\n';
    await using shop = workspace('closed', talk);
    const child = shop.start('up');
    const result = finished(child);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await eventually(async () => (await shop.containers())['a-1']?.state === 'running');
    child.stdout.destroy();
    const { code, stderr } = await result;
    expect(code).toBe(129);
    expect(stderr).not.toMatch(/EPIPE|rror/);
    expect((await shop.containers())['a-1']?.state).toBe('running');
  });
});

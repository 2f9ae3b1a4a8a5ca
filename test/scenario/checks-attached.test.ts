/** `up` in the foreground: whose output is shown, what ends it, and what others may do meanwhile. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testEngine } from '../support/engine.ts';
import { eventually, finished, idsOf, type Workspace, workspace } from '../support/flotilla.ts';

const saying = (name: string, script: string, more = ''): string =>
  `  ${name}: {image: busybox, command: sh -c '${script}'${more}}\n`;

const STACK = `services:
${saying('web', 'echo out; echo err >&2; printf part; sleep 0.4; exit 7')}
${saying('longname', 'sleep 0.2; echo LN')}
${saying('quiet', 'echo Q', ', attach: false')}
${saying('dep', 'echo DEP', ', depends_on: [longname]')}
${saying('again', 'echo R; exit 3', ', restart: "on-failure:2"')}
${saying('long', 'exec sleep 600', ', init: true, network_mode: none, stop_grace_period: 0s')}
${saying('own', 'echo CN', ', container_name: NAME')}
`;

const lines = (text: string): readonly string[] => text.trimEnd().split('\n');

describe('up, again and again', () => {
  let shop: Workspace;

  beforeAll(async () => {
    shop = workspace('again', '');
    shop.write('compose.yaml', STACK.replace('NAME', `${shop.project}-cn`));
    await shop.flo('create');
  });

  afterAll(() => shop[Symbol.asyncDispose]());

  it('starts the same containers anew: standard error has nothing but theirs', async () => {
    const before = await idsOf(shop.project);
    const { code, stdout, stderr } = await shop.flo('up', '--no-log-prefix', 'web', 'longname');
    expect(code).toBe(0);
    expect(lines(stdout).toSorted()).toEqual([
      'Attaching to longname-1, web-1',
      'LN',
      'longname-1 exited with code 0',
      'out',
      'part',
      'web-1 exited with code 7',
    ]);
    expect(stderr).toBe('err\n');
    expect(await idsOf(shop.project)).toEqual(before);
  });

  it.each([
    ['--abort-on-container-exit', 'own', 0],
    ['--abort-on-container-failure', 'web', 7],
  ])('%s ends it with the code of the one that made it end', async (flag, ending, expected) => {
    const { code, stderr } = await shop.flo('up', flag, ending, 'long');
    expect(code).toBe(expected);
    expect(stderr).toContain('Aborting on container exit...\n');
  });

  it.each([
    [['--attach', 'longname', 'web', 'longname'], 'Attaching to longname-1'],
    [['--no-attach', 'web', 'web', 'longname'], 'Attaching to longname-1'],
    [['dep'], 'Attaching to dep-1'],
    [['--attach-dependencies', 'dep'], 'Attaching to dep-1, longname-1'],
    [['--menu', '--detach=false', 'own'], 'Attaching to PROJECT-cn'],
  ])('%j shows those alone', async (args, first) => {
    const { code, stdout, stderr } = await shop.flo('up', ...args);
    expect(code).toBe(0);
    const [attaching, ...rest] = lines(stdout);
    const short = first.replace('PROJECT-', '');
    expect([first.replace('PROJECT', shop.project), short]).toContain(attaching);
    const shown = (attaching ?? '').replace('Attaching to ', '').split(', ');
    const speakers = new Set(rest.map((line) => line.split(' ')[0]));
    expect(speakers).toEqual(new Set(shown));
    expect(stderr).toBe('');
  });

  it('attaches to nothing where nothing is to be shown, and waits for it', async () => {
    expect(await shop.flo('up', 'quiet')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect((await shop.containers())['quiet-1']?.state).toBe('exited');
    const refused = await shop.flo('up', '--attach', 'nosuch');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('cannot attach to services not included in up: nosuch');
    const codeFrom = await shop.flo('up', '--exit-code-from', 'nosuch');
    expect(codeFrom.stderr).toBe('no such service: nosuch: not found\n');
  });

  it('tells each end that a restart policy answers from the last one, with times when asked to', async () => {
    const { stdout } = await shop.flo('up', '--timestamps', 'again');
    expect(stdout.match(/^again-1 {2}\| 20\d\d-\S+Z R$/gm)).toHaveLength(3);
    expect(lines(stdout).filter((line) => line.includes('exited'))).toEqual([
      'again-1 exited with code 3 (restarting)',
      'again-1 exited with code 3 (restarting)',
      'again-1 exited with code 3',
    ]);
  });
});

describe('while it goes on', () => {
  const LONG = `services:
${saying('a', 'echo hello; exec sleep 600', ', init: true, network_mode: none, stop_grace_period: 0s')}
${saying('b', 'exec sleep 600', ', init: true, network_mode: none, stop_grace_period: 0s')}
`;

  it('follows a replacement and new replicas, ignores one-offs, and aborts on an end', async () => {
    await using shop = workspace('meanwhile', LONG);
    using engine = testEngine();
    const child = shop.start('up', '--abort-on-container-exit');
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    const result = finished(child);
    const shows = (count: number): Promise<void> =>
      eventually(() => out.split('a-1  | hello').length - 1 === count);
    await shows(1);
    expect((await shop.flo('run', '--rm', '-T', 'a', 'true')).code).toBe(0);
    expect((await shop.flo('up', '-d', '--force-recreate', 'a')).code).toBe(0);
    await shows(2);
    expect((await shop.flo('scale', 'a=2')).code).toBe(0);
    await eventually(() => out.includes('a-2  | hello'));
    await engine.killContainer((await shop.containers())['b-1']?.id ?? '');
    const { code } = await result;
    expect(code).toBe(137);
    const told = lines(out).filter((line) => /recreated|exited/.test(line));
    expect(told.slice(0, 2)).toEqual([
      'a-1 has been recreated by Flotilla',
      'b-1 exited with code 137',
    ]);
  });

  it('obeys -t when it is stopped, tells the end, and keeps every line of JSON one', async () => {
    const deaf = saying('a', 'trap "" TERM; echo hello; while :; do sleep 0.1; done');
    await using shop = workspace('deaf', `services:\n${deaf}`);
    const child = shop.start('--progress', 'json', 'up', '-t', '1');
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    const result = finished(child);
    await eventually(() => out.includes('hello'));
    child.kill('SIGTERM');
    const { code, stderr } = await result;
    expect(code).toBe(143);
    expect(lines(out).at(-1)).toBe('a-1 exited with code 137');
    const told = lines(stderr).map((line) => JSON.parse(line) as { readonly text?: string });
    expect(told.map(({ text }) => text)).toContain('Stopped');
  });
});

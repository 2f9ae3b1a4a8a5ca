/** `logs`: which lines, in what order, with what in front, and when following ends. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, finished, type Workspace, workspace } from '../support/flotilla.ts';

const says = (name: string, script: string, more = ''): string =>
  `  ${name}: {image: busybox, network_mode: none, command: sh -c '${script}'${more}}\n`;

const STACK = `services:
${says('web', 'echo out; echo err >&2; sleep 0.1; printf part')}
${says('longname', 'echo LN')}
${says('hidden', 'echo HIDDEN', ', attach: false')}
${says('mute', 'echo MUTE', ', logging: {driver: none}')}
`;

const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z/;

describe('what has been said', () => {
  let shop: Workspace;

  beforeAll(async () => {
    shop = workspace('said', STACK);
    await shop.flo('up', '-d');
    const ended = (name: string) => async () => (await shop.containers())[name]?.state === 'exited';
    await eventually(ended('web-1'));
    await shop.flo('start', 'web');
    await eventually(ended('web-1'));
  });

  afterAll(() => shop[Symbol.asyncDispose]());

  it('is all on standard output, in columns, the same each time; what cannot be read is named', async () => {
    const first = await shop.flo('logs');
    const lines = first.stdout.trimEnd().split('\n');
    expect(lines.filter((line) => line.startsWith('web-1')).toSorted()).toEqual([
      'web-1       | err',
      'web-1       | err',
      'web-1       | out',
      'web-1       | out',
      'web-1       | part',
      'web-1       | part',
    ]);
    expect(lines.filter((line) => !line.startsWith('web-1'))).toEqual(['longname-1  | LN']);
    expect(first).toMatchObject({ code: 0 });
    expect(first.stderr).toContain(`Can't retrieve logs for "${shop.project}-mute-1"`);
    expect(await shop.flo('logs')).toEqual(first);
  });

  it.each([
    [['--no-log-prefix', '--tail', '1', 'web'], /^part\n$/],
    [['--no-log-prefix', '-n', '1', 'web'], /^part\n$/],
    [['-n0', 'web'], /^$/],
    [['-t', 'longname'], new RegExp(`^longname-1  \\| ${TIME.source} LN\n$`)],
    [['--since', '1h', '--until', '0s', 'longname'], /^longname-1 {2}\| LN\n$/],
    [['--until', '1h', 'longname'], /^$/],
    [['--index', '1', 'longname'], /^longname-1 {2}\| LN\n$/],
    [['hidden'], /^hidden-1 {2}\| HIDDEN\n$/],
    [['-f', 'longname'], /^longname-1 {2}\| LN\n$/],
  ])('%j shows %s', async (args, shown) => {
    const { code, stdout, stderr } = await shop.flo('logs', ...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(shown);
  });

  it.each([
    [['--tail', 'x'], 'invalid value for "tail": "x" is neither a number nor "all"'],
    [
      ['--since', 'bad'],
      'invalid value for "since": failed to parse value as time or duration: "bad"',
    ],
    [['--index', '1'], '--index requires one service to be selected'],
    [['--index', '9', 'web'], 'service "web" is not running container #9'],
    [['nosuch'], 'no such service: nosuch'],
  ])('%j is refused', async (args, words) => {
    expect(await shop.flo('logs', ...args)).toEqual({ code: 1, stdout: '', stderr: `${words}\n` });
  });

  it('is in colors where they are asked for: of names in order, not of who speaks first', async () => {
    const { stdout } = await shop.flo('--ansi', 'always', 'logs', 'web', 'longname');
    expect(stdout).toContain('\u001B[36mlongname-1  | \u001B[0mLN\n');
    expect(stdout).toContain('\u001B[33mweb-1       | \u001B[0mout\n');
    const bare = await shop.flo('--ansi', 'always', 'logs', '--no-color', 'longname');
    expect(bare.stdout).toBe('longname-1  | LN\n');
  });

  it('of a service that nobody knows is nothing where no file is read', async () => {
    const run = await shop.flo('-p', shop.project, 'logs', 'nosuch');
    expect(run).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});

describe('following', () => {
  const TICKING = says('a', 'trap "exit 3" TERM; while :; do echo tick; sleep 0.1; done');

  it('takes containers that come later, tells their ends and ends with the last', async () => {
    await using shop = workspace('followed', `services:\n${TICKING}`);
    await shop.flo('up', '-d');
    const child = shop.start('logs', '-f', '-n', '1');
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    const run = finished(child);
    await eventually(() => out.includes('a-1  | tick'));
    await shop.flo('up', '-d', '--scale', 'a=2');
    await eventually(() => out.includes('a-2  | tick'));
    await shop.flo('stop');
    expect(await run).toMatchObject({ code: 0, stderr: '' });
    expect(
      out
        .trimEnd()
        .split('\n')
        .filter((line) => !line.endsWith('tick'))
        .toSorted(),
    ).toEqual(['a-1 exited with code 3', 'a-2 exited with code 3']);
  });
});

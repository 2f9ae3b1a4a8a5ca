import { describe, expect, test } from 'vitest';
import { jsonLines } from '../../../src/commands/json-stderr.ts';
import { runProgram } from '../../../src/commands/run-program.ts';
import type { Registry } from '../../../src/commands/registry.ts';
import { makeFakeHost } from './fake-host.ts';

const linesOf = (text: string): readonly unknown[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);

const registry: Registry = {
  work: {
    summary: 'Work',
    load: () =>
      Promise.resolve({
        command: {
          name: 'work',
          summary: 'Work',
          flags: {},
          run: async (_, { host }) => {
            await host.stderr.write('a note\n{"id":"x"}\n\n{broken\n');
            throw new Error('boom');
          },
        },
      }),
  },
};

async function run(argv: readonly string[], env: Record<string, string> = {}, dotenv = '') {
  const files = { '/work/.env': dotenv };
  const host = makeFakeHost({ env, files });
  await runProgram({ argv, host, registry, leave: () => {} });
  return linesOf(host.err());
}

const TOLD = [
  { severity: 'info', message: 'a note' },
  { id: 'x' },
  { severity: 'info', message: '{broken' },
  { error: true, severity: 'error', message: 'boom' },
];

describe('with --progress json every line on standard error is a JSON object', () => {
  test('notes and errors of commands', async () => {
    expect(await run(['--progress', 'json', 'work'])).toEqual(TOLD);
    expect(await run(['work'], { COMPOSE_PROGRESS: 'json' })).toEqual(TOLD);
    expect(await run(['work'], {}, 'COMPOSE_PROGRESS=json\n')).toEqual(TOLD);
  });

  test('notes on flags', async () => {
    expect(await run(['--progress=json', '--no-ansi', 'work'])).toContainEqual({
      severity: 'info',
      message: expect.stringContaining('--no-ansi'),
    });
  });

  test.each([
    [['--progress', 'json', 'nosuch'], 'unknown docker command: "compose nosuch"'],
    [
      ['--progress', 'json', 'wrok'],
      'unknown docker command: "compose wrok"\ndid you mean "work"?',
    ],
    [['--progress=json', 'work', '--nosuch'], 'unknown flag: --nosuch'],
    [['--progress', 'json', '--nosuch', 'work'], 'unknown flag: --nosuch'],
    [['--progress', 'json', 'alpha'], expect.stringMatching(/^"alpha" is not supported: /)],
  ])('a mistake on the command line: %j', async (argv, message) => {
    expect(await run(argv)).toEqual([{ error: true, severity: 'error', message }]);
  });

  test('but bytes of containers pass untouched', async () => {
    const { stderr, err } = makeFakeHost();
    await jsonLines(stderr).write(Buffer.from('raw'));
    expect(err()).toBe('raw');
  });
});

test('what Docker Compose has and this program has not is refused by name', async () => {
  const host = makeFakeHost();
  expect(await runProgram({ argv: ['alpha', 'generate'], host, registry, leave: () => {} })).toBe(
    1,
  );
  expect(host.err()).toMatch(/^"alpha generate" is not supported: .+\n$/);
});

import { expect, test } from 'vitest';
import type { GlobalFlags } from '../../../src/cli/global-flags.ts';
import { parseProgram } from '../../../src/cli/parse-program.ts';
import { UserError } from '../../../src/commands/context.ts';
import { isTruthy, readSettings, settingNotes } from '../../../src/commands/settings.ts';

function globals(...argv: readonly string[]): GlobalFlags {
  const line = parseProgram([...argv, 'ps']);
  if (line.status !== 'command') throw new Error('no command line');
  return line.globals;
}

test.each([
  [[], {}, { ansi: 'auto', progress: 'auto', parallel: undefined, statusOnStdout: false }],
  [[], { COMPOSE_PROGRESS: 'json', COMPOSE_ANSI: 'always' }, { progress: 'json', ansi: 'always' }],
  [['--progress', 'plain'], { COMPOSE_PROGRESS: 'json' }, { progress: 'plain' }],
  [['--progress', 'none'], {}, { progress: 'quiet' }],
  [['--ansi', 'never'], {}, { ansi: 'never', progress: 'plain' }],
  [['--no-ansi'], {}, { ansi: 'never', progress: 'plain' }],
  [['--ansi', 'foo'], {}, { ansi: 'auto' }],
  [[], { COMPOSE_PARALLEL_LIMIT: '4' }, { parallel: 4 }],
  [['--parallel', '2'], { COMPOSE_PARALLEL_LIMIT: 'x' }, { parallel: 2 }],
  [[], { COMPOSE_STATUS_STDOUT: '1' }, { statusOnStdout: true }],
  [['--lock-timeout', '0'], {}, { lockTimeoutMs: 0 }],
  [['--lock-timeout', '5'], {}, { lockTimeoutMs: 5000 }],
])('%j with %j means %j', (argv, env, settings) => {
  expect(readSettings(globals(...argv), env)).toMatchObject(settings);
});

test.each([
  [['--progress', 'foo'], {}, 'unsupported --progress value "foo"'],
  [[], { COMPOSE_PROGRESS: 'foo' }, 'unsupported --progress value "foo"'],
  [
    ['--ansi', 'never', '--progress', 'tty'],
    {},
    "can't use --progress tty while ANSI support is disabled",
  ],
  [['--ansi', 'always', '--progress', 'plain'], {}, "can't use --progress plain while ANSI"],
  [['--lock-timeout', '-1'], {}, '--lock-timeout must not be negative (found: -1)'],
  [[], { COMPOSE_PARALLEL_LIMIT: 'x' }, 'COMPOSE_PARALLEL_LIMIT must be an integer (found: "x")'],
])('%j with %j is refused', (argv, env, message) => {
  expect(() => readSettings(globals(...argv), env)).toThrow(UserError);
  expect(() => readSettings(globals(...argv), env)).toThrow(message);
});

test('old spellings and words without meaning are noted', () => {
  expect(settingNotes(globals('--no-ansi', '--workdir', '.', '--ansi', 'foo'))).toEqual([
    '--no-ansi is deprecated, use --ansi never',
    '--workdir is deprecated, use --project-directory',
    '--ansi "foo" has no meaning, use auto, never or always',
  ]);
  expect(settingNotes(globals())).toEqual([]);
});

test.each([
  ['1', true],
  [' TRUE ', true],
  ['y', true],
  ['yes', false],
  ['0', false],
  [undefined, false],
])('%j as a switch is %j', (text, on) => {
  expect(isTruthy(text)).toBe(on);
});

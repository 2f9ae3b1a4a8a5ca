import { expect, test } from 'vitest';
import { parseProgram } from '../../../src/cli/parse-program.ts';
import { openProgress, printDiagnostics, progressKind } from '../../../src/commands/output.ts';
import { readSettings } from '../../../src/commands/settings.ts';
import { ended, step } from '../render/samples.ts';
import { makeFakeHost } from './fake-host.ts';

function surroundings(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const line = parseProgram([...argv, 'ps']);
  if (line.status !== 'command') throw new Error('no command line');
  return { globals: line.globals, host: makeFakeHost({ env }) };
}

test.each([
  [[], {}, true, 'tree'],
  [[], {}, false, 'plain'],
  [[], { TERM: 'dumb' }, true, 'plain'],
  [[], { NO_COLOR: '1' }, true, 'tree'],
  [['--progress', 'tty'], {}, false, 'tree'],
  [['--progress', 'json'], {}, true, 'json'],
  [['--ansi', 'never'], {}, true, 'plain'],
])('with %j, %j and a terminal: %j progress is a %s', (...[argv, env, isTerminal, kind]) => {
  const { globals, host } = surroundings(argv, env);
  const stream = { ...host.stderr, isTerminal };
  expect(progressKind(readSettings(globals, env), stream, host)).toBe(kind);
});

test.each([
  [{}, ['', ' Container p-web-1  Created\n']],
  [{ COMPOSE_STATUS_STDOUT: '1' }, [' Container p-web-1  Created\n', '']],
])('with %j progress goes to the right stream', async (env, texts) => {
  const context = surroundings([], env);
  const progress = openProgress(context, { verb: 'up' });
  progress.emit(ended(step('createContainer')));
  await progress.end();
  expect([context.host.out(), context.host.err()]).toEqual(texts);
});

test('diagnostics are text, or JSON lines where progress is JSON', async () => {
  const warning = { code: 'w', severity: 'warning', message: 'careful' } as const;
  const [text, json] = [surroundings([]), surroundings(['--progress', 'json'])];
  await printDiagnostics(text, [warning]);
  await printDiagnostics(json, [warning]);
  expect(text.host.err()).toBe('warning: careful [w]\n');
  expect(JSON.parse(json.host.err())).toMatchObject({ severity: 'warning', message: 'careful' });
});

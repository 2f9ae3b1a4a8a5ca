import { expect, test } from 'vitest';
import { runChild } from '../../../src/host/node-run.ts';

test('a program gets its arguments without a shell, its input and its variables', async () => {
  const script = 'read line; printf "%s|%s|%s" "$1" "$line" "$EXTRA"; echo no >&2; exit 3';
  const args = ['-c', script, 'sh', '$(id)'];
  expect(await runChild('sh', args, { input: 'in\n', env: { EXTRA: 'x' } })).toEqual({
    code: 3,
    stdout: '$(id)|in|x',
    stderr: 'no\n',
  });
});

test('a program that is not there gives 127', async () => {
  expect(await runChild('/no/such/program', [])).toMatchObject({ code: 127, stdout: '' });
});

test('a program that ignores its input is no failure', async () => {
  expect(await runChild('true', [], { input: 'x'.repeat(1_000_000) })).toMatchObject({ code: 0 });
});

test('a program that takes too long is killed', async () => {
  expect(await runChild('sleep', ['30'], { timeoutMs: 30 })).toMatchObject({ code: 137 });
});

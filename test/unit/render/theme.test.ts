import { expect, test } from 'vitest';
import { makeTheme, wantsColor, wantsUnicode } from '../../../src/render/theme.ts';

test.each([
  [{ isTerminal: true, env: {} }, true],
  [{ isTerminal: false, env: {} }, false],
  [{ isTerminal: true, env: { NO_COLOR: '1' } }, false],
  [{ isTerminal: true, env: { NO_COLOR: '' } }, true],
  [{ isTerminal: true, env: { TERM: 'dumb' } }, false],
  [{ isTerminal: false, env: { NO_COLOR: '1' }, ansi: 'always' }, true],
  [{ isTerminal: true, env: {}, ansi: 'never' }, false],
  [{ isTerminal: true, env: {}, ansi: 'foo' }, true],
])('%j wants colour: %j', (question, answer) => {
  expect(wantsColor(question)).toBe(answer);
});

test.each([
  [{}, true],
  [{ LANG: 'de_DE.UTF-8' }, true],
  [{ LANG: 'C' }, false],
  [{ LC_ALL: 'C', LANG: 'de_DE.UTF-8' }, false],
  [{ TERM: 'linux' }, false],
])('%j promises Unicode: %j', (env, answer) => {
  expect(wantsUnicode(env)).toBe(answer);
});

test('without colour the styles change nothing', () => {
  expect(makeTheme({ color: false, unicode: true }).red('x')).toBe('x');
  expect(makeTheme({ color: true, unicode: true }).red('x')).toBe('\u001b[31mx\u001b[39m');
});

import { expect, it } from 'vitest';
import { compilePatterns } from '../../../src/engine/path-patterns.ts';

it.each([
  [['node_modules/'], 'node_modules/a/b', true],
  [['node_modules'], 'sub/node_modules', false],
  [['**/node_modules'], 'sub/node_modules/x', true],
  [['*.log'], 'a.log', true],
  [['*.log'], 'b/a.log', false],
  [['./x', '/y'], 'y', true],
  [['*', '!src'], 'src/a', false],
  [['*', '!src'], 'other', true],
  [['# no pattern', ''], '# no pattern', false],
  [[], 'a', false],
])('patterns %j take %s: %s', (lines, path, taken) => {
  expect(compilePatterns(lines).matches(path)).toBe(taken);
});

it('knows whether something is taken out again', () => {
  expect(compilePatterns(['a', ' !a/b']).hasExceptions).toBe(true);
  expect(compilePatterns(['a', 'b!']).hasExceptions).toBe(false);
});

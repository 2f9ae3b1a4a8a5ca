import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitShellWords } from '../../../src/model/shell-words.ts';

const words = (text: string): unknown => {
  const result = splitShellWords(text);
  return 'error' in result ? 'error' : result.words;
};

describe('splitShellWords', () => {
  it.each([
    ['echo "hello world" \'a b\' c\\ d', ['echo', 'hello world', 'a b', 'c d']],
    ['  a \t b\n', ['a', 'b']],
    ['', []],
    ['a "" b', ['a', '', 'b']],
    ['"a\\b"', ['ab']],
    ["'a\\b'", ['a\\b']],
    ['a"b c"d', ['ab cd']],
    ['a # b', ['a', '#', 'b']],
    ['a $(x y) z', ['a', '$(x y)', 'z']],
    ['a `x y` z', ['a', '`x y`', 'z']],
    ['a "$(x y)" b', ['a', '$(x y)', 'b']],
    ['$HOME ${X}', ['$HOME', '${X}']],
    ['a\\nb', ['anb']],
  ])('splits %j', (text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  it.each([
    ['a | b', ['a'], '| b'],
    ['a > b', ['a'], '> b'],
    ['a;b', ['a'], ';b'],
    ['a 2>b', ['a'], '>b'],
    ['foo2>b', ['foo2'], '>b'],
    ['a && b', ['a'], '&& b'],
  ])('stops at the operator in %j and says what is dropped', (text, kept, dropped) => {
    expect(splitShellWords(text)).toEqual({ words: kept, dropped });
  });

  it.each(['"a', "'a", 'a\\', 'a (b)', '(a)', 'a)', '$(a', '`a'])('refuses %j', (text) => {
    expect(words(text)).toBe('error');
  });

  it('gives quoted words back as they were', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (list) => {
        const text = list.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
        expect(words(text)).toEqual(list);
      }),
    );
  });
});

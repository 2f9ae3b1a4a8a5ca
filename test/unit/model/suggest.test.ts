import { describe, expect, it } from 'vitest';
import { suggest } from '../../../src/model/suggest.ts';

describe('suggest', () => {
  const keys = ['ports', 'image', 'environment', 'depends_on', 'mem_limit', 'cap_add', 'networks'];

  it.each([
    ['prots', 'ports'],
    ['imag', 'image'],
    ['enviroment', 'environment'],
    ['depend_on', 'depends_on'],
    ['dependsOn', 'depends_on'],
    ['mem-limit', 'mem_limit'],
    ['network', 'networks'],
  ])('finds for %s %s', (word, expected) => {
    expect(suggest(word, keys)).toBe(expected);
  });

  it.each(['', 'x', 'completely', 'zzzzz', 'y'.repeat(10_000)])('finds nothing for %j', (word) => {
    expect(suggest(word, keys)).toBeUndefined();
  });
});

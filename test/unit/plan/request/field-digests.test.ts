import { describe, expect, test } from 'vitest';
import { changedAttributes, fieldDigests } from '../../../../src/plan/request/field-digests.ts';

const before = {
  image: 'nginx',
  environment: { A: '1', PASSWORD: 'old', GONE: null },
  labels: {},
  secrets: [{ source: 'a' }, { source: 'b' }, { source: 'a', target: '/a' }],
  scale: 2,
};
const label = JSON.stringify(fieldDigests(before, 'shop'));

const PLAIN: unknown = expect.stringMatching(/^[0-9a-f]{8}$/);
const SECRET: unknown = expect.stringMatching(/^[0-9a-f]{4}$/);

test('short digests of what is hashed, one for each variable', () => {
  expect(fieldDigests(before, 'shop')).toEqual({
    'environment.A': SECRET,
    'environment.GONE': SECRET,
    'environment.PASSWORD': SECRET,
    image: PLAIN,
    'secrets.a': PLAIN,
    'secrets.b': PLAIN,
  });
});

test('the salt keeps digests of different projects apart', () => {
  expect(fieldDigests(before, 'other')['image']).not.toBe(fieldDigests(before, 'shop')['image']);
});

describe('changedAttributes', () => {
  test('nothing', () => {
    expect(changedAttributes(label, { ...before, scale: 5 }, 'shop')).toEqual([]);
  });

  test('names attributes and variables that changed, came and went', () => {
    const after = {
      environment: { A: '1', PASSWORD: 'new', MORE: 'x' },
      image: 'nginx:2',
      secrets: [{ source: 'a' }, { source: 'b' }, { source: 'c' }],
      command: [],
    };
    expect(changedAttributes(label, after, 'shop')).toEqual([
      'command',
      'environment.GONE',
      'environment.MORE',
      'environment.PASSWORD',
      'image',
      'secrets.a',
      'secrets.c',
    ]);
  });

  test.each(['', 'null', '{', '7'])('knows nothing from the label %j', (text) => {
    expect(changedAttributes(text, before, 'shop')).toEqual([]);
  });
});

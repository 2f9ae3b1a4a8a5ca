import { describe, expect, test } from 'vitest';
import { compareBytes, encodeText, formatFloat32 } from '../../../src/model/go-json.ts';

describe('encodeText', () => {
  test.each([
    ['a "b" \\', '"a \\"b\\" \\\\"'],
    ['<a> & b', '"\\u003ca\\u003e \\u0026 b"'],
    ['\u2028\u2029', '"\\u2028\\u2029"'],
    ['\b\f\n\r\t\u0007', '"\\b\\f\\n\\r\\t\\u0007"'],
    ['\u007fü😀', '"\u007fü😀"'],
    ['lone \ud800 half', '"lone \\ufffd half"'],
    ['an escape as text: \\ud800', '"an escape as text: \\\\ud800"'],
  ])('%j', (text, encoded) => {
    expect(encodeText(text)).toBe(encoded);
  });
});

test.each([
  [0.1, '0.1'],
  [0.5, '0.5'],
  [1.123456789, '1.1234568'],
  [0.0000001, '1e-7'],
  [16777217, '16777216'],
])('the 32-bit float %d is written %s', (value, text) => {
  expect(formatFloat32(value)).toBe(text);
});

test('keys are ordered by their UTF-8 bytes, not by UTF-16 units', () => {
  expect(['😀', '\uff5a', 'a', 'B'].toSorted(compareBytes)).toEqual(['B', 'a', '\uff5a', '😀']);
});

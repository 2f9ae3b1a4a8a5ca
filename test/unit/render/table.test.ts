import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { fit } from '../../../src/render/fit.ts';
import { humanDuration } from '../../../src/render/human-duration.ts';
import { renderTable } from '../../../src/render/table.ts';

describe('a table', () => {
  test('has columns of at least ten, three blanks apart, and leaves the last cell as it is', () => {
    expect(
      renderTable([
        ['NAME', 'IMAGE', 'PORTS'],
        ['a-long-name', 'x', ''],
      ]),
    ).toBe('NAME          IMAGE     PORTS\na-long-name   x         \n');
  });

  test('counts wide characters twice', () => {
    expect(renderTable([['数据数据', 'x']], { minWidth: 4, padding: 2 })).toBe('数据数据  x\n');
  });
});

describe('cutting to a width', () => {
  test('leaves what fits and marks what does not', () => {
    expect(fit('abc', 3, '…')).toBe('abc');
    expect(fit('abcd', 3, '…')).toBe('ab…');
  });

  test('keeps the end of a colour and never splits a wide character', () => {
    const cut = fit('\u001b[31m数据数据\u001b[39m', 4, '…');
    expect(cut).toBe('\u001b[31m数…\u001b[39m');
    expect(stringWidth(cut)).toBeLessThanOrEqual(4);
  });
});

test.each([
  [0.9, 'Less than a second'],
  [1, '1 second'],
  [59, '59 seconds'],
  [60, 'About a minute'],
  [119, 'About a minute'],
  [120, '2 minutes'],
  [3599, '59 minutes'],
  [3600, 'About an hour'],
  [5400, '2 hours'],
  [47 * 3600, '47 hours'],
  [48 * 3600, '2 days'],
  [14 * 86_400, '2 weeks'],
  [60 * 86_400, '2 months'],
  [730 * 86_400, '2 years'],
])('%d seconds are %s', (seconds, words) => {
  expect(humanDuration(seconds)).toBe(words);
});

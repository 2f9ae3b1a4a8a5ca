import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from '../../../src/model/duration.ts';
import { cpuMs } from '../../support/cpu-time.ts';

const canonical = (text: string): string | undefined => {
  const ns = parseDuration(text);
  return ns === undefined ? undefined : formatDuration(ns);
};

describe('durations', () => {
  it.each([
    ['90s', '1m30s'],
    ['1d12h', '36h0m0s'],
    ['1w', '168h0m0s'],
    ['1h', '1h0m0s'],
    ['1h30m', '1h30m0s'],
    ['1.5h', '1h30m0s'],
    ['.5s', '500ms'],
    ['1.s', '1s'],
    ['1500ms', '1.5s'],
    ['1us', '1µs'],
    ['1µs', '1µs'],
    ['1500ns', '1.5µs'],
    ['3ns', '3ns'],
    ['0', '0s'],
    ['-0', '0s'],
    ['0s', '0s'],
    ['-1s', '-1s'],
    ['+1m', '1m0s'],
    ['1m1m', '2m0s'],
    ['0.1s', '100ms'],
    ['1.000000001s', '1.000000001s'],
  ])('reads %s as %s', (text, expected) => {
    expect(canonical(text)).toBe(expected);
  });

  it.each([
    '',
    '30',
    '1S',
    '1 s',
    ' 1s',
    '1y',
    's',
    '.s',
    '-',
    '1..5s',
    '1e3s',
    'abc',
    '1s2',
    '300000w',
  ])('refuses %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  it('come back from their own text', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 15), max: 10 ** 15 }), (ns) => {
        expect(parseDuration(formatDuration(ns))).toBe(ns);
      }),
    );
  });

  it('take linear time', () => {
    const spent = cpuMs(() => {
      parseDuration('1'.repeat(100_000));
      parseDuration('1s'.repeat(50_000));
    });
    expect(spent).toBeLessThan(200);
  });
});

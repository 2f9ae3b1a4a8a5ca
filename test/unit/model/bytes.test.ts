import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBytes } from '../../../src/model/bytes.ts';

describe('parseBytes', () => {
  it.each([
    ['1', 1],
    ['1b', 1],
    ['1B', 1],
    ['1k', 1024],
    ['1kb', 1024],
    ['1KiB', 1024],
    ['50M', 52_428_800],
    ['1g', 1_073_741_824],
    ['1 g', 1_073_741_824],
    ['1t', 1024 ** 4],
    ['1p', 1024 ** 5],
    ['1.5g', 1_610_612_736],
    ['.5g', 536_870_912],
    ['1.5', 1],
    ['1e3', 1000],
    ['1_000', 1000],
    ['-1', -1],
    ['0', 0],
    [1.9, 1],
    [-1, -1],
    [512, 512],
  ])('reads %j as %d', (value, bytes) => {
    expect(parseBytes(value)).toBe(bytes);
  });

  it.each([
    ...['', 'abc', '1x', '1e', '1kbb', '1bb', '1EiB', '1  g', '1gb ', ' 1g', '1,5g', '0x10', '-1g'],
    ...['1__0', '.', 'g', 'inf', '99999999999999999999999g'],
  ])('refuses %j', (value) => {
    expect(parseBytes(value)).toBeUndefined();
  });

  it('refuses what is no finite number', () => {
    expect(parseBytes(Number.NaN)).toBeUndefined();
    expect(parseBytes(Number.POSITIVE_INFINITY)).toBeUndefined();
  });

  it('never throws, and reads a unit in any case and with its long name', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseBytes(text)));
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.constantFrom('k', 'm', 'g'), (number, unit) => {
        const size = parseBytes(`${number}${unit}`);
        expect(size).toBe(number * 1024 ** ('kmg'.indexOf(unit) + 1));
        expect(parseBytes(`${number}${unit.toUpperCase()}b`)).toBe(size);
        expect(parseBytes(`${number} ${unit}iB`)).toBe(size);
      }),
    );
  });
});

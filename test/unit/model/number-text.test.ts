import { describe, expect, it } from 'vitest';
import { numberText } from '../../../src/model/number-text.ts';

describe('numberText', () => {
  it.each([
    ['1.0', '1'],
    ['1.10', '1.1'],
    ['1e3', '1000'],
    ['123456.5', '123456.5'],
    ['1234567.5', '1.2345675e+06'],
    ['1000000.0', '1e+06'],
    ['1000000', '1000000'],
    ['0.0001', '0.0001'],
    ['0.00001', '1e-05'],
    ['-0.0', '-0'],
    ['-0', '0'],
    ['017', '15', 15],
    ['0x1F', '31'],
    ['0b11', '3'],
    ['1_000', '1000', 1000],
    ['08', '8'],
    ['123456789.0', '1.23456789e+08'],
    ['12345678901234567890', '12345678901234567890'],
    ['123456789012345678901', '1.2345678901234568e+20'],
    ['-5', '-5'],
    ['.inf', '+Inf', Number.POSITIVE_INFINITY],
    ['-.inf', '-Inf', Number.NEGATIVE_INFINITY],
    ['.nan', 'NaN', Number.NaN],
  ])('writes %s as %s', (written, text, value = Number(written)) => {
    expect(numberText(value, written)).toBe(text);
  });

  it('takes a whole number for an integer when its text is not known', () => {
    expect(numberText(1_000_000)).toBe('1000000');
    expect(numberText(1_234_567.5)).toBe('1.2345675e+06');
  });
});

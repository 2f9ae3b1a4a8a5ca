import { describe, expect, it } from 'vitest';
import { parseMoment, sinceOf, sinceOfNano } from '../../../src/engine/log-time.ts';

const NOW = 1_700_000_000_500;

describe('parseMoment', () => {
  it.each([
    ['10m', '1699999400.500000000'],
    ['0s', '1700000000.500000000'],
    ['0', '0'],
    ['1136073600.000000001', '1136073600.000000001'],
    ['2013-01-02T13:23:37Z', '1357133017.000000000'],
    ['2013-01-02T13:23:37.5+01:00', '1357129417.500000000'],
  ])('understands %s', (text, seconds) => {
    expect(parseMoment(text, NOW)).toBe(seconds);
  });

  it.each(['2013-01-02', '2013-01-02T13:23'])('takes %s as local time', (text) => {
    const whole = text.includes('T') ? text : `${text}T00:00:00`;
    expect(parseMoment(text, NOW)).toBe(`${new Date(whole).getTime() / 1000}.000000000`);
  });

  it.each(['bad', '2013-13-45', '', '10x', '-'])('refuses %j', (text) => {
    expect(parseMoment(text, NOW)).toBeUndefined();
  });
});

describe('sinceOf', () => {
  it('keeps every nanosecond', () => {
    expect(sinceOf('2026-11-21T13:59:11.176518773Z')).toBe('1795269551.176518773');
    expect(sinceOf('2026-11-21T13:59:12.77775414Z')).toBe('1795269552.777754140');
    expect(sinceOfNano('1795269552777754140')).toBe('1795269552.777754140');
  });
});

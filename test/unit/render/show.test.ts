import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonLine } from '../../../src/render/json-text.ts';
import { maskLine, maskValue } from '../../../src/render/mask.ts';
import { shorten, show, showLines } from '../../../src/render/show.ts';
import { cpuMs } from '../../support/cpu-time.ts';

// oxlint-disable-next-line no-control-regex -- the characters that must never reach a terminal
const DANGEROUS = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

describe('foreign text', () => {
  test('control characters and direction marks become visible', () => {
    expect(show('a\u001b[2J\u0007\u009b\u007f\u202eb\r\n\tc')).toBe(
      String.raw`a\x1b[2J\x07\x9b\x7f\u202eb\r\n\tc`,
    );
  });

  test('letters of any language stay', () => {
    expect(show('größe 数据 🚀')).toBe('größe 数据 🚀');
  });

  test('nothing dangerous is left, whatever comes in', () => {
    const isSafe = (units: readonly number[]): boolean => {
      const text = String.fromCharCode(...units);
      const [shown, line] = [show(text), jsonLine(text)];
      return !DANGEROUS.test(shown) && !DANGEROUS.test(line) && JSON.parse(line) === text;
    };
    const texts = fc.array(fc.integer({ min: 0, max: 0xffff }));
    expect(() => fc.assert(fc.property(texts, isSafe))).not.toThrow();
  });

  test('line breaks may be kept', () => {
    expect(showLines('a\r\nb\u001bc\n')).toBe('a\nb\\x1bc\n');
  });

  test('too long a text is cut and says so', () => {
    expect(shorten('abcdef', 6)).toBe('abcdef');
    expect(shorten('abcdefg', 6)).toBe('abcde…');
  });
});

describe('secrets', () => {
  test.each([
    ['      POSTGRES_PASSWORD: hunter2', '      POSTGRES_PASSWORD: ***'],
    ['  - API_KEY=abc # note', '  - API_KEY=***'],
    ['  - "DB_PASS=abc"', '  - "DB_PASS=***'],
    ['  github_token: "abc"', '  github_token: ***'],
    ['  url: postgres://me:hunter2@db/x', '  url: postgres://me:***@db/x'],
    ['    image: nginx', '    image: nginx'],
    ['secrets:', 'secrets:'],
    ['    secrets: [db]', '    secrets: [db]'],
  ])('%j is shown as %j', (line, shown) => {
    expect(maskLine(line)).toBe(shown);
  });

  test('a value is hidden by the name of its key', () => {
    expect(maskValue('AWS_SECRET', 'x')).toBe('***');
    expect(maskValue('AWS_SECRET', '')).toBe('');
    expect(maskValue('REGION', 'x')).toBe('x');
  });

  test('a hostile line costs no time', () => {
    const spent = cpuMs(() => {
      maskLine(`${' '.repeat(50_000)}${'a.'.repeat(50_000)}`);
      maskLine(`://${'a'.repeat(100_000)}`);
    });
    expect(spent).toBeLessThan(200);
  });
});

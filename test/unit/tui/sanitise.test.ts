import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainLine, sanitiseLine } from '../../../src/tui/sanitise.ts';
import { clip, clusterWidth, fitName, textWidth } from '../../../src/tui/text-width.ts';
import { cpuMs } from '../../support/cpu-time.ts';

const kept = (text: string): string => sanitiseLine(text, { styles: true });
const CONTROLS = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
const withoutSgr = (text: string): string => text.replaceAll(/\u001b\[[0-9;]*m/g, '');

describe('sanitiseLine', () => {
  it.each([
    ['erases and moves', 'a\x1b[2J\x1b[Hb', 'ab'],
    ['jumps', 'a\x1b[999;999Hb', 'ab'],
    ['private modes', 'a\x1b[?1049l\x1b[?25h\x1b[?7l\x1b[?1000h\x1b[?2026hb', 'ab'],
    ['title with BEL', 'a\x1b]0;title\x07b', 'ab'],
    ['title with ST', 'a\x1b]2;title\x1b\\b', 'ab'],
    ['clipboard set and query', 'a\x1b]52;c;aGk=\x07\x1b]52;c;?\x07b', 'ab'],
    ['links keep their text', '\x1b]8;;javascript:x\x07text\x1b]8;;\x07', 'text'],
    ['open OSC reaches to the end of the line', 'a\x1b]0;all of this', 'a'],
    ['an escape ends an open OSC', 'a\x1b]0;title\x1b[31mb', 'a\x1b[31mb'],
    ['open CSI', 'a\x1b[31', 'a'],
    ['DCS', 'a\x1bPq#0;2;0;0;0\x1b\\b', 'ab'],
    ['DCS does not end at BEL', 'a\x1bP1$r0m\x07still\x1b\\b', 'ab'],
    ['APC', 'a\x1b_Gi=1;AAAA\x1b\\b', 'ab'],
    ['reset', 'a\x1bcb', 'ab'],
    ['queries', 'a\x1b[6n\x1b[c\x1b[>qb', 'ab'],
    ['C1 controls as their twins', 'a\u009b2Jb\u009d0;t\u009cc', 'abc'],
    ['line drawing', 'a\x1b(0b', 'ab'],
    ['saved cursor', 'a\x1b7\x1b8\x1bD\x1bMb', 'ab'],
    ['lone escape', 'a\x1b', 'a'],
    ['BEL, NUL, SO, SI, DEL', 'a\x07\0\x0e\x0f\x7fb', 'ab'],
    ['backspace takes a character away', 'abx\b\bc', 'ac'],
    [
      'vertical tab, form feed, NEL and separators are blanks',
      'a\vb\fc\u0085d\u2028e\u2029f',
      'a b c d e f',
    ],
    ['bidi marks', 'a\u202eb\u2066c\u200fd', 'abcd'],
    ['invisible characters', 'a\u200bb\u2060c\ufeffd\u00ade\u{e0041}f\u3164g', 'abcdefg'],
    ['lone surrogates and non-characters', 'a\ud800b\uffffc', 'a\ufffdb\ufffdc'],
    ['markup of other screens', '[red]{bold}%s<Text>', '[red]{bold}%s<Text>'],
  ])('%s', (_, input, output) => {
    expect(kept(input)).toBe(output);
  });

  it('shows what a carriage return left on the line', () => {
    expect(kept('text\r')).toBe('text');
    expect(kept('10%\r50%\r100%')).toBe('100%');
    expect(kept('50%\x1b[2K\x1b[1G60%\r')).toBe('60%');
    expect(kept('word\x1b[K')).toBe('word');
  });

  it('keeps colours and styles that are well formed, and drops the rest', () => {
    expect(kept('\x1b[31mred\x1b[m')).toBe('\x1b[31mred\x1b[0m');
    expect(kept('\x1b[5;8;31;10mx')).toBe('\x1b[31mx');
    expect(kept('\x1b[38;5;208mx')).toBe('\x1b[38;5;208mx');
    expect(kept('\x1b[38:2::1:2:3mx')).toBe('\x1b[38;2;1;2;3mx');
    expect(kept('\x1b[38;2;999;-1;3mx')).toBe('x');
    expect(kept(`\x1b[${'1;'.repeat(60)}1mx`)).toBe('x');
  });

  it('lets no text hide in its own background', () => {
    expect(kept('\x1b[31;41mx')).toBe('\x1b[31;41;49mx');
    expect(kept('\x1b[48;5;3m\x1b[38;5;3mx')).toBe('\x1b[48;5;3m\x1b[38;5;3;49mx');
    expect(kept('\x1b[97;107mx')).toBe('\x1b[97;107;49mx');
  });

  it('leaves no more than four marks on a letter', () => {
    expect(kept(`a${'\u0301'.repeat(1000)}b`)).toBe(`a${'\u0301'.repeat(4)}b`);
  });

  it('passes nothing but text and colours, whatever comes', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '\x1b',
        '\x1b[',
        '\x1b]',
        '\x1bP',
        '\x9b',
        '\x9d',
        '\x07',
        '\x1b\\',
        '38;5',
        'm',
        '\r',
        '\b',
        'J',
      ),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = kept(pieces.join(''));
        expect(withoutSgr(text)).not.toMatch(CONTROLS);
        expect(plainLine(pieces.join(''))).not.toMatch(/\u001b|\t/);
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ['an open OSC', `\x1b]${'x'.repeat(1_000_000)}`],
    ['many open CSI', '\x1b['.repeat(300_000)],
    ['many open OSC', '\x1b]'.repeat(100_000)],
    ['a million parameters', `\x1b[${'1;'.repeat(500_000)}m`],
    ['many returns', 'x\r'.repeat(300_000)],
    ['many empty returns', '\r'.repeat(300_000)],
    ['many backspaces', 'x\b'.repeat(200_000)],
  ])('takes time that grows no faster than the text: %s', (_, text) => {
    const spent = cpuMs(() => {
      kept(text);
    });
    expect(spent).toBeLessThan(1_500);
  });
});

describe('clip', () => {
  it('gives exactly the width, whatever the text', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('日本語', '👩‍👩‍👧', '\x1b[31mred', '\t', '⚠️ ❤️', 'क्षि', 'e\u0301', '🇩🇪'),
    );
    fc.assert(
      fc.property(
        fc.array(text),
        fc.nat(20),
        fc.integer({ min: 1, max: 40 }),
        (parts, left, width) => {
          const row = clip(kept(parts.join('')), left, width);
          expect(textWidth(row)).toBe(width);
          expect(row).not.toContain('\t');
        },
      ),
      { numRuns: 150 },
    );
  });

  it('puts blanks where an edge cuts a wide character', () => {
    expect(clip('日本', 0, 3)).toBe('日 ');
    expect(clip('日本', 1, 3)).toBe(' 本');
    expect(clip('日本', 1, 2)).toBe('  ');
  });

  it('expands tabs to the next eighth column', () => {
    expect(clip('a\tb', 0, 10)).toBe('a       b ');
  });

  it('closes the styles of a row at its end', () => {
    expect(clip('\x1b[31mred', 0, 5)).toBe('\x1b[31mred\x1b[0m  ');
  });

  it('reserves the most cells that a terminal may use', () => {
    expect(clusterWidth('👩‍👩‍👧')).toBe(6);
    expect(clusterWidth('क्षि')).toBeGreaterThanOrEqual(3);
  });
});

describe('fitName', () => {
  it('cuts in the middle', () => {
    expect(fitName('api', 5)).toBe('api  ');
    expect(fitName('payments-worker', 9)).toBe('paym…rker');
  });
});

import { describe, expect, it } from 'vitest';
import { LogNames } from '../../../src/render/log-names.ts';
import { LogPage } from '../../../src/render/log-page.ts';
import { cleanLogLine } from '../../../src/render/log-text.ts';

const clean = (text: string): string => cleanLogLine(Buffer.from(text)).toString();

describe('LogNames', () => {
  it('pads every name to the longest of the set, whoever speaks first', () => {
    const names = new LogNames(['longname-1', 'a-1'], { color: false });
    expect(names.prefixOf('a-1').toString()).toBe('a-1         | ');
    expect(`${names.markOf('*')}x`).toBe('            * x');
    expect(names.prefixOf('longname-1').toString()).toBe('longname-1  | ');
  });

  it('gives colors in sorted order and begins again after ten', () => {
    const all = Array.from({ length: 11 }, (_, index) => `s${String.fromCharCode(97 + index)}-1`);
    const names = new LogNames(all.toReversed(), { color: true });
    expect(names.prefixOf('sa-1').toString()).toBe('\u001B[36msa-1  | \u001B[0m');
    expect(names.prefixOf('sb-1').toString()).toContain('\u001B[33m');
    expect(names.prefixOf('sf-1').toString()).toContain('\u001B[36;1m');
    expect(names.prefixOf('sk-1').toString()).toContain('\u001B[36m');
  });

  it('widens only for a later name that does not fit', () => {
    const names = new LogNames(['bb-1'], { color: false });
    expect(names.prefixOf('a-1').toString()).toBe('a-1   | ');
    expect(names.prefixOf('ccc-1').toString()).toBe('ccc-1  | ');
    expect(names.prefixOf('a-1').toString()).toBe('a-1    | ');
  });

  it('puts nothing before bare lines', () => {
    const names = new LogNames(['a-1'], { color: true, bare: true });
    expect(names.prefixOf('a-1').length).toBe(0);
    expect(names.paint('a-1', 'gone')).toBe('\u001B[36mgone\u001B[0m');
  });
});

describe('LogPage', () => {
  it('gathers lines of any size and gives them away once', () => {
    const page = new LogPage();
    const long = Buffer.alloc(200_000, 'z');
    page.addLine(Buffer.from('a | '), Buffer.from('one'));
    page.addLine(Buffer.from('a | '), long);
    expect(page.isFull).toBe(true);
    expect(page.take().equals(Buffer.from(`a | one\na | ${long.toString()}\n`))).toBe(true);
    expect(page.isEmpty).toBe(true);
  });
});

describe('cleanLogLine', () => {
  it('leaves text, tabs and other scripts alone', () => {
    for (const text of ['plain\ttext', 'grün 日本 🚀', '']) expect(clean(text)).toBe(text);
  });

  it('keeps colors and styles and ends them with the line', () => {
    expect(clean('\u001B[1;31mred')).toBe('\u001B[1;31mred\u001B[0m');
    expect(clean('\u001B[38:5:1mx\u001B[m')).toBe('\u001B[38:5:1mx\u001B[m\u001B[0m');
  });

  it('shows the last state of a line that was overwritten', () => {
    expect(clean('10%\r50%\r100%')).toBe('100%');
    expect(clean('done\r')).toBe('done');
    expect(clean('a\rb\r\r')).toBe('b');
  });

  it.each([
    ['clear screen', 'a\u001B[2Jb'],
    ['private modes', 'a\u001B[?1049hb'],
    ['window title', 'a\u001B]0;owned\u0007b'],
    ['clipboard', 'a\u001B]52;c;ZXZpbA==\u001B\\b'],
    ['device control', 'a\u001BP1$r0m\u001B\\b'],
    ['application command', 'a\u001B_x\u001B\\b'],
    ['reset', 'a\u001Bcb'],
    ['character set', 'a\u001B(0b'],
    ['bell and backspace', 'a\u0007\u0008b'],
    ['delete', 'a\u007Fb'],
    ['C1 control sequence', 'a\u009B2Jb'],
    ['C1 string', 'a\u009D0;t\u009Cb'],
    ['style-like with private mark', 'a\u001B[>4;1mb'],
  ])('removes %s', (_name, text) => {
    expect(clean(text)).toBe('ab');
  });

  it('removes sequences that the line cuts off', () => {
    for (const text of ['a\u001B', 'a\u001B[', 'a\u001B[31', 'a\u001B]0;x', 'a\u001B('])
      expect(clean(text)).toBe('a');
  });

  it('removes C1 controls that come as bare bytes', () => {
    const bytes = Buffer.from([0x61, 0x9b, 0x32, 0x4a]);
    expect(cleanLogLine(bytes).includes(0x9b)).toBe(false);
  });
});

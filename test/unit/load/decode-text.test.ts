import { describe, expect, it } from 'vitest';
import { decodeText } from '../../../src/load/decode-text.ts';

const utf16 = (text: string, bigEndian: boolean): Uint8Array => {
  const bytes = Array.from(text).flatMap((character) => {
    const code = character.charCodeAt(0);
    return bigEndian ? [code >> 8, code & 255] : [code & 255, code >> 8];
  });
  return Uint8Array.from(bytes);
};

describe('decodeText', () => {
  it('reads UTF-8 with and without a byte order mark', () => {
    expect(decodeText(new TextEncoder().encode('é: 1'))).toEqual({ text: 'é: 1' });
    expect(decodeText(new TextEncoder().encode('\uFEFFa: 1'))).toEqual({ text: 'a: 1' });
    expect(decodeText(new Uint8Array())).toEqual({ text: '' });
  });

  it('reads UTF-16 of both byte orders with a mark', () => {
    expect(decodeText(utf16('\uFEFFa: é', false))).toEqual({ text: 'a: é' });
    expect(decodeText(utf16('\uFEFFa: é', true))).toEqual({ text: 'a: é' });
  });

  it('says so when the encoding cannot be known', () => {
    expect(decodeText(utf16('a: 1', false))).toHaveProperty('error');
    expect(decodeText(utf16('a: 1', true))).toHaveProperty('error');
    expect(decodeText(Uint8Array.of(0xff, 0xfe, 0, 0, 97, 0, 0, 0))).toHaveProperty('error');
  });

  it('refuses bytes that are no text in their encoding', () => {
    expect(decodeText(Uint8Array.of(97, 0xff, 0xfe))).toHaveProperty('error');
  });
});

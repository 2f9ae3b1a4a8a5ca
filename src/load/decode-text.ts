/** What a compose file or env file may be encoded in, by its first bytes. */
export type Decoded = { readonly text: string } | { readonly error: string };

/** UTF-8 with or without a byte order mark, or UTF-16 with one; the mark is not part of the text. */
export function decodeText(bytes: Uint8Array): Decoded {
  const encoding = encodingOf(bytes);
  if (encoding === undefined) {
    return { error: 'the file is UTF-32 or UTF-16 without a byte order mark; save it as UTF-8' };
  }
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes) };
  } catch {
    return { error: `the file is not valid ${encoding.toUpperCase()}; save it as UTF-8` };
  }
}

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' | undefined {
  const [a, b, c, d] = bytes;
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? undefined : 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  const zeroFirst = a === 0 && b !== undefined && (b !== 0 || c === 0xfe);
  const zeroSecond = a !== undefined && a !== 0 && b === 0;
  return bytes.length % 2 === 0 && (zeroFirst || zeroSecond) ? undefined : 'utf-8';
}

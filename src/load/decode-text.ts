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
  const start = (...mark: readonly number[]) => mark.every((byte, index) => bytes[index] === byte);
  if (start(0xff, 0xfe, 0, 0)) return undefined;
  if (start(0xff, 0xfe)) return 'utf-16le';
  if (start(0xfe, 0xff)) return 'utf-16be';
  // Latin text without a mark has a zero in every second byte, which no text file has otherwise.
  const hasZero = bytes.length % 2 === 0 && (bytes[0] === 0) !== (bytes[1] === 0);
  return hasZero ? undefined : 'utf-8';
}

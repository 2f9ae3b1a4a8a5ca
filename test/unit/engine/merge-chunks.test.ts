import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ChunkMerger } from '../../../src/engine/merge-chunks.ts';

const HEAD = 'HTTP/1.1 200 OK\r\nServer: Docker\r\nTransfer-Encoding: chunked\r\n\r\n';

const chunked = (parts: readonly Uint8Array[]): Buffer =>
  Buffer.concat([
    Buffer.from(HEAD),
    ...parts.flatMap((part) => [`${part.length.toString(16)}\r\n`, part, '\r\n'].map(toBytes)),
    Buffer.from('0\r\n\r\n'),
  ]);

const toBytes = (part: string | Uint8Array): Buffer => Buffer.from(part as Uint8Array);

function* cut(bytes: Buffer, sizes: readonly number[]): Generator<Buffer> {
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield Buffer.from(bytes.subarray(at, at + size));
    at += size;
  }
}

function mergeAll(bytes: Buffer, sizes: readonly number[]): Buffer {
  const merger = new ChunkMerger();
  const merged = [...cut(bytes, sizes)].map((piece) => {
    const output = Buffer.from(merger.push(piece));
    // the caller reads the next bytes into the same memory
    piece.fill(0xff);
    return output;
  });
  return Buffer.concat(merged);
}

interface Body {
  readonly text: string;
  readonly chunks: number;
  readonly ended: boolean;
}

function readBody(bytes: Buffer): Body {
  let text = '';
  let chunks = 0;
  for (let at = HEAD.length; at < bytes.length; chunks += 1) {
    const lineEnd = bytes.indexOf('\r\n', at);
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    if (size === 0) return { text, chunks, ended: bytes.toString('latin1', at) === '0\r\n\r\n' };
    text += bytes.toString('latin1', lineEnd + 2, lineEnd + 2 + size);
    at = lineEnd + 2 + size + 2;
  }
  return { text, chunks, ended: false };
}

const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 9 });
const parts = fc.array(fc.uint8Array({ minLength: 1, maxLength: 200 }), { maxLength: 20 });

test('the body is the same however chunks and reads are cut', () => {
  fc.assert(
    fc.property(parts, sizes, (chunks, reads) => {
      const merged = mergeAll(chunked(chunks), reads);
      expect(merged.toString('latin1', 0, HEAD.length)).toBe(HEAD);
      const { text, ended } = readBody(merged);
      expect(text).toBe(Buffer.concat(chunks).toString('latin1'));
      expect(ended).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('chunks that come in one read are one chunk', () => {
  const lines = Array.from({ length: 500 }, (_, index) => Buffer.from(`line ${index}\n`));
  expect(readBody(mergeAll(chunked(lines), [1_000_000])).chunks).toBe(1);
});

test('an answer that is cut short has no end', () => {
  const whole = chunked([Buffer.from('one\n'), Buffer.from('two\n')]);
  for (let length = HEAD.length; length < whole.length - 5; length += 1) {
    expect(readBody(mergeAll(whole.subarray(0, length), [7])).ended).toBe(false);
  }
});

test('an answer in one piece is passed on as it is', () => {
  const answer = 'HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\n4\r\nno';
  expect(mergeAll(Buffer.from(answer), [9]).toString()).toBe(answer);
});

test('extensions of chunks mean nothing', () => {
  const answer = `${HEAD}3;name=value\r\nabc\r\n0\r\n\r\n`;
  expect(readBody(mergeAll(Buffer.from(answer), [4]))).toMatchObject({ text: 'abc', ended: true });
});

test.each(['x\r\nabc', '\r\nabc', '123456789\r\nabc'])('%j is no size of a chunk', (text) => {
  expect(() => mergeAll(Buffer.from(HEAD + text), [1000])).toThrow('chunk');
});

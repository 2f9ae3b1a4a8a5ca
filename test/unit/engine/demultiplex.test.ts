import fc from 'fast-check';
import { expect, test } from 'vitest';
import { demultiplex, passRaw } from '../../../src/engine/demultiplex.ts';
import { splitOutput } from '../../../src/engine/read-logs.ts';

const frame = (type: number, bytes: Uint8Array): Buffer => {
  const header = Buffer.alloc(8);
  header[0] = type;
  header.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([header, bytes]);
};

async function* cut(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let at = 0;
  for (let i = 0; at < bytes.length; i += 1) {
    const size = sizes[i % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function collect(
  source: AsyncIterable<Uint8Array>,
): Promise<{ readonly stdout: Buffer; readonly stderr: Buffer }> {
  const found = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  for await (const { stream, bytes } of demultiplex(source)) found[stream].push(Buffer.from(bytes));
  return { stdout: Buffer.concat(found.stdout), stderr: Buffer.concat(found.stderr) };
}

test('frames come out whole and in order however the bytes are cut', async () => {
  const frames = fc.array(fc.tuple(fc.constantFrom(1, 2), fc.uint8Array({ maxLength: 300 })), {
    maxLength: 12,
  });
  const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 9 });
  await fc.assert(
    fc.asyncProperty(frames, sizes, async (parts, chunks) => {
      const all = Buffer.concat(parts.map(([type, bytes]) => frame(type, bytes)));
      const of = (wanted: number): Buffer =>
        Buffer.concat(parts.filter(([type]) => type === wanted).map(([, bytes]) => bytes));
      expect(await collect(cut(all, chunks))).toEqual({ stdout: of(1), stderr: of(2) });
    }),
    { numRuns: 150 },
  );
});

test('the lines of frames that come together are one chunk for each turn of the streams', async () => {
  const frames = [
    frame(1, Buffer.from('a\n')),
    frame(1, Buffer.from('b\n')),
    frame(2, Buffer.from('c\n')),
  ];
  const source = cut(Buffer.concat(frames), [1000]);
  const chunks = await Array.fromAsync(demultiplex(source, { tellFrames: true }));
  expect(chunks.map(({ stream, bytes }) => [stream, bytes.toString()])).toEqual([
    ['stdout', 'a\nb\n'],
    ['stderr', 'c\n'],
  ]);
});

test('a last line without a newline is not glued to what comes after it, in logs alone', async () => {
  const bytes = Buffer.concat([frame(1, Buffer.from('part')), frame(1, Buffer.from('next\n'))]);
  const linesOf = async (tellFrames: boolean): Promise<readonly string[]> => {
    const lines = splitOutput(demultiplex(cut(bytes, [3]), { tellFrames }));
    return (await Array.fromAsync(lines)).flat().map((line) => line.bytes.toString());
  };
  expect(await linesOf(true)).toEqual(['part', 'next']);
  expect(await linesOf(false)).toEqual(['partnext']);
});

test('a frame of a megabyte is passed on in the pieces it came in', async () => {
  const body = Buffer.alloc(1024 * 1024, 'x');
  let pieces = 0;
  for await (const { bytes } of demultiplex(cut(frame(1, body), [65_536]))) {
    pieces += 1;
    expect(bytes.length).toBeLessThanOrEqual(65_536);
  }
  expect(pieces).toBeGreaterThan(10);
});

test('an error of the engine inside the stream counts as standard error', async () => {
  const { stderr } = await collect(cut(frame(3, Buffer.from('broken')), [100]));
  expect(stderr.toString()).toBe('broken');
});

test.each([
  ['in the header', Buffer.from([1, 0, 0])],
  ['in the frame', frame(1, Buffer.from('hello')).subarray(0, 10)],
])('an end %s is a failure', async (_place, bytes) => {
  await expect(collect(cut(bytes, [4]))).rejects.toThrow('in the middle of a frame');
});

test('bytes that are no frames are refused instead of guessed at', async () => {
  await expect(collect(cut(Buffer.from('hello from a terminal'), [64]))).rejects.toThrow(
    'not in frames',
  );
});

test('the source is read no further than it is used', async () => {
  let read = 0;
  const source = async function* (): AsyncGenerator<Buffer> {
    for (; ; read += 1) yield frame(1, Buffer.from('x'));
  };
  for await (const _chunk of demultiplex(source())) break;
  expect(read).toBeLessThan(2);
});

test('the output of a terminal is passed on as it is', async () => {
  const chunks: string[] = [];
  for await (const { stream, bytes } of passRaw(cut(Buffer.from('hello'), [2]))) {
    chunks.push(`${stream}:${bytes.toString()}`);
  }
  expect(chunks).toEqual(['stdout:he', 'stdout:ll', 'stdout:o']);
});

import { describe, expect, test } from 'vitest';
import type { LogLine } from '../../../src/engine/read-logs.ts';
import { SeenLines } from '../../../src/engine/seen-lines.ts';

const at = (second: number): string =>
  `2026-01-01T00:00:${String(second).padStart(2, '0')}.000000000Z`;
const SINCE = 1_767_225_600;

const line = (text: string, second: number, stream: 'stdout' | 'stderr' = 'stdout'): LogLine => ({
  bytes: Buffer.from(text),
  time: at(second),
  stream,
});

const texts = (lines: readonly LogLine[]): readonly string[] =>
  lines.map(({ bytes }) => bytes.toString());

describe('a log that is opened again', () => {
  test('is read from a second before the last line on, and never from before the first', () => {
    const seen = new SeenLines();
    expect(seen.since).toBeUndefined();
    seen.fresh()([line('a', 5)]);
    expect(seen.since).toBe(`${SINCE + 5}.000000000`);
    seen.fresh()([line('b', 9)]);
    expect(seen.since).toBe(`${SINCE + 8}.000000000`);
  });

  test('gives what follows the lines that were seen, also those of the very same time', () => {
    const seen = new SeenLines();
    const [a, b, c] = [line('a', 1), line('b', 1), line('c', 1)];
    seen.fresh()([a, b]);
    expect(texts(seen.fresh()([a, b, c, line('d', 2)]))).toEqual(['c', 'd']);
  });

  test('gives a line that the other stream has overtaken', () => {
    const seen = new SeenLines();
    const [early, overtaker] = [line('early', 1, 'stderr'), line('overtaker', 2)];
    seen.fresh()([line('first', 1), overtaker]);
    expect(texts(seen.fresh()([line('first', 1), overtaker, early]))).toEqual(['early']);
    expect(texts(seen.fresh()([line('first', 1), overtaker, early]))).toEqual([]);
  });

  test('gives lines after the border whatever their time: clocks are set back', () => {
    const seen = new SeenLines();
    seen.fresh()([line('a', 5)]);
    const fresh = seen.fresh();
    expect(texts(fresh([line('a', 5), line('b', 6), line('c', 2)]))).toEqual(['b', 'c']);
  });

  test('leaves out, stream by stream, as many lines as were shown by other means, once', () => {
    const seen = new SeenLines();
    seen.skip({ stdout: 2, stderr: 1 });
    const all = [line('a', 1), line('e', 1, 'stderr'), line('b', 2), line('c', 3)];
    expect(texts(seen.fresh()(all))).toEqual(['c']);
    expect(texts(seen.fresh()([...all, line('f', 4, 'stderr')]))).toEqual(['f']);
  });

  test('leaves out all up to a given line', () => {
    const seen = new SeenLines();
    seen.startAfter(line('old', 3));
    const lines = [line('older', 3, 'stderr'), line('old', 3), line('new', 4, 'stderr')];
    expect(texts(seen.fresh()(lines))).toEqual(['new']);
  });
});

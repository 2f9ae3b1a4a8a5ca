import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineSplitter } from '../../../src/engine/line-splitter.ts';

const PART = 16 * 1024;
const MIB = 1024 * 1024;

interface Seen {
  readonly text: string;
  readonly time: string;
}

function splitAll(chunks: readonly Buffer[], timestamps: boolean): readonly Seen[] {
  const seen: Seen[] = [];
  const splitter = new LineSplitter({ timestamps });
  const onLine = (bytes: Buffer, time: string): void => {
    seen.push({ text: bytes.toString('latin1'), time });
  };
  for (const chunk of chunks) splitter.push(chunk, onLine);
  splitter.end(onLine);
  return seen;
}

function cutAt(bytes: Buffer, cuts: readonly number[]): readonly Buffer[] {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted(
    (a, b) => a - b,
  );
  return [0, ...places].map((start, index) => bytes.subarray(start, places[index] ?? bytes.length));
}

const stamp = (nano: number): string => `2026-11-21T11:22:40.${String(nano).padStart(9, '0')}Z`;

/** As the engine stores it: parts of 16 KiB, each with the timestamp of the line. */
function stored({ text, time }: Seen): string {
  const parts: string[] = [];
  for (let at = 0; at < text.length; at += PART) parts.push(text.slice(at, at + PART));
  if (text.length % PART === 0) parts.push('');
  return `${parts.map((part) => `${time} ${part}`).join('')}\n`;
}

const anyText = fc.oneof(
  fc.string({ maxLength: 40 }).map((text) => text.replaceAll('\n', ' ')),
  fc.constantFrom(PART - 1, PART, PART + 1, 2 * PART, 40_000).map((size) => 'x'.repeat(size)),
  fc.constant(stamp(7)),
);
const latin = (text: string): string => Buffer.from(text, 'latin1').toString('latin1');

describe('LineSplitter', () => {
  it('gives the same lines however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(anyText), fc.array(fc.nat(), { maxLength: 30 }), (texts, cuts) => {
        const bytes = Buffer.from(texts.map((text) => `${text}\n`).join(''), 'latin1');
        const lines = splitAll(cutAt(bytes, cuts), false);
        expect(lines.map((line) => line.text)).toEqual(texts.map(latin));
      }),
      { numRuns: 60 },
    );
  });

  it('takes the timestamps away from lines and from the parts of long lines', () => {
    fc.assert(
      fc.property(fc.array(anyText), fc.array(fc.nat(), { maxLength: 30 }), (texts, cuts) => {
        const lines = texts.map((text, index) => ({ text: latin(text), time: stamp(index) }));
        const bytes = Buffer.from(lines.map(stored).join(''), 'latin1');
        expect(splitAll(cutAt(bytes, cuts), true)).toEqual(lines);
      }),
      { numRuns: 60 },
    );
  });

  it('gives a last line that has no newline', () => {
    expect(splitAll([Buffer.from('one\ntwo')], false).map((line) => line.text)).toEqual([
      'one',
      'two',
    ]);
  });

  it('ends a line where a run of the container ended, but not between parts of a line', () => {
    const seen: string[] = [];
    const splitter = new LineSplitter({ timestamps: true });
    const onLine = (bytes: Buffer): void => void seen.push(`${bytes.length}`);
    for (const text of ['x'.repeat(PART), 'tail\n', 'part', 'next\n']) {
      splitter.push(Buffer.from(`${stamp(1)} ${text}`), onLine);
      splitter.endFrame(onLine);
    }
    expect(seen).toEqual([String(PART + 4), '4', '4']);
  });

  it('passes on a line longer than 1 MiB in pieces', () => {
    const text = 'y'.repeat(2 * MIB + 5);
    const sizes = splitAll(cutAt(Buffer.from(`${text}\nz\n`), [100_000, 1_500_000]), false);
    expect(sizes.map((line) => line.text.length)).toEqual([MIB, MIB, 5, 1]);
    const exact = splitAll([Buffer.from('y'.repeat(MIB)), Buffer.from('\nz\n')], false);
    expect(exact.map((line) => line.text.length)).toEqual([MIB, 1]);
  });
});

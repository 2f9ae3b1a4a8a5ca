import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OutputChunk } from '../../../src/engine/engine.ts';
import { mergeLogs } from '../../../src/engine/merge-logs.ts';
import { type LogLine, splitOutput } from '../../../src/engine/read-logs.ts';

async function* batches(
  times: readonly number[],
  size: number,
): AsyncGenerator<readonly LogLine[]> {
  const lines = times.map((time): LogLine => ({
    bytes: Buffer.from(String(time)),
    time: String(time).padStart(6, '0'),
    stream: 'stdout',
  }));
  for (let at = 0; at < lines.length; at += size) yield lines.slice(at, at + size);
}

async function merged(inputs: readonly AsyncIterable<readonly LogLine[]>[]): Promise<string[]> {
  const seen: string[] = [];
  for await (const { input, lines } of mergeLogs(inputs))
    seen.push(...lines.map(({ bytes }) => `${input}:${bytes.toString()}`));
  return seen;
}

describe('mergeLogs', () => {
  it('gives every line once, in the order of time, however the inputs come in pieces', async () => {
    const times = fc.array(fc.nat({ max: 999 }), { maxLength: 30 });
    const input = fc.record({ times, size: fc.integer({ min: 1, max: 5 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(input, { maxLength: 5 }), async (inputs) => {
        const sorted = inputs.map((each) => each.times.toSorted((a, b) => a - b));
        const seen = await merged(sorted.map((each, at) => batches(each, inputs[at]?.size ?? 1)));
        const expected = sorted
          .flatMap((each, at) => each.map((time) => ({ time, at })))
          .toSorted((a, b) => a.time - b.time || a.at - b.at)
          .map(({ time, at }) => `${at}:${time}`);
        expect(seen).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps the order of one input whose times step back', async () => {
    expect(await merged([batches([5, 3, 6], 1), batches([4], 1)])).toEqual([
      '1:4',
      '0:5',
      '0:3',
      '0:6',
    ]);
  });
});

describe('splitOutput', () => {
  it('has an open line for each stream, and ends a run where the engine’s frame does', async () => {
    async function* chunks(): AsyncGenerator<OutputChunk> {
      yield { stream: 'stdout', bytes: Buffer.from('ou') };
      yield { stream: 'stderr', bytes: Buffer.from('er\n'), frameEnd: true };
      yield { stream: 'stdout', bytes: Buffer.from('t'), frameEnd: true };
      yield { stream: 'stdout', bytes: Buffer.from('next run\n'), frameEnd: true };
    }
    const seen: string[] = [];
    for await (const lines of splitOutput(chunks()))
      seen.push(...lines.map(({ stream, bytes }) => `${stream} ${bytes.toString()}`));
    expect(seen).toEqual(['stderr er', 'stdout out', 'stdout next run']);
  });
});

import { PassThrough, Writable } from 'node:stream';
import { describe, expect, test, vi } from 'vitest';
import { nodeInput, nodeOutput } from '../../../src/host/node-streams.ts';

/** Takes a chunk only when it is told to. */
function slowStream() {
  const taken: string[] = [];
  const pending: (() => void)[] = [];
  const stream = new Writable({
    highWaterMark: 4,
    write: (chunk, _, done) => {
      taken.push(String(chunk));
      pending.push(done);
    },
  });
  const takeOne = () => pending.shift()?.();
  return { stream: stream as unknown as NodeJS.WriteStream, taken, takeOne };
}

const isSettled = async (promise: Promise<unknown>): Promise<boolean> => {
  const tick = new Promise((resolve) => setTimeout(resolve, 5, 'open'));
  return (await Promise.race([promise, tick])) !== 'open';
};

describe('output', () => {
  test('opens the stream on first use only', () => {
    const open = vi.fn<() => NodeJS.WriteStream>(() => slowStream().stream);
    const output = nodeOutput(open);
    expect(open).not.toHaveBeenCalled();
    void output.write('a');
    void output.write('b');
    expect(open).toHaveBeenCalledOnce();
  });

  test('waits while the reader is behind', async () => {
    const { stream, takeOne } = slowStream();
    const output = nodeOutput(() => stream);
    const written = output.write('more than four');
    expect(await isSettled(written)).toBe(false);
    takeOne();
    expect(await isSettled(written)).toBe(true);
  });

  test('drops quietly after the reader has gone, wakes who waits and says so once', async () => {
    const { stream, taken } = slowStream();
    const output = nodeOutput(() => stream);
    const onClose = vi.fn<() => void>();
    output.onClose?.(onClose);
    const waiting = output.write('more than four');
    stream.destroy(Object.assign(new Error('gone'), { code: 'EPIPE' }));
    expect(await isSettled(waiting)).toBe(true);
    expect(onClose).toHaveBeenCalledOnce();
    expect(await isSettled(output.write('dropped'))).toBe(true);
    expect(await isSettled(output.flush())).toBe(true);
    expect(taken).toEqual(['more than four']);
  });

  test('flush resolves when everything is with the system', async () => {
    const { stream, takeOne } = slowStream();
    const output = nodeOutput(() => stream);
    void output.write('abc');
    const flushed = output.flush();
    expect(await isSettled(flushed)).toBe(false);
    takeOne();
    takeOne();
    expect(await isSettled(flushed)).toBe(true);
  });

  test('has a size even where there is no terminal', () => {
    const { stream } = slowStream();
    expect(nodeOutput(() => stream)).toMatchObject({ isTerminal: false, columns: 80, rows: 24 });
  });
});

describe('input', () => {
  const inputOf = (stream: PassThrough) => nodeInput(() => stream as unknown as NodeJS.ReadStream);

  test('is read to its end', async () => {
    const stream = new PassThrough();
    stream.end('hello');
    expect(Buffer.from(await inputOf(stream).readAll()).toString()).toBe('hello');
  });

  test('can be read on after a reader has left', async () => {
    const stream = new PassThrough();
    const input = inputOf(stream);
    stream.write('first');
    for await (const chunk of input) {
      expect(Buffer.from(chunk).toString()).toBe('first');
      break;
    }
    stream.end('second');
    expect(Buffer.from(await input.readAll()).toString()).toBe('second');
  });

  test('that is no terminal has no raw mode', () => {
    expect(() => inputOf(new PassThrough()).raw()()).not.toThrow();
  });
});

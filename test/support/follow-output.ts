/** What a program says while it runs, read in order. */
import type { Readable } from 'node:stream';

export interface FollowedOutput {
  /** Resolves when the words come, after those that were waited for before; fails without them at the end, or in half a minute. */
  until(words: string): Promise<void>;
  /** All so far. */
  text(): string;
}

/** A busy machine takes its time. */
const LONGEST_MS = 30_000;

export function followOutput(stream: Readable): FollowedOutput {
  let text = '';
  let read = 0;
  let isOver = false;
  let wake = Promise.withResolvers<void>();
  const pass = (): void => {
    wake.resolve();
    wake = Promise.withResolvers();
  };
  stream.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    pass();
  });
  stream.once('close', () => {
    isOver = true;
    pass();
  });
  return {
    text: () => text,
    until: async (words) => {
      const timer = setTimeout(() => {
        isOver = true;
        pass();
      }, LONGEST_MS);
      using _ = { [Symbol.dispose]: () => clearTimeout(timer) };
      for (;;) {
        const at = text.indexOf(words, read);
        if (at >= 0) {
          read = at + words.length;
          return;
        }
        if (isOver)
          throw new Error(`it goes on or ended without ${JSON.stringify(words)}:\n${text}`);
        await wake.promise;
      }
    },
  };
}

import type { LogLine } from './read-logs.ts';

/** Lines that follow each other in time, all from the input of this index. */
export interface MergedLines {
  readonly input: number;
  readonly lines: readonly LogLine[];
}

/**
 * Merges by the engine's timestamps; each input keeps its own order, equal times go in the inputs' order. Holds no
 * more than what each input gives at a time.
 */
export async function* mergeLogs(
  inputs: readonly AsyncIterable<readonly LogLine[]>[],
): AsyncGenerator<MergedLines> {
  const cursors = inputs.map((input, index) => new Cursor(input, index));
  try {
    await Promise.all(cursors.map((cursor) => cursor.refill()));
    let active = cursors.filter((cursor) => !cursor.isDone);
    for (;;) {
      const [first, second] = firstTwo(active);
      if (first === undefined) return;
      yield { input: first.index, lines: first.takeUntil(second) };
      if (!first.isDrained) continue;
      await first.refill();
      if (first.isDone) active = active.filter((cursor) => cursor !== first);
    }
  } finally {
    await Promise.all(cursors.map((cursor) => cursor.close()));
  }
}

function firstTwo(cursors: readonly Cursor[]): readonly [Cursor | undefined, Cursor | undefined] {
  let first: Cursor | undefined;
  let second: Cursor | undefined;
  for (const cursor of cursors) {
    if (first === undefined || cursor.isBefore(first)) [first, second] = [cursor, first];
    else if (second === undefined || cursor.isBefore(second)) second = cursor;
  }
  return [first, second];
}

class Cursor {
  readonly index: number;
  readonly #input: AsyncIterator<readonly LogLine[]>;
  #lines: readonly LogLine[] = [];
  #at = 0;
  /** The latest time so far: an input whose times step back does not fall behind others for it. */
  #time = '';
  isDone = false;

  constructor(input: AsyncIterable<readonly LogLine[]>, index: number) {
    this.#input = input[Symbol.asyncIterator]();
    this.index = index;
  }

  get isDrained(): boolean {
    return this.#at === this.#lines.length;
  }

  async refill(): Promise<void> {
    const next = await this.#input.next();
    this.isDone = next.done === true;
    this.#lines = next.done === true ? [] : next.value;
    this.#advanceTo(0);
  }

  isBefore(other: Cursor): boolean {
    return this.#time < other.#time || (this.#time === other.#time && this.index < other.index);
  }

  /** The lines that come before the next one of `other`; at least one. */
  takeUntil(other: Cursor | undefined): readonly LogLine[] {
    const start = this.#at;
    const isNext = (): boolean => other === undefined || this.isBefore(other);
    do this.#advanceTo(this.#at + 1);
    while (!this.isDrained && isNext());
    return start === 0 && this.isDrained ? this.#lines : this.#lines.slice(start, this.#at);
  }

  async close(): Promise<void> {
    await this.#input.return?.();
  }

  #advanceTo(at: number): void {
    this.#at = at;
    const time = this.#lines[this.#at]?.time ?? '';
    if (time > this.#time) this.#time = time;
  }
}

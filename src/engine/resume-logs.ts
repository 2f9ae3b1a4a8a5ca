import type { Engine, LogOptions } from './engine.ts';
import { laterSince } from './log-time.ts';
import { type Patience, Trouble } from './patience.ts';
import { type LogLine, type LogSource, readLogs } from './read-logs.ts';
import type { SeenLines } from './seen-lines.ts';

export interface ResumeOptions extends Omit<LogOptions, 'timestamps'> {
  /** Lines that were seen are left out; those that come are noted. */
  readonly seen: SeenLines;
  readonly patience: Patience;
}

/** The lines of one container with their times, over broken connections: none is lost, doubled or torn. */
export async function* resumeLogs(
  engine: Engine,
  source: LogSource,
  { seen, patience, ...range }: ResumeOptions,
): AsyncGenerator<readonly LogLine[]> {
  let trouble = new Trouble(patience);
  let before = seen.count;
  let rest: LogOptions | undefined = range;
  while (rest !== undefined) {
    try {
      yield* readUnseen(readLogs(engine, source, logOptions(rest, seen)), rest, seen);
      rest = restAfter(rest);
    } catch (error) {
      if (seen.count > before) trouble = new Trouble(patience);
      before = seen.count;
      if (!(await trouble.outlasts(error, range.signal))) throw trouble.name(error);
    }
  }
}

async function* readUnseen(
  read: AsyncIterable<readonly LogLine[]>,
  { tail }: LogOptions,
  seen: SeenLines,
): AsyncGenerator<readonly LogLine[]> {
  const fresh = seen.fresh();
  for await (const lines of read) {
    const unseen = tail === '0' ? noteLast(lines, seen) : fresh(lines);
    if (unseen.length > 0) yield unseen;
  }
}

/**
 * The last lines are read before what comes is followed: cut before its first line, nobody would know any more where
 * they began. None of them is the same as all that comes after the last.
 */
function logOptions({ tail, ...range }: LogOptions, seen: SeenLines): LogOptions {
  const { since: from } = seen;
  const since = from === undefined ? range.since : laterSince(from, range.since ?? '0');
  const isTail = tail !== undefined && from === undefined;
  return {
    ...range,
    timestamps: true,
    ...(isTail ? { follow: false, tail: tail === '0' ? '1' : tail } : {}),
    ...(since === undefined ? {} : { since }),
  };
}

function restAfter({ tail, ...range }: LogOptions): LogOptions | undefined {
  return tail !== undefined && range.follow === true ? range : undefined;
}

function noteLast(lines: readonly LogLine[], seen: SeenLines): readonly LogLine[] {
  const last = lines.at(-1);
  if (last !== undefined) seen.startAfter(last);
  return [];
}

import type { LogLine } from './read-logs.ts';

/** Where a log was read to, when it is opened again. */
export interface LastSeen {
  /** Time of the last line, empty before the first; and how many lines had it. */
  lastTime: string;
  lastCount: number;
}

/** Drops what was seen before the log was opened again: `since` includes the lines of that very time. */
export function skipSeen(reading: LastSeen): (lines: readonly LogLine[]) => readonly LogLine[] {
  const border = reading.lastTime;
  let toSkip = reading.lastCount;
  return (lines) =>
    lines.filter(({ time }) => {
      if (time === border && border !== '' && toSkip > 0) {
        toSkip -= 1;
        return false;
      }
      reading.lastCount = time === reading.lastTime ? reading.lastCount + 1 : 1;
      reading.lastTime = time;
      return true;
    });
}

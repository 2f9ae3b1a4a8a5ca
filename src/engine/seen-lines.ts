/** How far the log of a container has been shown, so that it can be opened again without losing or doubling a line. */
import type { StreamName } from './engine.ts';
import { laterSince, sinceOf } from './log-time.ts';
import type { LogLine } from './read-logs.ts';

/** The engine stamps a line before it stores it: one of the other stream may overtake it by less than this. */
const OVERTAKING_S = 1;

/** Time of a stream's last line, empty before the first; and how many lines had it. */
interface Mark {
  time: string;
  count: number;
}

/** Lines need the engine's time; each stream's are in the order of time. */
export class SeenLines {
  readonly #marks: Readonly<Record<StreamName, Mark>> = {
    stdout: { time: '', count: 0 },
    stderr: { time: '', count: 0 },
  };
  readonly #toSkip: Record<StreamName, number> = { stdout: 0, stderr: 0 };
  #first = '';
  /** Grows while a reading gets on, also over lines that have been shown. */
  count = 0;

  /** From where to read on, as `since` text; undefined before the first line. */
  get since(): string | undefined {
    const { stdout, stderr } = this.#marks;
    const last = stdout.time > stderr.time ? stdout.time : stderr.time;
    if (last === '') return undefined;
    const [seconds = '0', fraction = ''] = sinceOf(last).split('.');
    return laterSince(sinceOf(this.#first), `${Number(seconds) - OVERTAKING_S}.${fraction}`);
  }

  /** All up to this line was there before. */
  startAfter({ time }: LogLine): void {
    this.#first = time;
    for (const mark of Object.values(this.#marks)) {
      mark.time = time;
      mark.count = Infinity;
    }
  }

  /** So many lines, the next of each stream, were shown by other means. */
  skip(lines: Readonly<Record<StreamName, number>>): void {
    this.#toSkip.stdout += lines.stdout;
    this.#toSkip.stderr += lines.stderr;
  }

  /** For one reading of the log from `since` on: passes the lines that are new, and takes note of them. */
  fresh(): (lines: readonly LogLine[]) => readonly LogLine[] {
    const { stdout, stderr } = this.#marks;
    const borders = { stdout: new Border(stdout), stderr: new Border(stderr) };
    return (lines) =>
      lines.filter((line) => borders[line.stream].isPassed(line.time) && this.#take(line));
  }

  #take({ stream, time }: LogLine): boolean {
    const mark = this.#marks[stream];
    mark.count = time === mark.time ? mark.count + 1 : 1;
    mark.time = time;
    if (this.#first === '') this.#first = time;
    this.count += 1;
    if (this.#toSkip[stream] === 0) return true;
    this.#toSkip[stream] -= 1;
    return false;
  }
}

/** Where a stream's new lines begin. Clocks are set back: what follows the border is new, whatever its time. */
class Border {
  readonly #time: string;
  #toSkip: number;
  #isBehind = false;

  constructor({ time, count }: Mark) {
    this.#time = time;
    this.#toSkip = count;
  }

  isPassed(time: string): boolean {
    if (this.#isBehind || time === '' || this.#time === '') return true;
    if (time < this.#time) return false;
    if (time === this.#time && this.#toSkip > 0) {
      this.#toSkip -= 1;
      return false;
    }
    this.#isBehind = true;
    return true;
  }
}

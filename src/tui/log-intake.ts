/** Brings lines of several containers into the order of their times before they are kept. */
import type { LogEntry } from './live-project.ts';
import type { LogStore } from './log-store.ts';

interface Waiting extends Omit<LogEntry, 'bytes'> {
  readonly bytes: Buffer;
}

export class LogIntake {
  private waiting: Waiting[] = [];

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  push(entries: readonly LogEntry[]): void {
    for (const entry of entries) this.waiting.push({ ...entry, bytes: Buffer.from(entry.bytes) });
  }

  /** Appends all that waits, by time; lines of one container never change places. The number of lines. */
  drain(store: LogStore): number {
    const lines = this.waiting;
    this.waiting = [];
    for (const line of inOrder(lines)) {
      store.append({ ...line, source: store.sourceOf(line.service, line.label) });
    }
    return lines.length;
  }
}

/** A clock that went back must not turn a container's lines round: each counts as no earlier than the one before. */
function inOrder(lines: readonly Waiting[]): readonly Waiting[] {
  const latest = new Map<string, number>();
  const keyed = lines.map((line) => {
    const at = Math.max(line.at || 0, latest.get(line.label) ?? 0);
    latest.set(line.label, at);
    return { at, line };
  });
  return keyed.toSorted((one, other) => one.at - other.at).map(({ line }) => line);
}

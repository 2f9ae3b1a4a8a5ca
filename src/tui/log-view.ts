/** The lines of a store that pass a service mask and a text filter, kept up to date as lines come and go. */
import type { LogLine, LogStore } from './log-store.ts';
import { plainLine } from './sanitise.ts';

export interface LogChoice {
  /** Only lines of this service; of all when absent. */
  readonly service?: string;
  /** Text that a line must contain; upper and lower case differ only when it has an upper-case letter. */
  readonly filter: string;
}

export class LogView {
  private readonly store: LogStore;
  private choice: LogChoice = { filter: '' };
  private matches: (line: LogLine) => boolean = () => true;
  /** Ids in order; absent when every line passes. */
  private ids: number[] | undefined;
  private seen = 0;

  constructor(store: LogStore) {
    this.store = store;
  }

  /** Takes in what has come and lets go what fell off; cheap when nothing did. */
  update(choice: LogChoice): void {
    if (choice.service !== this.choice.service || choice.filter !== this.choice.filter) {
      this.choice = choice;
      this.matches = matcherOf(this.store, choice);
      this.ids = choice.service === undefined && choice.filter === '' ? undefined : [];
      this.seen = this.store.first;
    }
    if (this.ids === undefined) return;
    this.extend(this.ids);
    const gone = positionOf(this.ids, this.store.first);
    if (gone > 0) this.ids.splice(0, gone);
  }

  get count(): number {
    return this.ids?.length ?? this.store.count;
  }

  /** The lines from the top row `anchor` on, or the newest ones; at most `rows`, and the screen is filled if it can be. */
  window(anchor: number | undefined, rows: number): readonly LogLine[] {
    const top = this.topOf(anchor, rows);
    const lines: LogLine[] = [];
    for (let at = top; at < Math.min(this.count, top + rows); at += 1) {
      const line = this.store.line(this.idAt(at));
      if (line !== undefined) lines.push(line);
    }
    return lines;
  }

  /** The id of the top row after moving by `lines`; undefined when there is no line. */
  moved(anchor: number | undefined, lines: number, rows: number): number | undefined {
    if (this.count === 0) return undefined;
    const top = this.topOf(anchor, rows) + lines;
    return this.idAt(Math.max(0, Math.min(top, this.lastTop(rows))));
  }

  private topOf(anchor: number | undefined, rows: number): number {
    const last = this.lastTop(rows);
    return anchor === undefined ? last : Math.min(this.positionOf(anchor), last);
  }

  private lastTop(rows: number): number {
    return Math.max(0, this.count - rows);
  }

  private idAt(position: number): number {
    return this.ids === undefined ? this.store.first + position : (this.ids[position] ?? -1);
  }

  private positionOf(id: number): number {
    return this.ids === undefined ? Math.max(0, id - this.store.first) : positionOf(this.ids, id);
  }

  private extend(ids: number[]): void {
    for (let id = Math.max(this.seen, this.store.first); id < this.store.end; id += 1) {
      const line = this.store.line(id);
      if (line !== undefined && this.matches(line)) ids.push(id);
    }
    this.seen = this.store.end;
  }
}

/** Index of the first id that is not smaller. */
function positionOf(ids: readonly number[], id: number): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ids[middle] ?? Infinity) < id) low = middle + 1;
    else high = middle;
  }
  return low;
}

function matcherOf(store: LogStore, choice: LogChoice): (line: LogLine) => boolean {
  const { service, filter } = choice;
  const exact = filter !== filter.toLowerCase();
  return (line) => {
    const source = store.sources[line.source];
    if (service !== undefined && source?.service !== service) return false;
    if (filter === '') return true;
    const text = plainLine(line.bytes.toString('utf8'));
    return (exact ? text : text.toLowerCase()).includes(filter);
  };
}

/** The output of a project's containers, one stream each, for as long as the dashboard looks. */
import type { Engine } from '../engine/engine.ts';
import { type LogLine, readLogs } from '../engine/read-logs.ts';
import { SeenLines } from '../engine/seen-lines.ts';
import { isEngineError } from '../model/engine-error.ts';
import { shortContainerName } from '../model/names.ts';
import type { ObservedContainer } from '../model/observed.ts';
import type { LogEntry } from '../tui/live-project.ts';

type OnLogs = (entries: readonly LogEntry[]) => void;

const TAIL_ALL = 2_000;
const TAIL_LEAST = 50;

/** Streams that end are opened again at the next look at a running container, from where they ended. */
export class LogFollower {
  private readonly engine: Engine;
  private readonly onLogs: OnLogs;
  private readonly streams = new Map<string, LogStream>();

  constructor(engine: Engine, onLogs: OnLogs) {
    this.engine = engine;
    this.onLogs = onLogs;
  }

  /** Opens what is missing; until `signal` fires. */
  keepUp(containers: readonly ObservedContainer[], signal: AbortSignal): void {
    const readable = containers.filter((one) => !one.oneoff && one.state !== 'created');
    const tail = Math.max(TAIL_LEAST, Math.floor(TAIL_ALL / Math.max(1, readable.length)));
    const ids = new Set<string>(containers.map((container) => container.id));
    for (const id of this.streams.keys()) if (!ids.has(id)) this.streams.delete(id);
    for (const container of readable) {
      const stream = this.streams.get(container.id) ?? new LogStream(this.engine, container);
      this.streams.set(container.id, stream);
      if (stream.wantsToOpen(container)) void stream.read({ tail, signal, onLogs: this.onLogs });
    }
  }
}

interface ReadOptions {
  readonly tail: number;
  readonly signal: AbortSignal;
  readonly onLogs: OnLogs;
}

class LogStream {
  private readonly engine: Engine;
  private readonly container: ObservedContainer;
  private readonly label: string;
  private isOpen = false;
  private wasRead = false;
  private isUnreadable = false;
  private readonly seen = new SeenLines();

  constructor(engine: Engine, container: ObservedContainer) {
    this.engine = engine;
    this.container = container;
    this.label = shortContainerName(container.name, container.project);
  }

  /** A container that has ended is read once: its last lines tell why. */
  wantsToOpen({ state }: ObservedContainer): boolean {
    const mayWrite = state === 'running' || state === 'restarting';
    return !this.isOpen && !this.isUnreadable && (mayWrite || !this.wasRead);
  }

  async read(options: ReadOptions): Promise<void> {
    this.isOpen = true;
    try {
      await this.readToEnd(options);
      this.wasRead = true;
    } catch (error) {
      // A lost engine and a removed container are the next look's business.
      if (isEngineError(error, 'rejected') || isEngineError(error, 'unavailable')) {
        this.isUnreadable = true;
        this.tell(`cannot read the log: ${error.text}`, options.onLogs);
      }
    } finally {
      this.isOpen = false;
    }
  }

  private async readToEnd({ tail, signal, onLogs }: ReadOptions): Promise<void> {
    const { id } = this.container;
    const { tty } = await this.engine.inspectContainer(id, { signal });
    const { since } = this.seen;
    const from = since === undefined ? { tail: String(tail) } : { since };
    const fresh = this.seen.fresh();
    const options = { follow: true, timestamps: true, signal, ...from };
    for await (const lines of readLogs(this.engine, { id, tty }, options)) {
      const unseen = fresh(lines);
      if (unseen.length > 0) onLogs(unseen.map((line) => this.entryOf(line)));
    }
  }

  private entryOf({ bytes, time, stream }: LogLine): LogEntry {
    return this.entry(bytes, { at: millisecondsOf(time), stderr: stream === 'stderr' });
  }

  private entry(bytes: Buffer, line: { readonly at: number; readonly stderr: boolean }): LogEntry {
    return { service: this.container.service, label: this.label, bytes, ...line };
  }

  private tell(text: string, onLogs: OnLogs): void {
    onLogs([this.entry(Buffer.from(text), { at: Number.NaN, stderr: true })]);
  }
}

const SECONDS = 19;

/** Of `2026-01-02T03:04:05.678901234Z`, with fractions of a millisecond; NaN for anything else. */
function millisecondsOf(time: string): number {
  const fraction = /\.(\d+)/.exec(time)?.[1] ?? '0';
  return Date.parse(`${time.slice(0, SECONDS)}Z`) + Number(`0.${fraction}`) * 1_000;
}

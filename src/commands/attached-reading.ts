/**
 * The output of one container for an attached `up`: attached to while that goes well. An attachment that breaks cannot
 * be taken up again; its log can: from the beginning of the run, past the lines that were shown.
 */
import type { Cancel, ContainerDetails, Engine, StreamName } from '../engine/engine.ts';
import { laterSince, sinceOf } from '../engine/log-time.ts';
import type { Patience } from '../engine/patience.ts';
import { type LogLine, readLogs, splitOutput } from '../engine/read-logs.ts';
import { resumeLogs } from '../engine/resume-logs.ts';
import { SeenLines } from '../engine/seen-lines.ts';
import { type EngineError, isEngineError } from '../model/engine-error.ts';

export interface ReadingOptions extends Cancel {
  /** Patient. */
  readonly engine: Engine;
  readonly patience: Patience;
  readonly id: string;
  readonly show: (lines: readonly LogLine[]) => Promise<void>;
  /** The output was over for us: has the run ended (true), or only the connection? */
  readonly hasEnded: () => Promise<boolean>;
  /** What was written while the connection was cut is not to be had, for this reason. */
  readonly onMissing: (reason: string) => void;
}

type Counts = Record<StreamName, number>;

export class AttachedReading {
  readonly #options: ReadingOptions;
  readonly #seen = new SeenLines();
  /** Start time of the run before the attachment, or of the one that was going on then. */
  #runBefore = '';
  #attachedRun = '';
  /** When it was started last, as `since` text; empty where that was not seen. */
  #startedAt = '';

  constructor(options: ReadingOptions) {
    this.#options = options;
  }

  /** Of a `start` event. */
  noteStart(at: string): void {
    this.#startedAt = at;
  }

  /** Whether the run for which it was attached has begun. */
  async hasBegun(): Promise<boolean> {
    try {
      return (await this.#inspect()).state.startedAt !== this.#runBefore;
    } catch (error) {
      if (isEngineError(error, 'notFound')) return false;
      throw error;
    }
  }

  /** Output from now on; connected when the promise is kept. What it gives reads to the end of the run. */
  async attach(): Promise<() => Promise<void>> {
    const details = await this.#inspect();
    this.#runBefore = details.state.startedAt;
    if (details.state.running && (await this.#beginAtEnd(details)))
      return () => this.#readLog(details.tty);
    const output = await this.#connect(details);
    return () => this.#pass(output, details);
  }

  /** The log since the container last ended, or since it started where its end was not seen. */
  async readSince(endedAt: string): Promise<void> {
    const { tty, state } = await this.#inspect();
    if (endedAt === '' && state.startedAt === this.#attachedRun) return;
    try {
      await this.#readLog(tty, endedAt || sinceOf(state.startedAt));
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      // a log that cannot be read can still be listened to
      const details = await this.#inspect();
      await this.#pass(await this.#connect(details), details);
    }
  }

  /** A run that goes on is read from its log at once: nobody could say later where in it we came in. */
  async #beginAtEnd({ tty, state }: ContainerDetails): Promise<boolean> {
    this.#attachedRun = state.startedAt;
    const { engine, id } = this.#options;
    const options = { tail: '1', timestamps: true, ...this.#cancel() };
    try {
      for await (const lines of readLogs(engine, { id, tty }, options)) {
        const last = lines.at(-1);
        if (last !== undefined) this.#seen.startAfter(last);
      }
      return true;
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      return false;
    }
  }

  async #connect({ tty }: ContainerDetails): Promise<Attachment> {
    const { engine, id } = this.#options;
    const session = await engine.attach(id, { tty, ...this.#cancel() });
    let isCut = false;
    const isCutShort = async (): Promise<boolean> => (isCut = !(await this.#options.hasEnded()));
    return {
      lines: splitOutput(session.output, { isCutShort }),
      get isCut() {
        return isCut;
      },
    };
  }

  async #pass(attachment: Attachment, before: ContainerDetails): Promise<void> {
    const shown = { stdout: 0, stderr: 0 };
    try {
      for await (const lines of attachment.lines) {
        for (const { stream } of lines) shown[stream] += 1;
        await this.#options.show(lines);
      }
      if (!attachment.isCut) return;
    } catch (error) {
      if (!isEngineError(error, 'connectionLost')) throw error;
    }
    if (this.#options.signal?.aborted !== true) await this.#goOn(shown, before);
  }

  async #goOn(shown: Counts, before: ContainerDetails): Promise<void> {
    const details = await this.#inspect();
    this.#seen.skip(shown);
    try {
      await this.#readLog(details.tty, this.#beginningOf(details, before));
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      this.#seen.skip({ stdout: -shown.stdout, stderr: -shown.stderr });
      this.#options.onMissing(error.text);
      const { state } = details;
      if (state.running) await this.#pass(await this.#connect(details), details);
    }
  }

  /** Where the run in which we were attached begins in the log. */
  #beginningOf({ state }: ContainerDetails, before: ContainerDetails): string | undefined {
    const startedAt = sinceOf(state.startedAt);
    const isSameRun =
      this.#startedAt !== '' && laterSince(this.#startedAt, startedAt) !== startedAt;
    if (isSameRun) return startedAt;
    const { finishedAt } = before.state;
    return finishedAt === '' || finishedAt.startsWith(NEVER) ? undefined : sinceOf(finishedAt);
  }

  async #readLog(tty: boolean, since?: string): Promise<void> {
    const { engine, id, patience, show } = this.#options;
    const options = { follow: true, seen: this.#seen, patience, ...this.#cancel() };
    const from = since === undefined ? {} : { since };
    for await (const lines of resumeLogs(engine, { id, tty }, { ...options, ...from }))
      await show(lines);
  }

  #inspect(): Promise<ContainerDetails> {
    return this.#options.engine.inspectContainer(this.#options.id, this.#cancel());
  }

  #cancel(): Cancel {
    const { signal } = this.#options;
    return signal === undefined ? {} : { signal };
  }
}

interface Attachment {
  readonly lines: AsyncIterable<readonly LogLine[]>;
  /** Once all lines have come: there would have been more. */
  readonly isCut: boolean;
}

/** The engine's word for a time that never was. */
const NEVER = '0001-';

const isUnreadable = (error: unknown): error is EngineError =>
  isEngineError(error, 'unavailable') || isEngineError(error, 'rejected');

/** Log lines on their way to a stream: names in front, many lines in one write. */
import type { LogLine } from '../engine/read-logs.ts';
import type { OutputStream } from '../host/host.ts';
import type { LogNames } from '../render/log-names.ts';
import { LogPage } from '../render/log-page.ts';
import { cleanLogLine } from '../render/log-text.ts';

export interface LogOutputOptions {
  /** The engine's time before every line. */
  readonly timestamps?: boolean;
}

/**
 * Lines leave when a page is full or when nothing more has come in this turn of the event loop. To a terminal they are
 * cleaned; a pipe gets the bytes as the container wrote them.
 */
export class LogOutput {
  readonly #stream: OutputStream;
  readonly #names: LogNames;
  readonly #timestamps: boolean;
  readonly #page = new LogPage();
  readonly #clean: boolean;
  #isScheduled = false;
  #written: Promise<void> = Promise.resolve();

  constructor(stream: OutputStream, names: LogNames, options: LogOutputOptions = {}) {
    this.#stream = stream;
    this.#names = names;
    this.#timestamps = options.timestamps === true;
    this.#clean = stream.isTerminal;
  }

  /** Resolves when the stream can take more. */
  write(name: string, lines: readonly LogLine[]): Promise<void> {
    const prefix = this.#names.prefixOf(name);
    for (const { bytes, time } of lines) {
      const text = this.#clean ? cleanLogLine(bytes) : bytes;
      this.#page.addLine(prefix, this.#timestamps ? withTime(time, text) : text);
    }
    return this.#pass();
  }

  /** A line about the container, in its color. */
  writeStatus(name: string, text: string): Promise<void> {
    this.#page.addLine(Buffer.alloc(0), Buffer.from(this.#names.paint(name, text)));
    return this.#pass();
  }

  writeExit(
    name: string,
    { exitCode, restarting }: { readonly exitCode: number; readonly restarting: boolean },
  ): Promise<void> {
    const end = restarting ? ' (restarting)' : '';
    return this.writeStatus(name, `${name} exited with code ${exitCode}${end}`);
  }

  /** Resolves when all lines are with the stream and it can take more. */
  flush(): Promise<void> {
    if (!this.#page.isEmpty) this.#written = this.#stream.write(this.#page.take());
    return this.#written;
  }

  #pass(): Promise<void> {
    if (this.#page.isFull) return this.flush();
    if (!this.#isScheduled) this.#schedule();
    return this.#written;
  }

  #schedule(): void {
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      void this.flush();
    });
  }
}

const withTime = (time: string, text: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${time} `), text]);

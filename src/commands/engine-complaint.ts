import type { OutputChunk } from '../engine/engine.ts';

/** How the engine begins when it could not run a command; it says so where the command's output would be. */
const BEGINNING = Buffer.from('OCI runtime exec failed');

/** Holds output back for as long as it could be the engine's complaint, so that it can go to standard error. */
export class EngineComplaint {
  readonly #write: (chunk: OutputChunk) => Promise<void>;
  #held: OutputChunk[] = [];
  #isOver = false;

  constructor(write: (chunk: OutputChunk) => Promise<void>) {
    this.#write = write;
  }

  async pass(chunk: OutputChunk): Promise<void> {
    if (this.#isOver) return this.#write(chunk);
    this.#held.push(chunk);
    const text = this.#text();
    const length = Math.min(text.length, BEGINNING.length);
    if (!text.subarray(0, length).equals(BEGINNING.subarray(0, length))) await this.#release();
  }

  /** At the end of the output: the complaint goes to `complain`, with plain line ends; anything else where it belongs. */
  async end(exitCode: number, complain: (text: string) => Promise<void>): Promise<void> {
    const text = this.#text();
    const isComplaint = text.subarray(0, BEGINNING.length).equals(BEGINNING);
    if (!isComplaint || (exitCode !== 126 && exitCode !== 127)) return this.#release();
    await complain(`${text.toString('utf8').replaceAll('\r\n', '\n').trimEnd()}\n`);
  }

  #text(): Buffer {
    return Buffer.concat(this.#held.map((chunk) => chunk.bytes));
  }

  async #release(): Promise<void> {
    const chunks = this.#held;
    this.#held = [];
    this.#isOver = true;
    for (const chunk of chunks) await this.#write(chunk);
  }
}

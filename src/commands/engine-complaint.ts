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

  /** The complaint is one piece; what begins otherwise is output and flows at once. */
  async pass(chunk: OutputChunk): Promise<void> {
    if (this.#held.length === 0 && !isComplaint(chunk.bytes)) this.#isOver = true;
    if (this.#isOver) return this.#write(chunk);
    this.#held.push(chunk);
  }

  /** At the end of the output: the complaint goes to `complain`, with plain line ends; anything else where it belongs. */
  async end(exitCode: number, complain: (text: string) => Promise<void>): Promise<void> {
    if (exitCode === 126 || exitCode === 127) {
      const text = Buffer.concat(this.#held.map((chunk) => chunk.bytes)).toString('utf8');
      if (text !== '') await complain(`${text.replaceAll('\r\n', '\n').trimEnd()}\n`);
    } else {
      for (const chunk of this.#held) await this.#write(chunk);
    }
    this.#held = [];
  }
}

const isComplaint = (bytes: Buffer): boolean =>
  bytes.subarray(0, BEGINNING.length).equals(BEGINNING);

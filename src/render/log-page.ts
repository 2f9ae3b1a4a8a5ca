/** Log lines on their way out: many of them in one write. */

const PAGE_BYTES = 64 * 1024;
const NEWLINE = 0x0a;

/** Lines gathered for one write. What `take` gives away is not touched again. */
export class LogPage {
  #bytes = Buffer.allocUnsafe(0);
  #used = 0;

  get isEmpty(): boolean {
    return this.#used === 0;
  }

  /** Worth a write of its own. */
  get isFull(): boolean {
    return this.#used >= PAGE_BYTES / 2;
  }

  /** The pieces one after the other, then a newline. */
  addLine(first: Buffer, second: Buffer): void {
    this.#reserve(first.length + second.length + 1);
    this.#used += first.copy(this.#bytes, this.#used);
    this.#used += second.copy(this.#bytes, this.#used);
    this.#bytes[this.#used++] = NEWLINE;
  }

  take(): Buffer {
    const page = this.#bytes.subarray(0, this.#used);
    this.#bytes = Buffer.allocUnsafe(0);
    this.#used = 0;
    return page;
  }

  #reserve(size: number): void {
    const needed = this.#used + size;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, PAGE_BYTES, this.#bytes.length * 2));
    this.#bytes.copy(grown, 0, 0, this.#used);
    this.#bytes = grown;
  }
}

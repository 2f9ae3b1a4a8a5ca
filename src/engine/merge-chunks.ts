/** An HTTP answer whose body comes in many small chunks → the same answer in few. */

const CR = 0x0d;
const NEWLINE = 0x0a;
const SEMICOLON = 0x3b;
/** `0000abcd\r\n`: the size of a chunk in fixed width, so that it can be written after the bytes are there. */
const SIZE_BYTES = 10;
const END_BYTES = 2;
const HEAD_END = Buffer.from('\r\n\r\n');
/** Longer heads are left to the HTTP client to refuse. */
const LONGEST_HEAD = 64 * 1024;
/** Sizes with more digits are no sizes of ours. */
const MOST_DIGITS = 8;

/**
 * The engine sends each line of a log as a chunk of its own, and node's HTTP client takes far longer over a chunk than
 * over its bytes. Chunks that arrive together become one; a body that is cut short stays recognizable as such.
 *
 * ```
 *   head ──chunked──► size ──► data ──► end ──► size … size 0 ──► rest
 *     └────else────► rest
 * ```
 */
export class ChunkMerger {
  #state: 'head' | 'size' | 'data' | 'end' | 'rest' = 'head';
  #head = Buffer.alloc(0);
  #size = 0;
  #digits = 0;
  /** In an extension of the size line, which means nothing to us. */
  #inExtension = false;
  /** Bytes of the chunk, or of the line break after it, still to come. */
  #left = 0;

  /** What can be passed on now; empty when more is needed first. Does not keep `input`. */
  push(input: Buffer): Buffer {
    if (this.#state === 'rest') return Buffer.from(input);
    return this.#state === 'head' ? this.#readHead(input) : this.#merge(input, 0);
  }

  #readHead(input: Buffer): Buffer {
    const all = Buffer.concat([this.#head, input]);
    const end = all.indexOf(HEAD_END);
    if (end === -1 && all.length < LONGEST_HEAD) {
      this.#head = all;
      return Buffer.alloc(0);
    }
    this.#head = Buffer.alloc(0);
    const bodyStart = end + HEAD_END.length;
    const isChunked =
      end !== -1 && /\r\ntransfer-encoding: *chunked\r\n/i.test(all.toString('latin1', 0, end + 2));
    this.#state = isChunked ? 'size' : 'rest';
    if (!isChunked) return all;
    return Buffer.concat([all.subarray(0, bodyStart), this.#merge(all, bodyStart)]);
  }

  /** The bytes of all chunks behind each other, as one chunk. */
  #merge(input: Buffer, start: number): Buffer {
    const output = Buffer.allocUnsafe(input.length - start + SIZE_BYTES + END_BYTES);
    let used = SIZE_BYTES;
    let at = start;
    while (at < input.length && this.#state !== 'rest') {
      if (this.#state === 'data') {
        const end = Math.min(input.length, at + this.#left);
        input.copy(output, used, at, end);
        used += end - at;
        this.#pass(end - at);
        at = end;
      } else if (this.#state === 'end') {
        this.#pass(1);
        at += 1;
      } else {
        this.#readSize(input[at] ?? 0);
        at += 1;
      }
    }
    const merged = finishChunk(output, used);
    return this.#state === 'rest' ? Buffer.concat([merged, LAST_SIZE, input.subarray(at)]) : merged;
  }

  #pass(bytes: number): void {
    this.#left -= bytes;
    if (this.#left > 0) return;
    const isData = this.#state === 'data';
    this.#state = isData ? 'end' : 'size';
    this.#left = isData ? END_BYTES : 0;
  }

  #readSize(byte: number): void {
    if (byte === NEWLINE) this.#beginChunk();
    else if (byte === SEMICOLON) this.#inExtension = true;
    else if (byte !== CR && !this.#inExtension) this.#addDigit(byte);
  }

  #addDigit(byte: number): void {
    const digit = Number.parseInt(String.fromCharCode(byte), 16);
    this.#digits += 1;
    if (Number.isNaN(digit) || this.#digits > MOST_DIGITS)
      throw new Error('the size of a chunk is not a number');
    this.#size = this.#size * 16 + digit;
  }

  #beginChunk(): void {
    if (this.#digits === 0) throw new Error('a chunk without a size');
    this.#left = this.#size;
    this.#state = this.#size === 0 ? 'rest' : 'data';
    this.#size = 0;
    this.#digits = 0;
    this.#inExtension = false;
  }
}

const LAST_SIZE = Buffer.from('0\r\n');

function finishChunk(output: Buffer, used: number): Buffer {
  if (used === SIZE_BYTES) return output.subarray(0, 0);
  const size = (used - SIZE_BYTES).toString(16).padStart(MOST_DIGITS, '0');
  output.write(`${size}\r\n`, 0, 'latin1');
  output[used] = CR;
  output[used + 1] = NEWLINE;
  return output.subarray(0, used + END_BYTES);
}

/** Pieces of a container's log → lines, in bytes: nothing is decoded. */

/** The engine stores longer lines in parts of this many bytes; each part repeats the line's timestamp. */
const PART_BYTES = 16 * 1024;
/** A longer line is passed on in pieces, so that memory stays bounded. */
const LONGEST_LINE = 1024 * 1024;
/** Longer than any timestamp with its offset. */
const LONGEST_STAMP = 40;
const NEWLINE = 0x0a;
const SPACE = 0x20;

/** `bytes` are without the newline; `time` is the engine's text, empty where none was asked for. */
export type OnLine = (bytes: Buffer, time: string) => void;

export interface SplitterOptions {
  /** Every stored line begins with the engine's timestamp and a blank. */
  readonly timestamps: boolean;
}

/**
 * One stream of one container. Lines may share memory with the pieces they came in.
 *
 * ```
 *   stamp ──blank──► text ──newline──► stamp          (timestamps)
 *                     │ ▲
 *           16 KiB    ▼ │ same stamp again, or none
 *                   repeat
 * ```
 */
export class LineSplitter {
  readonly #timestamps: boolean;
  #state: 'stamp' | 'text' | 'repeat';
  /** Bytes of the line's timestamp; while in `repeat`, `#matched` of them came again. */
  #stamp = '';
  #matched = 0;
  #time = '';
  /** Bytes of text since the line began. */
  #lineBytes = 0;
  /** The open line's beginning, kept from earlier pieces. */
  #held = Buffer.alloc(0);
  #heldBytes = 0;
  /** A piece of the open line was passed on already. */
  #wasCut = false;

  constructor(options: SplitterOptions) {
    this.#timestamps = options.timestamps;
    this.#state = options.timestamps ? 'stamp' : 'text';
  }

  push(chunk: Buffer, onLine: OnLine): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#state === 'text') at = this.#readText(chunk, at, onLine);
      else if (this.#state === 'stamp') at = this.#readStamp(chunk, at);
      else at = this.#readRepeat(chunk, at, onLine);
    }
  }

  /** The engine's frame is over: what is open then is the end of a run, unless the line goes on in parts. */
  endFrame(onLine: OnLine): void {
    if (this.#lineBytes === 0 || this.#lineBytes % PART_BYTES !== 0) this.end(onLine);
  }

  /** Passes on the open line. */
  end(onLine: OnLine): void {
    if (this.#lineBytes > 0) this.#finish(Buffer.alloc(0), onLine);
    else if (this.#timestamps) this.#begin();
  }

  #begin(): void {
    this.#state = this.#timestamps ? 'stamp' : 'text';
    this.#stamp = '';
    this.#matched = 0;
    this.#lineBytes = 0;
    this.#wasCut = false;
  }

  #readStamp(chunk: Buffer, at: number): number {
    const blank = chunk.indexOf(SPACE, at);
    const room = at + LONGEST_STAMP - this.#stamp.length;
    const end = Math.min(blank === -1 ? chunk.length : blank, room);
    this.#stamp += chunk.toString('latin1', at, end);
    if (blank !== end && this.#stamp.length < LONGEST_STAMP) return end;
    this.#time = this.#stamp;
    this.#state = 'text';
    return blank === end ? end + 1 : end;
  }

  #readText(chunk: Buffer, at: number, onLine: OnLine): number {
    const newline = chunk.indexOf(NEWLINE, at);
    const end = newline === -1 ? chunk.length : newline;
    const partEnd = at + PART_BYTES - (this.#lineBytes % PART_BYTES);
    if (this.#timestamps && end >= partEnd) {
      this.#hold(chunk.subarray(at, partEnd), onLine);
      this.#state = 'repeat';
      this.#matched = 0;
      return partEnd;
    }
    if (newline === -1) {
      this.#hold(chunk.subarray(at), onLine);
      return end;
    }
    const rest = chunk.subarray(at, end);
    if (this.#heldBytes + rest.length > LONGEST_LINE) {
      this.#hold(rest, onLine);
      this.#finish(Buffer.alloc(0), onLine);
    } else {
      this.#finish(rest, onLine);
    }
    return end + 1;
  }

  /** Between two parts: passes over the same timestamp; whatever else comes is text. */
  #readRepeat(chunk: Buffer, at: number, onLine: OnLine): number {
    const expected =
      this.#matched === this.#stamp.length ? SPACE : this.#stamp.charCodeAt(this.#matched);
    if (chunk[at] !== expected) {
      this.#state = 'text';
      if (this.#matched > 0) {
        this.#hold(Buffer.from(this.#stamp.slice(0, this.#matched), 'latin1'), onLine);
      } else if (chunk[at] === NEWLINE) {
        this.#finish(Buffer.alloc(0), onLine);
        return at + 1;
      }
      return at;
    }
    this.#matched += 1;
    if (this.#matched > this.#stamp.length) this.#state = 'text';
    return at + 1;
  }

  #hold(bytes: Buffer, onLine: OnLine): void {
    this.#lineBytes += bytes.length;
    const needed = this.#heldBytes + bytes.length;
    if (needed > this.#held.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, this.#held.length * 2, 256));
      this.#held.copy(grown, 0, 0, this.#heldBytes);
      this.#held = grown;
    }
    bytes.copy(this.#held, this.#heldBytes);
    this.#heldBytes = needed;
    while (this.#heldBytes >= LONGEST_LINE) this.#cut(onLine);
  }

  #cut(onLine: OnLine): void {
    const piece = this.#held.subarray(0, LONGEST_LINE);
    this.#held = Buffer.from(this.#held.subarray(LONGEST_LINE, this.#heldBytes));
    this.#heldBytes = this.#held.length;
    this.#wasCut = true;
    onLine(piece, this.#time);
  }

  #finish(rest: Buffer, onLine: OnLine): void {
    const line = this.#heldBytes === 0 ? rest : this.#takeHeld(rest);
    const isRemainder = this.#wasCut && line.length === 0;
    const time = this.#time;
    this.#begin();
    if (!isRemainder) onLine(line, time);
  }

  #takeHeld(rest: Buffer): Buffer {
    const line = Buffer.concat([this.#held.subarray(0, this.#heldBytes), rest]);
    this.#heldBytes = 0;
    // a long line must not keep its memory for as long as the stream lives
    if (this.#held.length > PART_BYTES * 4) this.#held = Buffer.alloc(0);
    return line;
  }
}

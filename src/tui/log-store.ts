/** The log lines of a project in bounded memory: whole chunks of lines fall off at the old end. */

export interface LogLine {
  /** Grows by one with every line ever kept. */
  readonly id: number;
  readonly source: number;
  /** Milliseconds since 1970; NaN when the line came without a time. */
  readonly at: number;
  readonly stderr: boolean;
  /** Foreign bytes; valid until the next append. */
  readonly bytes: Buffer;
  /** Bytes of the line as it was written; more than are kept when it was cut. */
  readonly written: number;
}

export interface NewLine {
  readonly source: number;
  readonly at: number;
  readonly stderr: boolean;
  /** Copied, so that a small line never keeps a large network buffer alive. */
  readonly bytes: Uint8Array;
}

/** Where lines come from: one replica of a service. Both names are foreign text. */
export interface LogSource {
  readonly service: string;
  readonly label: string;
}

export interface StoreLimits {
  readonly lines: number;
  readonly bytes: number;
  /** Longer lines are cut. */
  readonly lineBytes: number;
}

export const STORE_LIMITS: StoreLimits = {
  lines: 100_000,
  bytes: 64 * 1024 * 1024,
  lineBytes: 64 * 1024,
};

const CHUNK_BYTES = 64 * 1024;
const CHUNK_LINES = 1_024;
/** Numbers kept beside the bytes of each line. */
const LINE_COST = 4 + 2 + 8 + 1 + 4;

export class LogStore {
  private readonly limits: StoreLimits;
  private readonly known: LogSource[] = [];
  private chunks: Chunk[] = [];
  private next = 0;
  private closedBytes = 0;

  constructor(limits: StoreLimits = STORE_LIMITS) {
    this.limits = limits;
  }

  /** Id of the oldest line; equal to `end` when there is none. */
  get first(): number {
    return this.chunks[0]?.first ?? this.next;
  }

  /** Id that the next line gets. */
  get end(): number {
    return this.next;
  }

  get count(): number {
    return this.next - this.first;
  }

  /** Memory held, buffers not yet filled included. */
  get bytes(): number {
    return this.closedBytes + (this.chunks.at(-1)?.size ?? 0);
  }

  /** Of the lines alone. */
  get textBytes(): number {
    const closed = this.closedBytes - Math.max(0, this.chunks.length - 1) * CHUNK_LINES * LINE_COST;
    return closed + (this.chunks.at(-1)?.used ?? 0);
  }

  get sources(): readonly LogSource[] {
    return this.known;
  }

  /** The number of a source, new at its first use. */
  sourceOf(service: string, label: string): number {
    const at = this.known.findIndex((one) => one.service === service && one.label === label);
    return at >= 0 ? at : this.known.push({ service, label }) - 1;
  }

  /** The id of the line. */
  append(line: NewLine): number {
    const kept = line.bytes.subarray(0, this.limits.lineBytes);
    const chunk = this.openChunk(kept.length);
    chunk.add(line, kept);
    this.next += 1;
    this.dropOld();
    return this.next - 1;
  }

  /** Undefined for lines that fell off and for those to come. */
  line(id: number): LogLine | undefined {
    const chunk = this.chunkOf(id);
    return chunk?.read(id - chunk.first);
  }

  private openChunk(bytes: number): Chunk {
    const last = this.chunks.at(-1);
    if (last?.hasRoom(bytes)) return last;
    if (last) {
      last.close();
      this.closedBytes += last.size;
    }
    const chunk = new Chunk(this.next, Math.max(CHUNK_BYTES, bytes));
    this.chunks.push(chunk);
    return chunk;
  }

  private dropOld(): void {
    while (
      this.chunks.length > 1 &&
      (this.count > this.limits.lines || this.bytes > this.limits.bytes)
    ) {
      this.closedBytes -= this.chunks.shift()?.size ?? 0;
    }
  }

  private chunkOf(id: number): Chunk | undefined {
    if (id < this.first || id >= this.next) return undefined;
    let low = 0;
    let high = this.chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.chunks[middle]?.first ?? Infinity) <= id) low = middle;
      else high = middle - 1;
    }
    return this.chunks[low];
  }
}

const STDERR = 1;

class Chunk {
  readonly first: number;
  private data: Buffer;
  used = 0;
  private lines = 0;
  private readonly ends = new Uint32Array(CHUNK_LINES);
  private readonly sources = new Uint16Array(CHUNK_LINES);
  private readonly times = new Float64Array(CHUNK_LINES);
  private readonly flags = new Uint8Array(CHUNK_LINES);
  private readonly written = new Uint32Array(CHUNK_LINES);

  constructor(first: number, bytes: number) {
    this.first = first;
    this.data = Buffer.allocUnsafeSlow(bytes);
  }

  get size(): number {
    return this.data.length + CHUNK_LINES * LINE_COST;
  }

  hasRoom(bytes: number): boolean {
    return this.lines < CHUNK_LINES && this.used + bytes <= this.data.length;
  }

  add(line: NewLine, kept: Uint8Array): void {
    this.data.set(kept, this.used);
    this.used += kept.length;
    this.ends[this.lines] = this.used;
    this.sources[this.lines] = line.source;
    this.times[this.lines] = line.at;
    this.flags[this.lines] = line.stderr ? STDERR : 0;
    this.written[this.lines] = line.bytes.length;
    this.lines += 1;
  }

  /** Gives back what was not used. */
  close(): void {
    if (this.used === this.data.length) return;
    const exact = Buffer.allocUnsafeSlow(this.used);
    this.data.copy(exact, 0, 0, this.used);
    this.data = exact;
  }

  read(at: number): LogLine {
    const start = at === 0 ? 0 : (this.ends[at - 1] ?? 0);
    return {
      id: this.first + at,
      source: this.sources[at] ?? 0,
      at: this.times[at] ?? Number.NaN,
      stderr: (this.flags[at] ?? 0) === STDERR,
      bytes: this.data.subarray(start, this.ends[at]),
      written: this.written[at] ?? 0,
    };
  }
}

/** The engine's framing of stdout and stderr in one stream: eight bytes of header, then the frame. */
import type { OutputChunk, StreamName } from './engine.ts';

const HEADER_BYTES = 8;
const NEWLINE = 0x0a;
const NAMES: readonly (StreamName | undefined)[] = ['stdout', 'stdout', 'stderr', 'stderr'];

export interface DemultiplexOptions {
  /** Chunks end where frames end and say so, but for frames that end with a line. Elsewhere frames mean nothing. */
  readonly tellFrames?: boolean;
}

/**
 * Passes pieces on as they come, without collecting a frame. Frames of one stream that follow each other in a piece
 * are one chunk. Throws when the stream ends inside a frame or is not framed at all.
 */
export async function* demultiplex(
  source: AsyncIterable<Uint8Array>,
  { tellFrames = false }: DemultiplexOptions = {},
): AsyncGenerator<OutputChunk> {
  const frames = new FrameReader(tellFrames);
  for await (const part of source) {
    const chunks = frames.read(Buffer.from(part.buffer, part.byteOffset, part.byteLength));
    for (const chunk of chunks) yield chunk;
  }
  if (frames.isInside) throw new Error('the output ended in the middle of a frame');
}

class FrameReader {
  readonly #tellFrames: boolean;
  readonly #header = Buffer.alloc(HEADER_BYTES);
  #headerBytes = 0;
  /** Bytes of the frame still to come. */
  #left = 0;
  #stream: StreamName = 'stdout';

  constructor(tellFrames: boolean) {
    this.#tellFrames = tellFrames;
  }

  get isInside(): boolean {
    return this.#left > 0 || this.#headerBytes > 0;
  }

  read(part: Buffer): readonly OutputChunk[] {
    const chunks = new ChunkList(part.length, this.#tellFrames);
    let at = 0;
    while (at < part.length) {
      if (this.#left === 0) at = this.#readHeader(part, at);
      if (this.#left === 0 || at === part.length) continue;
      const end = Math.min(part.length, at + this.#left);
      this.#left -= end - at;
      chunks.add(this.#stream, part.subarray(at, end), this.#left === 0);
      at = end;
    }
    return chunks.finish();
  }

  #readHeader(part: Buffer, at: number): number {
    const end = Math.min(part.length, at + HEADER_BYTES - this.#headerBytes);
    for (let index = at; index < end; index++) this.#header[this.#headerBytes++] = part[index] ?? 0;
    if (this.#headerBytes < HEADER_BYTES) return end;
    this.#stream = nameOf(this.#header);
    this.#left = this.#header.readUInt32BE(4);
    this.#headerBytes = 0;
    return end;
  }
}

/** Gathers the frames of a piece, without their headers between them. */
class ChunkList {
  readonly #tellFrames: boolean;
  readonly #bytes: Buffer;
  readonly #chunks: OutputChunk[] = [];
  #start = 0;
  #used = 0;
  #stream: StreamName = 'stdout';

  constructor(size: number, tellFrames: boolean) {
    this.#tellFrames = tellFrames;
    this.#bytes = Buffer.allocUnsafeSlow(size);
  }

  add(stream: StreamName, bytes: Buffer, frameEnd: boolean): void {
    if (stream !== this.#stream) this.#close(false);
    this.#stream = stream;
    this.#used += bytes.copy(this.#bytes, this.#used);
    // after a newline the end of a frame makes no difference to the lines
    if (this.#tellFrames && frameEnd && bytes[bytes.length - 1] !== NEWLINE) this.#close(true);
  }

  finish(): readonly OutputChunk[] {
    this.#close(false);
    return this.#chunks;
  }

  #close(frameEnd: boolean): void {
    const bytes = this.#bytes.subarray(this.#start, this.#used);
    this.#start = this.#used;
    if (bytes.length === 0) return;
    this.#chunks.push({ stream: this.#stream, bytes, ...(frameEnd && { frameEnd }) });
  }
}

function nameOf(header: Buffer): StreamName {
  const name = NAMES[header[0] ?? NAMES.length];
  if (name === undefined || header.readUIntBE(1, 3) !== 0) {
    throw new Error('the output is not in frames: does the container have a terminal?');
  }
  return name;
}

/** A terminal's output: one stream, as it is. */
export async function* passRaw(source: AsyncIterable<Uint8Array>): AsyncGenerator<OutputChunk> {
  for await (const part of source) {
    yield { stream: 'stdout', bytes: Buffer.from(part.buffer, part.byteOffset, part.byteLength) };
  }
}

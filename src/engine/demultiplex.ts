/** The engine's framing of stdout and stderr in one stream: eight bytes of header, then the frame. */
import type { OutputChunk, StreamName } from './engine.ts';

const HEADER_BYTES = 8;
const NAMES: readonly (StreamName | undefined)[] = ['stdout', 'stdout', 'stderr', 'stderr'];

/**
 * Passes pieces on as they come, without collecting a frame. Throws when the stream ends inside a frame
 * or is not framed at all.
 */
export async function* demultiplex(source: AsyncIterable<Uint8Array>): AsyncGenerator<OutputChunk> {
  const header = Buffer.alloc(HEADER_BYTES);
  let headerBytes = 0;
  let left = 0;
  let stream: StreamName = 'stdout';
  for await (const part of source) {
    let rest = Buffer.from(part.buffer, part.byteOffset, part.byteLength);
    while (rest.length > 0) {
      if (left > 0) {
        const bytes = rest.subarray(0, left);
        left -= bytes.length;
        rest = rest.subarray(bytes.length);
        yield { stream, bytes };
        continue;
      }
      const taken = rest.copy(header, headerBytes, 0, HEADER_BYTES - headerBytes);
      headerBytes += taken;
      rest = rest.subarray(taken);
      if (headerBytes < HEADER_BYTES) break;
      stream = nameOf(header);
      left = header.readUInt32BE(4);
      headerBytes = 0;
    }
  }
  if (left > 0 || headerBytes > 0) throw new Error('the output ended in the middle of a frame');
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

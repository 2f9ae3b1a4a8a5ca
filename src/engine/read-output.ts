/** Streams of the engine as iterables that fail with `EngineError` and let go of their socket. */
import type { Readable } from 'node:stream';
import { EngineError } from '../model/engine-error.ts';
import { demultiplex, passRaw, type DemultiplexOptions } from './demultiplex.ts';
import type { OutputChunk } from './engine.ts';
import type { Transport } from './transport.ts';

export interface StreamSource {
  readonly transport: Transport;
  /** In errors. */
  readonly request: string;
  readonly signal: AbortSignal | undefined;
}

/** The bytes of a stream; a broken one ends with `connectionLost`, an aborted one with `cancelled`. */
export async function* readBytes(stream: Readable, source: StreamSource): AsyncGenerator<Buffer> {
  const { transport, request, signal } = source;
  try {
    for await (const chunk of stream) yield chunk as Buffer;
  } catch (error) {
    throw transport.translate(error, request, signal);
  } finally {
    stream.destroy();
  }
}

/** Output of a container: framed, or raw where it has a terminal. */
export async function* readOutput(
  stream: Readable,
  source: StreamSource & { readonly tty: boolean } & DemultiplexOptions,
): AsyncGenerator<OutputChunk> {
  const bytes = readBytes(stream, source);
  try {
    yield* source.tty ? passRaw(bytes) : demultiplex(bytes, source);
  } catch (cause) {
    if (cause instanceof EngineError) throw cause;
    const text = cause instanceof Error ? cause.message : String(cause);
    throw new EngineError({ kind: 'connectionLost', request: source.request, text, cause });
  }
}

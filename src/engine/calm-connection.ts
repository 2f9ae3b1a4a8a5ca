/** A connection for answers in very many small pieces, such as logs. */
import type { Socket } from 'node:net';
import { ChunkMerger } from './merge-chunks.ts';
import { SocketStream } from './socket-stream.ts';

/** A piece below this says that more is on its way: worth waiting for, as every read costs the same. */
const SMALL_BYTES = 3 * 1024;
const PAUSE_MS = 1;
/** Where several logs are merged, the engine goes on with the others while one is read. */
const READ_AHEAD_BYTES = 256 * 1024;

/**
 * Passes on what is written; what comes is taken in pieces as big as they get within a moment, in few chunks.
 * `open` connects and calls back with the bytes of each read, which are its own again afterwards; after each, it reads
 * on when it is resumed.
 */
export class CalmConnection extends SocketStream {
  readonly #socket: Socket;
  readonly #merger = new ChunkMerger();
  #pause: NodeJS.Timeout | undefined;
  #wasSmall = false;
  #hasEnded = false;

  constructor(open: (onRead: (bytes: Buffer) => void) => Socket) {
    super({ readableHighWaterMark: READ_AHEAD_BYTES });
    this.#socket = open((bytes) => this.#take(bytes));
    this.#socket.on('connect', () => this.emit('connect'));
    this.#socket.on('end', () => this.#end());
    this.#socket.on('error', (error) => this.destroy(error));
    this.#socket.on('close', () => this.#end());
  }

  /** What has come already may still wait for its reader. */
  #end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.once('end', () => this.destroy());
    this.push(null);
  }

  #take(bytes: Buffer): void {
    this.#wasSmall = bytes.length < SMALL_BYTES;
    try {
      const merged = this.#merger.push(bytes);
      if (merged.length > 0) this.push(merged);
      else this._read();
    } catch (error) {
      this.destroy(error as Error);
    }
  }

  override _read(): void {
    if (!this.#wasSmall) this.#socket.resume();
    else
      this.#pause ??= setTimeout(() => {
        this.#pause = undefined;
        this.#socket.resume();
      }, PAUSE_MS);
  }

  override _write(
    chunk: Buffer,
    encoding: BufferEncoding,
    done: (error?: Error | null) => void,
  ): void {
    this.#socket.write(chunk, encoding, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#socket.end(() => done());
  }

  protected override keeper(): Socket {
    return this.#socket;
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.#pause);
    this.#socket.destroy();
    done(error);
  }
}

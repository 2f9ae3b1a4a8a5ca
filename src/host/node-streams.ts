/** Standard streams with back pressure; a reader that has gone away is no error. */
import type { InputStream, OutputStream } from './host.ts';

type Writable = NodeJS.WriteStream;
/** On pipes and files Node leaves the property out. */
const isTerminal = (stream: { readonly isTTY: boolean }): boolean =>
  'isTTY' in stream && stream.isTTY;

/** `open` is called on first use: opening a standard stream costs start-up time. */
export function nodeOutput(open: () => Writable): OutputStream & { flush(): Promise<void> } {
  return new NodeOutput(open);
}

class NodeOutput implements OutputStream {
  readonly #open: () => Writable;
  readonly #onClose = new Set<() => void>();
  #stream: Writable | undefined;
  #gone = false;
  /** One promise for all that wait for the same drain. */
  #drained: Promise<void> | undefined;

  constructor(open: () => Writable) {
    this.#open = open;
  }

  get isTerminal(): boolean {
    return isTerminal(this.#get());
  }

  get columns(): number {
    return this.#get().columns || 80;
  }

  get rows(): number {
    return this.#get().rows || 24;
  }

  write(data: string | Uint8Array): Promise<void> {
    const stream = this.#get();
    if (this.#gone || stream.write(data)) return Promise.resolve();
    this.#drained ??= this.#untilDrained(stream);
    return this.#drained;
  }

  onResize(listener: () => void): () => void {
    const stream = this.#get();
    stream.on('resize', listener);
    return () => stream.off('resize', listener);
  }

  onClose(listener: () => void): () => void {
    this.#get();
    this.#onClose.add(listener);
    return () => this.#onClose.delete(listener);
  }

  /** Resolves when the system has taken everything. */
  flush(): Promise<void> {
    const stream = this.#stream;
    if (stream === undefined || this.#gone) return Promise.resolve();
    return new Promise((resolve) => {
      this.onClose(resolve);
      stream.write('', () => resolve());
    });
  }

  #get(): Writable {
    if (this.#stream === undefined) {
      this.#stream = this.#open();
      this.#stream.on('error', () => this.#lose());
    }
    return this.#stream;
  }

  #lose(): void {
    this.#gone = true;
    for (const listener of this.#onClose) listener();
    this.#onClose.clear();
  }

  #untilDrained(stream: Writable): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        stream.off('drain', done);
        this.#onClose.delete(done);
        this.#drained = undefined;
        resolve();
      };
      stream.once('drain', done);
      this.#onClose.add(done);
    });
  }
}

/** Standard input; may be iterated again after an iteration was left. */
export function nodeInput(open: () => NodeJS.ReadStream): InputStream {
  return new NodeInput(open);
}

class NodeInput implements InputStream {
  readonly #open: () => NodeJS.ReadStream;
  #stream: NodeJS.ReadStream | undefined;

  constructor(open: () => NodeJS.ReadStream) {
    this.#open = open;
  }

  get isTerminal(): boolean {
    return isTerminal(this.#get());
  }

  raw(): () => void {
    const stream = this.#get();
    if (!stream.isTTY) return () => {};
    stream.setRawMode(true);
    return () => stream.setRawMode(false);
  }

  async readAll(): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of this) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  close(): void {
    this.#stream?.destroy();
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    const stream = this.#get();
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
      yield typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Uint8Array);
    }
  }

  #get(): NodeJS.ReadStream {
    this.#stream ??= this.#open();
    return this.#stream;
  }
}

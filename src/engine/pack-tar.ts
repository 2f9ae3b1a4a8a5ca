/** Entries → a tar stream that is made as fast as it is read. */
import { createReadStream, readFileSync } from 'node:fs';
import { pack, type Pack } from 'tar-stream';

interface CommonEntry {
  readonly name: string;
  readonly mode: number;
  readonly mtime: Date;
  /** Root unless given. */
  readonly owner?: { readonly uid: number; readonly gid: number };
}

export type TarEntry = CommonEntry &
  (
    | { readonly kind: 'directory' }
    | { readonly kind: 'symlink'; readonly target: string }
    | { readonly kind: 'file'; readonly source: string; readonly size: number }
    | { readonly kind: 'file'; readonly content: Buffer }
  );

/** Larger files are streamed; below, one read is many times faster. */
const STREAM_BYTES = 1024 * 1024;
/** So much may wait for a reader. */
const AHEAD_BYTES = 4 * 1024 * 1024;

/** A file that changes its size meanwhile fails the stream. */
export async function* packEntries(entries: Iterable<TarEntry>): AsyncGenerator<Uint8Array> {
  const tar = pack();
  const flow = new Flow();
  const feeding = feed(tar, entries, flow);
  feeding.catch((error: unknown) =>
    tar.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  try {
    for await (const chunk of tar as AsyncIterable<Uint8Array>) {
      flow.take(chunk.length);
      yield chunk;
    }
    await feeding;
  } finally {
    flow.stop();
    tar.destroy();
  }
}

/** Counts what has been packed and not yet been read. */
class Flow {
  #waiting = 0;
  #wake: () => void = () => {};
  stopped = false;

  add(bytes: number): void {
    this.#waiting += bytes;
  }

  take(bytes: number): void {
    // Headers and streamed files were never counted.
    this.#waiting = Math.max(0, this.#waiting - bytes);
    this.#wake();
  }

  stop(): void {
    this.stopped = true;
    this.#wake();
  }

  async room(): Promise<void> {
    while (this.#waiting > AHEAD_BYTES && !this.stopped) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

async function feed(tar: Pack, entries: Iterable<TarEntry>, flow: Flow): Promise<void> {
  for (const entry of entries) {
    await flow.room();
    if (flow.stopped) return;
    const size = await addEntry(tar, entry);
    flow.add(size);
  }
  tar.finalize();
}

/** Gives the bytes that wait in memory now; a streamed file waits by itself. */
async function addEntry(tar: Pack, entry: TarEntry): Promise<number> {
  const { name, mode, mtime } = entry;
  const header = { name, mode, mtime, uid: 0, gid: 0, ...entry.owner };
  if (entry.kind === 'directory') tar.entry({ ...header, type: 'directory' });
  else if (entry.kind === 'symlink') {
    tar.entry({ ...header, type: 'symlink', linkname: entry.target });
  } else if ('content' in entry) tar.entry(header, entry.content);
  else if (entry.size <= STREAM_BYTES) {
    const content = readFileSync(entry.source);
    tar.entry(header, content);
    return content.length;
  } else await streamFile(tar, { ...header, size: entry.size }, entry.source);
  return 0;
}

function streamFile(
  tar: Pack,
  header: { readonly name: string; readonly size: number },
  source: string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error | null): void => (error ? reject(error) : resolve());
    const sink = tar.entry(header, done);
    createReadStream(source).on('error', reject).pipe(sink);
  });
}

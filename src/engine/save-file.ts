/** A stream → one local file, which is there whole or not at all. */
import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Only the user may read what was in a container. */
const MODE = 0o600;

/**
 * Writes beside `path` first and takes its place with the last byte; a file that was there is kept until then. Throws
 * what the source or the file system throws, and leaves nothing behind.
 */
export async function saveFile(path: string, source: AsyncIterable<Uint8Array>): Promise<void> {
  const name = `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`;
  const fresh = join(dirname(path), name);
  try {
    await writeAll(fresh, source);
    await rename(fresh, path);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}

/** A chunk is read when the one before it has been written. */
async function writeAll(path: string, source: AsyncIterable<Uint8Array>): Promise<void> {
  await using file = await open(path, 'wx', MODE);
  for await (const chunk of source) await file.writeFile(chunk);
  await file.sync();
}

/** A tar from a container → local files. The tar is foreign: nothing it says may lead out of the target. */
import { constants } from 'node:fs';
import {
  chmod,
  chown,
  link,
  lstat,
  mkdir,
  open,
  realpath,
  rm,
  symlink,
  utimes,
} from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { extract, type Extract as Extractor, type Header } from 'tar-stream';

type Entry = Extractor extends AsyncIterable<infer E> ? E : never;

export interface UnpackTarget {
  /** An absolute path of a folder that is there. */
  readonly folder: string;
  /** What the tar's topmost file or folder is called there; empty for the folder itself. */
  readonly top: string;
  /** Owners as in the container; takes root. */
  readonly keepOwner: boolean;
}

/** What was not made, a sentence each. Throws `UnpackError` on a name that leads away. */
export async function unpackTar(
  tar: AsyncIterable<Uint8Array>,
  target: UnpackTarget,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const unpacker = new Unpacker({ ...target, folder: await realpath(target.folder) });
  const entries = extract();
  const fed = feed(tar, entries, signal);
  fed.catch(() => {});
  try {
    for await (const entry of entries) await unpacker.add(entry);
  } catch (error) {
    if (error instanceof UnpackError || (error instanceof Error && 'syscall' in error)) throw error;
    // What has broken the source says more than that it is broken.
    await fed;
    const reason = error instanceof Error ? error.message : String(error);
    throw new UnpackError(`the archive is cut off or damaged: ${reason}`);
  }
  await fed;
  await unpacker.finish();
  return unpacker.skipped;
}

async function feed(
  tar: AsyncIterable<Uint8Array>,
  entries: Extractor,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    for await (const chunk of tar) {
      signal?.throwIfAborted();
      if (entries.destroyed) return;
      if (!entries.write(chunk)) await untilDrained(entries);
    }
    entries.end(null);
  } catch (error) {
    entries.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
}

function untilDrained(entries: Extractor): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      entries.off('drain', done);
      entries.off('close', done);
      resolve();
    };
    entries.on('drain', done);
    entries.on('close', done);
  });
}

export class UnpackError extends Error {
  override readonly name = 'UnpackError';
}

class Unpacker {
  readonly skipped: string[] = [];
  readonly #target: UnpackTarget;
  /** Nothing is written, and no link leads, out of here: the topmost folder once it is there. */
  #root: string;
  /** Their modes and times are set last: a folder may be closed to writing. */
  readonly #folders: { readonly path: string; readonly header: Header }[] = [];

  /** How long the first name is: the tar of the file system's root has none of its own. */
  #topParts: number | undefined;

  constructor(target: UnpackTarget) {
    this.#target = target;
    this.#root = target.folder;
  }

  async add(entry: Entry): Promise<void> {
    const { header } = entry;
    const path = this.#pathOf(header.name);
    switch (header.type) {
      case 'directory':
        await this.#addFolder(path, header);
        break;
      case 'file':
      case 'contiguous-file':
        await this.#addFile(path, entry);
        break;
      case 'symlink':
        await this.#addSymlink(path, header);
        break;
      case 'link':
        await this.#addLink(path, header);
        break;
      default:
        this.skipped.push(`${header.name} is left out: it is a ${header.type}`);
    }
    // What is left must be read, or the next entry never comes.
    for await (const chunk of entry as AsyncIterable<Uint8Array>) void chunk;
  }

  async finish(): Promise<void> {
    for (const { path, header } of this.#folders.toReversed()) await this.#setFacts(path, header);
  }

  /** The tar's first name gives way to the target's. */
  #pathOf(name: string): string {
    const parts = name.split('/').filter((part) => part !== '' && part !== '.');
    this.#topParts ??= parts.length;
    if (parts.includes('..') || name.includes('\0'))
      throw new UnpackError(`the archive has a name that leads away: ${JSON.stringify(name)}`);
    return join(this.#target.folder, this.#target.top, ...parts.slice(this.#topParts));
  }

  async #addFolder(path: string, header: Header): Promise<void> {
    if (path === this.#root) return;
    await this.#checkParent(path);
    const there = await lstat(path).catch(() => undefined);
    if (there === undefined) await mkdir(path, { mode: 0o700 });
    else if (!there.isDirectory())
      throw new UnpackError(`cannot replace ${path} by a folder: it is none`);
    this.#folders.push({ path, header });
    if (path === join(this.#target.folder, this.#target.top)) this.#root = path;
  }

  async #addFile(path: string, entry: Entry): Promise<void> {
    await this.#makeRoom(path);
    const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants;
    const file = await open(path, O_WRONLY + O_CREAT + O_TRUNC + O_NOFOLLOW, 0o600);
    try {
      for await (const chunk of entry as AsyncIterable<Uint8Array>) await file.writeFile(chunk);
    } finally {
      await file.close();
    }
    await this.#setFacts(path, entry.header);
  }

  async #addSymlink(path: string, { name, linkname }: Header): Promise<void> {
    const target = linkname;
    const isInside = !isAbsolute(target) && this.#contains(resolve(dirname(path), target));
    if (!isInside) {
      this.skipped.push(`${name} is left out: its link leads out of the target, to ${target}`);
      return;
    }
    await this.#makeRoom(path);
    await symlink(target, path);
  }

  /** Names of hard links are those of the tar. */
  async #addLink(path: string, { linkname }: Header): Promise<void> {
    const source = this.#pathOf(linkname);
    await this.#checkParent(source);
    const there = await lstat(source);
    if (!there.isFile()) throw new UnpackError(`the archive links to ${source}, which is no file`);
    if (source === path) return;
    await this.#makeRoom(path);
    await rm(path, { force: true });
    await link(source, path);
  }

  /** A link in the way is taken away, not followed; a folder in the way is left. */
  async #makeRoom(path: string): Promise<void> {
    await this.#checkParent(path);
    const there = await lstat(path).catch(() => undefined);
    if (there?.isDirectory() === true)
      throw new UnpackError(`cannot overwrite folder ${path} with a file`);
    if (there !== undefined && !there.isFile()) await rm(path);
  }

  /** Links on the way have been made by the tar or were there before: in the end it must lie in the target. */
  async #checkParent(path: string): Promise<void> {
    const parent = await realpath(dirname(path));
    if (this.#contains(parent)) return;
    throw new UnpackError(`${path} would be written outside of the target, in ${parent}`);
  }

  #contains(path: string): boolean {
    const way = relative(this.#root, path);
    return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
  }

  /** Never the bits that lend a program its owner's rights. */
  async #setFacts(path: string, { mode, mtime, uid, gid }: Header): Promise<void> {
    if (this.#target.keepOwner) await chown(path, uid, gid);
    await chmod(path, mode % 0o1000);
    await utimes(path, mtime, mtime);
  }
}

/** Where a container's file goes, by docker's rules. Throws `UnpackError`. */
export async function chooseTarget(
  destination: string,
  source: { readonly name: string; readonly isDirectory: boolean; readonly contentOnly: boolean },
): Promise<Pick<UnpackTarget, 'folder' | 'top'>> {
  const path = resolve(destination);
  const there = await lstat(await realpath(path).catch(() => path)).catch(() => undefined);
  if (there?.isDirectory() === true)
    return { folder: path, top: source.contentOnly && source.isDirectory ? '' : source.name };
  if (there !== undefined && source.isDirectory) throw new UnpackError('cannot copy directory');
  if (!source.isDirectory && /[/\\]\.?$/.test(destination))
    throw new UnpackError('no such directory');
  const folder = dirname(path);
  const parent = await lstat(await realpath(folder).catch(() => folder)).catch(() => undefined);
  if (parent?.isDirectory() !== true)
    throw new UnpackError(
      `invalid output path: directory ${JSON.stringify(folder)} does not exist`,
    );
  return { folder, top: basename(path) };
}

/** One copy between a container and this machine, by docker's rules. */
import { basename, dirname, isAbsolute, posix, resolve } from 'node:path';
import type { Engine } from '../engine/engine.ts';
import type { PathStat } from '../engine/inspect-answers.ts';
import { listTree } from '../engine/list-tree.ts';
import { packEntries } from '../engine/pack-tar.ts';
import { chooseTarget, unpackTar } from '../engine/unpack-tar.ts';
import type { FileStat, Host } from '../host/host.ts';
import { UserError } from './context.ts';

export interface CopyJob {
  readonly engine: Engine;
  readonly host: Host;
  readonly signal: AbortSignal;
  /** Local path; `-` is standard input or output. */
  readonly local: string;
  readonly container: string;
  readonly path: string;
  readonly keepOwner: boolean;
  readonly followLink: boolean;
  /** Standard input that has been read already. */
  readonly input?: Uint8Array;
}

/** What was left out, a sentence each. */
export async function copyFrom(job: CopyJob): Promise<readonly string[]> {
  const { engine, host, local, container, signal } = job;
  const source = await findSource(job);
  const tar = await engine.getArchive(container, source.path, { signal });
  if (local === '-') {
    for await (const chunk of tar) await host.stdout.write(chunk);
    return [];
  }
  const destination = resolve(host.cwd, local) + (/[/\\]\.?$/.test(local) ? '/' : '');
  const target = await chooseTarget(destination, source);
  return unpackTar(tar, { ...target, keepOwner: job.keepOwner }, signal);
}

interface Source {
  readonly path: string;
  readonly name: string;
  readonly isDirectory: boolean;
  /** `dir/.`: what is in it, without itself. */
  readonly contentOnly: boolean;
}

const SELF = /(?:^|\/)\.$/;

/** A link is copied as a link, unless its end was asked for. */
async function findSource({
  engine,
  container,
  path,
  followLink,
  signal,
}: CopyJob): Promise<Source> {
  const absolute = posix.join('/', path);
  const contentOnly = SELF.test(path);
  const stat = await engine.statPath(container, absolute, { signal });
  if (stat === undefined)
    return { path, name: posix.basename(absolute), isDirectory: false, contentOnly };
  const isFollowed = stat.isSymlink && (followLink || contentOnly || path.endsWith('/'));
  const target = isFollowed ? targetOf(stat, absolute) : absolute;
  const end = isFollowed ? await engine.statPath(container, target, { signal }) : stat;
  const { isDirectory = false } = end ?? {};
  return { path: target, name: posix.basename(absolute), isDirectory, contentOnly };
}

const targetOf = ({ linkTarget }: PathStat, path: string): string =>
  posix.resolve(posix.dirname(path), linkTarget);

export async function copyTo(job: CopyJob): Promise<void> {
  const { engine, container, signal, keepOwner } = job;
  const destination = await findDestination(job);
  const isStream = job.local === '-';
  const { folder, tar } = isStream ? unpacked(job, destination) : packed(job, destination);
  await engine.putArchiveStream(container, folder, tar, { signal, keepOwner });
}

interface Upload {
  /** Inside the container. */
  readonly folder: string;
  readonly tar: AsyncIterable<Uint8Array>;
}

interface Destination {
  readonly path: string;
  readonly stat: PathStat | undefined;
}

/** Where the path leads, a link at its end followed. */
async function findDestination({ engine, container, path, signal }: CopyJob): Promise<Destination> {
  const absolute = posix.join('/', path);
  const stat = await engine.statPath(container, absolute, { signal });
  if (stat?.isSymlink !== true) return { path: absolute, stat };
  const target = targetOf(stat, absolute);
  return { path: target, stat: await engine.statPath(container, target, { signal }) };
}

/** A tar of the user's own goes into a folder as it is. */
function unpacked({ host, input, path }: CopyJob, { path: folder, stat }: Destination): Upload {
  if (stat?.isDirectory !== true)
    throw new UserError(`destination ${JSON.stringify(path)} must be a directory`);
  return { folder, tar: input === undefined ? host.stdin : oneChunk(input) };
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function packed(job: CopyJob, { path, stat }: Destination): Upload {
  const { host, local, keepOwner } = job;
  const source = isAbsolute(local) ? local : resolve(host.cwd, local);
  const followLink = job.followLink || /[/\\]\.?$/.test(local);
  const found = host.files.stat(source);
  const place = placeOf({ source, local, path, stat, asked: job.path }, found);
  // Fails here, before the engine has been asked, when there is nothing.
  const entries = listTree(source, { top: place.top, followLink, keepOwner });
  return { folder: place.folder, tar: packEntries(withFirst(entries, local)) };
}

function withFirst<T>(entries: Iterator<T>, local: string): Iterable<T> {
  const first = attempt(() => entries.next(), local);
  return (function* all() {
    for (let next = first; next.done !== true; next = attempt(() => entries.next(), local))
      yield next.value;
  })();
}

function attempt<T>(action: () => T, local: string): T {
  try {
    return action();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT') throw new UserError(`lstat ${local}: no such file or directory`);
    throw error instanceof Error && code !== '' ? new UserError(error.message) : error;
  }
}

interface PlaceQuery {
  readonly source: string;
  readonly local: string;
  readonly path: string;
  readonly stat: PathStat | undefined;
  /** As the user wrote it. */
  readonly asked: string;
}

/** The folder that is unpacked into, and what the source is called there. */
function placeOf(
  { source, local, path, stat, asked }: PlaceQuery,
  found: FileStat | undefined,
): { readonly folder: string; readonly top: string } {
  const isDirectory = found?.kind === 'directory';
  if (stat?.isDirectory === true)
    return { folder: path, top: SELF.test(local) && isDirectory ? '.' : basename(source) };
  if (stat !== undefined && isDirectory) throw new UserError('cannot copy directory');
  if (stat === undefined && !isDirectory && asked.endsWith('/'))
    throw new UserError('no such directory');
  return { folder: dirname(path), top: basename(path) };
}

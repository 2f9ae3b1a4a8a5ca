/** Files of this machine that `develop.watch` copies: what is there now decides, not what was told of them. */
import { lstatSync, readdirSync, readlinkSync, statSync, type Stats } from 'node:fs';
import { dirname, isAbsolute, join, resolve, sep } from 'node:path';
import type { TarEntry } from './pack-tar.ts';

/** A path of this machine below `root`, and its place in the container. */
export interface WatchedFile {
  readonly from: string;
  readonly to: string;
  readonly root: string;
}

export interface ReadFiles {
  /** For a tar that is unpacked at `/`, in the given order. */
  readonly entries: readonly TarEntry[];
  /** Places in the container of what is not here any more; what is in a folder of the list is left out. */
  readonly removed: readonly string[];
}

/** Links that stay below their root are copied as links, others as what they lead to; sockets and devices are left out. */
export function readWatchedFiles(files: readonly WatchedFile[]): ReadFiles {
  const entries: TarEntry[] = [];
  const gone = new Set<string>();
  for (const file of files) {
    if (isBelowInnerLink(file.from, file.root)) continue;
    const stats = lstatSyncOrNone(file.from);
    if (stats === undefined) gone.add(file.to);
    else entries.push(...entryOf(file, stats));
  }
  const removed = [...gone].filter(
    (path) => !foldersAbove(path).some((folder) => gone.has(folder)),
  );
  return { entries, removed };
}

/** What is at and below a path, folders before what is in them; nothing when there is nothing. */
export function* listWatched(
  path: string,
  leavesOut: (path: string) => boolean,
): Generator<string> {
  if (leavesOut(path)) return;
  const stats = statSyncOrNone(path);
  if (stats === undefined) return;
  yield path;
  if (!stats.isDirectory()) return;
  for (const name of readdirSync(path).toSorted()) yield* listWatched(join(path, name), leavesOut);
}

/** Whether a folder on the way is a link to somewhere else below `root`: what is there has its own path. */
export function isBelowInnerLink(path: string, root: string): boolean {
  for (let folder = dirname(path); folder.length > root.length; folder = dirname(folder))
    if (lstatSyncOrNone(folder)?.isSymbolicLink() === true && staysInside(folder, root))
      return true;
  return false;
}

/** A folder above the root counts as inside: it leads back to it. */
function staysInside(link: string, root: string): boolean {
  const end = resolve(dirname(link), readlinkSync(link));
  const isWithin = (folder: string, path: string): boolean =>
    path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
  return isWithin(root, end) || isWithin(end, root);
}

function* entryOf({ from, to, root }: WatchedFile, stats: Stats): Generator<TarEntry> {
  const name = to.replace(/^\/+/, '');
  if (name === '') return;
  const end = stats.isSymbolicLink() && !isKept(from, root) ? statSyncOrNone(from) : stats;
  const common = { name, mode: (end ?? stats).mode % 0o10000, mtime: (end ?? stats).mtime };
  if (end === undefined || end.isSymbolicLink())
    yield { ...common, kind: 'symlink', target: readlinkSync(from) };
  else if (end.isDirectory()) yield { ...common, kind: 'directory' };
  else if (end.isFile()) yield { ...common, kind: 'file', source: from, size: end.size };
}

/** An absolute path means another place in a container. */
const isKept = (link: string, root: string): boolean =>
  !isAbsolute(readlinkSync(link)) && staysInside(link, root);

function foldersAbove(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.slice(1, -1).map((_, index) => parts.slice(0, index + 2).join('/'));
}

const lstatSyncOrNone = (path: string): Stats | undefined => attempt(() => lstatSync(path));
const statSyncOrNone = (path: string): Stats | undefined => attempt(() => statSync(path));

/** Nothing, also where a file stands in a folder's place, or a link leads nowhere. */
function attempt(look: () => Stats): Stats | undefined {
  try {
    return look();
  } catch (error) {
    if (NOTHING.has(error instanceof Error && 'code' in error ? String(error.code) : ''))
      return undefined;
    throw error;
  }
}

const NOTHING: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP']);

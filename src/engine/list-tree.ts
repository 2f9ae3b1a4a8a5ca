/** A local file or folder → entries of a tar. */
import { lstatSync, readdirSync, readlinkSync, statSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import type { TarEntry } from './pack-tar.ts';

export interface TreeOptions {
  /** What the file or folder is called in the tar; `.` for its content alone. */
  readonly top: string;
  /** A link at the top is followed. */
  readonly followLink: boolean;
  /** Owners as they are here, instead of root. */
  readonly keepOwner: boolean;
}

/** Depth first; links inside stay links; sockets and devices are left out. */
export function* listTree(path: string, options: TreeOptions): Generator<TarEntry> {
  const stats = options.followLink ? statSync(path) : lstatSync(path);
  yield* listEntry(path, options.top, { stats, keepOwner: options.keepOwner });
}

function* listEntry(
  path: string,
  name: string,
  { stats, keepOwner }: { readonly stats: Stats; readonly keepOwner: boolean },
): Generator<TarEntry> {
  const { mtime, uid, gid } = stats;
  const mode = stats.mode % 0o10000;
  const common = { name, mode, mtime, ...(keepOwner && { owner: { uid, gid } }) };
  if (stats.isSymbolicLink()) yield { ...common, kind: 'symlink', target: readlinkSync(path) };
  else if (stats.isFile()) yield { ...common, kind: 'file', source: path, size: stats.size };
  if (!stats.isDirectory()) return;
  yield { ...common, kind: 'directory' };
  for (const child of readdirSync(path).toSorted()) {
    const inside = join(path, child);
    yield* listEntry(inside, `${name}/${child}`, { stats: lstatSync(inside), keepOwner });
  }
}

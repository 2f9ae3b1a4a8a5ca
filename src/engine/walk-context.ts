/** The files of a build context, sorted, without those that .dockerignore leaves out. */
import { lstatSync, readdirSync, readlinkSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import dockerignore from '@balena/dockerignore';
import type { TarEntry } from './pack-tar.ts';

/** `keep` is sent even when it is left out: the builder needs its Dockerfile. Paths are relative, with `/`. */
export function* walkContext(
  directory: string,
  ignoreText: string,
  keep?: string,
): Generator<TarEntry> {
  const rules = dockerignore.default().add(ignoreText);
  // A later rule may take files back in from a directory that is left out.
  const hasExceptions = /^\s*!/m.test(ignoreText);
  const visit = function* (folder: string): Generator<TarEntry> {
    for (const name of readdirSync(join(directory, folder)).toSorted(compareNames)) {
      const path = folder === '' ? name : `${folder}/${name}`;
      const ignored = ignoreText !== '' && rules.ignores(path) && path !== keep;
      const stats = lstatSync(join(directory, path), { throwIfNoEntry: false });
      // Gone since the directory was read.
      if (stats === undefined) continue;
      if (!ignored) yield* entryOf(directory, path, stats);
      const leadsToKept = keep?.startsWith(`${path}/`) === true;
      if (stats.isDirectory() && (!ignored || hasExceptions || leadsToKept)) yield* visit(path);
    }
  };
  yield* visit('');
}

const compareNames = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Sockets, pipes and devices have no place in an image. */
function* entryOf(directory: string, path: string, stats: Stats): Generator<TarEntry> {
  const source = join(directory, path);
  const common = { name: path, mode: modeOf(stats), mtime: stats.mtime };
  if (stats.isDirectory()) yield { ...common, kind: 'directory' };
  else if (stats.isSymbolicLink())
    yield { ...common, kind: 'symlink', target: readlinkSync(source) };
  else if (stats.isFile()) yield { ...common, kind: 'file', source, size: stats.size };
}

/** Windows has no mode that would mean anything in an image. */
function modeOf(stats: Stats): number {
  const mode = stats.mode & 0o777;
  return (mode & 0o111) === 0 && join('a', 'b') === 'a\\b' ? 0o755 : mode;
}

/** Files through node:fs. */
import fs from 'node:fs';
import { FileError } from './host.ts';
import type { FileKind, Files, FileStat, FileTree } from './host.ts';

/** Every failure becomes a `FileError` with the system's code. */
export const nodeFiles: Files = {
  stat: (path) => statOf(path),
  read: (path) => attempt(path, () => fs.readFileSync(path)),
  list: (path) => attempt(path, () => fs.readdirSync(path)),
  realPath: (path) => attempt(path, () => fs.realpathSync(path)),
  readLink: (path) => attempt(path, () => fs.readlinkSync(path)),
  write: (path, data) => attempt(path, () => fs.writeFileSync(path, data)),
};

export const nodeFileTree: FileTree = {
  exists: (path) =>
    attempt(path, () => fs.lstatSync(path, { throwIfNoEntry: false }) !== undefined),
  makeFolder: (path, mode) => {
    attempt(path, () => fs.mkdirSync(path, { recursive: true, mode }));
  },
  replaceFile: (path, text, mode) => {
    const fresh = `${path}.${process.pid}.tmp`;
    attempt(path, () => {
      fs.writeFileSync(fresh, text, { mode });
      fs.renameSync(fresh, path);
    });
  },
  rename: (from, to) => attempt(from, () => fs.renameSync(from, to)),
  remove: (path) => attempt(path, () => fs.unlinkSync(path)),
  removeFolder: (path) => attempt(path, () => fs.rmSync(path, { recursive: true, force: true })),
};

function statOf(path: string): FileStat | undefined {
  return attempt(path, () => {
    const stats = fs.statSync(path, { throwIfNoEntry: false });
    return stats && { kind: kindOf(stats), size: stats.size, mtimeMs: stats.mtimeMs };
  });
}

function kindOf(stats: fs.Stats): FileKind {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  return stats.isFIFO() ? 'fifo' : 'other';
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const code = codeOf(error);
    throw new FileError(code, path, `${explain(code)}: ${path}`);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'EUNKNOWN';
}

const SENTENCES: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EISDIR: 'is a directory',
  ENOTDIR: 'not a directory',
  ELOOP: 'too many symbolic links',
  ENOSPC: 'no space left on the device',
  EROFS: 'the file system is read-only',
  ERR_INVALID_ARG_VALUE: 'not a valid path',
};

const explain = (code: string): string => SENTENCES[code] ?? code;

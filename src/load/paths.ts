/** How paths in compose files are read: `~` is the home directory, Windows paths are left alone. */
import { posix } from 'node:path';

const WINDOWS_ABSOLUTE = /^(?:[A-Za-z]:[\\/]|\\\\)/;

/** `~x` is taken for the home directory and `x`, as Docker Compose does. */
export function expandHome(path: string, home: string): string {
  return path.startsWith('~') ? posix.join(home, path.slice(1)) : path;
}

/** Absolute against `base`. */
export function absolute(path: string, base: string): string {
  return posix.isAbsolute(path) ? posix.normalize(path) : posix.resolve(base, path);
}

export const isAbsolutePath = (path: string): boolean =>
  posix.isAbsolute(path) || WINDOWS_ABSOLUTE.test(path);

/** A build context that is not a directory of this machine. */
export function isRemoteContext(context: string): boolean {
  return context.includes('://') || REMOTE_PREFIX.test(context);
}

const REMOTE_PREFIX = /^(?:https?:|git:|ssh:|github\.com\/|git@)/;

/** Cleans the path of a mount inside a container. */
export function cleanTarget(path: string): string {
  if (!path.includes('/')) return path;
  const cleaned = posix.normalize(path);
  return cleaned.length > 1 && cleaned.endsWith('/') ? cleaned.slice(0, -1) : cleaned;
}

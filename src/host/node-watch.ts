/** Changes of files, as the system tells of them. */
import { watch } from 'chokidar';
import { FileError, type Watch, type WatchRequest } from './host.ts';

/**
 * Resolves when nothing that happens later is missed; throws `FileError`. By chokidar, since Node's own recursive watch
 * cannot leave folders out and, before Node 26, watches each file by itself and loses those that a rename replaces.
 */
export async function watchFiles(request: WatchRequest): Promise<Watch> {
  const watcher = watch([...request.paths], {
    ignoreInitial: true,
    // whoever is told looks himself at what is there: a removal that is no more when he looks is none
    atomic: false,
    ignored: (path: string) => request.leavesOut(path),
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let isReady = false;
  watcher.on('all', (_, path) => request.onChange(path));
  watcher.on('error', (error) => {
    if (isReady) request.onTrouble(fileError(error));
    else reject(fileError(error));
  });
  watcher.on('ready', () => {
    isReady = true;
    resolve();
  });
  try {
    await promise;
  } catch (error) {
    await watcher.close();
    throw error;
  }
  return { close: () => watcher.close() };
}

function fileError(error: unknown): FileError {
  const { code = 'EUNKNOWN', path = '' } = error as NodeJS.ErrnoException;
  return new FileError(code, path, SENTENCES[code] ?? String(error));
}

const SENTENCES: Readonly<Record<string, string>> = {
  ENOSPC:
    'there are more folders to watch than this user may (fs.inotify.max_user_watches); ' +
    'leave some out with `ignore` or .dockerignore, or raise the limit with sysctl',
  EMFILE:
    'this user has too many programs that watch files (fs.inotify.max_user_instances), or too many files open; ' +
    'end some, or raise the limit with sysctl',
};

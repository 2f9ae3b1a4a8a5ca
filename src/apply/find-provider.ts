import { delimiter, isAbsolute, join, resolve } from 'node:path';
import type { Host } from '../host/host.ts';
import { pluginFolders } from '../model/plugin-folders.ts';

type Machine = Pick<Host, 'cwd' | 'env' | 'files' | 'home'>;

/**
 * The file of the program that the type of a provider means: a path, else a plugin of docker, else a program on the
 * PATH, as Docker Compose looks for it. Undefined where there is none; relative folders on the PATH do not count.
 */
export function findProvider({ cwd, env, files, home }: Machine, type: string): string | undefined {
  const isFile = (path: string): boolean => files.stat(path)?.kind === 'file';
  if (type.includes('/')) return [resolve(cwd, type)].find(isFile);
  const plugins = pluginFolders({ env, home });
  const path = (env['PATH'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  return [
    ...(PLUGIN.test(type) ? plugins.map((folder) => join(folder, `docker-${type}`)) : []),
    ...path.map((folder) => join(folder, type)),
  ].find(isFile);
}

/** docker takes no other names for plugins. */
const PLUGIN = /^[a-z][a-z0-9]*$/;

/** Where the program is: beside its entry, or where the installed one is. */

/** Little more than two requires. The names of all other chunks hold a hash of their contents. */
export const ENTRY_CHUNK = 'main.cjs';
/** Where shells look when nobody says where. */
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export interface Surroundings {
  /** Of the environment. */
  readonly searchPath: string | undefined;
  /** Of the Node that runs; npm installs commands beside it. */
  readonly runtime: string;
}

/** The folder of the program's chunks; undefined when the entry at `url` was copied from beside them and none is installed. */
export function findProgram(
  url: string,
  { searchPath, runtime }: Surroundings,
): string | undefined {
  const fs = process.getBuiltinModule('node:fs');
  const path = process.getBuiltinModule('node:path');
  const own = process.getBuiltinModule('node:url').fileURLToPath(new URL('program', url));
  const isProgram = (folder: string): boolean => fs.existsSync(path.join(folder, ENTRY_CHUNK));
  if (isProgram(own)) return own;
  const places = (searchPath ?? DEFAULT_PATH).split(path.delimiter);
  for (const place of [...places, path.dirname(runtime)]) {
    const command = path.join(place, 'flotilla');
    if (!path.isAbsolute(place) || !fs.existsSync(command)) continue;
    const folder = path.join(path.dirname(fs.realpathSync(command)), 'program');
    if (isProgram(folder)) return folder;
  }
  return undefined;
}

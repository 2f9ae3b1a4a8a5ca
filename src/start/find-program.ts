/** Where the program is: beside its entry, or where the installed one is. */

const ENTRY_CHUNK = 'main.cjs';

/** The folder of the program's chunks; undefined when the entry at `url` was copied from beside them and none is installed. */
export function findProgram(url: string): string | undefined {
  const fs = process.getBuiltinModule('node:fs');
  const path = process.getBuiltinModule('node:path');
  const own = process.getBuiltinModule('node:url').fileURLToPath(new URL('program', url));
  const isProgram = (folder: string): boolean => fs.existsSync(path.join(folder, ENTRY_CHUNK));
  if (isProgram(own)) return own;
  for (const entry of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const command = path.join(entry, 'flotilla');
    if (!path.isAbsolute(entry) || !fs.existsSync(command)) continue;
    const folder = path.join(path.dirname(fs.realpathSync(command)), 'program');
    if (isProgram(folder)) return folder;
  }
  return undefined;
}

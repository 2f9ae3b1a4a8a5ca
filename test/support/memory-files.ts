/** Files that exist only in memory. */
import { FileError, type Files } from '../../src/host/host.ts';

export function memoryFiles(contents: Readonly<Record<string, string>>): Files {
  const text = (path: string): string => {
    const found = contents[path];
    if (found === undefined) throw new FileError('ENOENT', path, `no such file: ${path}`);
    return found;
  };
  return {
    stat: (path) =>
      contents[path] === undefined
        ? undefined
        : { kind: 'file', size: contents[path].length, mtimeMs: 0 },
    read: (path) => Buffer.from(text(path)),
    list: () => [],
    realPath: (path) => path,
    write: (path) => {
      throw new FileError('EROFS', path, 'read only');
    },
  };
}

/** A regular file of an archive. */
export interface TarFile {
  readonly path: string;
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly content: Uint8Array | string;
}

const BLOCK = 512;

/**
 * An uncompressed ustar archive of regular files, dated 1970. Written here as the library for it works with streams
 * and a plan needs plain data. Paths too long for ustar (100 bytes, 255 with a directory prefix) throw.
 */
export function tarOf(files: readonly TarFile[]): Uint8Array {
  const blocks = files.flatMap((file) => {
    const content = Buffer.from(file.content);
    const padding = Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK);
    return [headerOf(file, content.length), content, padding];
  });
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

function headerOf(file: TarFile, size: number): Buffer {
  const header = Buffer.alloc(BLOCK);
  const { name, prefix } = splitPath(file.path.replace(/^\/+/, ''));
  header.write(name, 0);
  header.write(octal(file.mode & 0o7777, 7), 100);
  header.write(octal(file.uid, 7), 108);
  header.write(octal(file.gid, 7), 116);
  header.write(octal(size, 11), 124);
  header.write(octal(0, 11), 136);
  header.write('        0', 148); // an empty checksum counts as blanks; type 0 is a regular file
  header.write('ustar\x0000', 257);
  header.write(prefix, 345);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 6)}\0 `, 148);
  return header;
}

const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0');

function splitPath(path: string): { readonly name: string; readonly prefix: string } {
  if (Buffer.byteLength(path) <= 100) return { name: path, prefix: '' };
  const parts = path.split('/');
  for (let at = 1; at < parts.length; at += 1) {
    const prefix = parts.slice(0, at).join('/');
    const name = parts.slice(at).join('/');
    if (Buffer.byteLength(name) <= 100 && Buffer.byteLength(prefix) <= 155) return { name, prefix };
  }
  throw new Error(`path is too long for an archive: ${path}`);
}

/** A build context as a tar: the directory without what .dockerignore leaves out, in a fixed order. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { EngineError } from '../model/engine-error.ts';
import { packEntries, type TarEntry } from './pack-tar.ts';
import { walkContext } from './walk-context.ts';

export interface ContextOptions {
  /** Relative to the directory, or absolute; `Dockerfile` when absent. */
  readonly dockerfile?: string;
  /** Text in place of a file. */
  readonly dockerfileInline?: string;
}

export interface PackedContext {
  /** Path inside the tar. */
  readonly dockerfile: string;
  readonly context: AsyncIterable<Uint8Array>;
}

/** Throws `EngineError` when the directory or the Dockerfile is missing. Files are read while the tar is. */
export function packContext(directory: string, options: ContextOptions = {}): PackedContext {
  if (!isDirectory(directory))
    throw refuse(`unable to prepare context: path "${directory}" not found`);
  const file = findDockerfile(directory, options);
  const ignore = readIgnoreFile(directory, file.path);
  const keep = file.kind === 'inside' ? file.name : undefined;
  const entries = (): Iterable<TarEntry> => walkContext(directory, ignore, keep);
  if (file.kind === 'inside') return { dockerfile: file.name, context: tarOf(entries) };
  // Named after its content: the same text keeps the builder's cache.
  const digest = createHash('sha256').update(file.content).digest('hex').slice(0, 20);
  const name = `.dockerfile.${digest}`;
  return { dockerfile: name, context: tarOf(() => withFile(entries(), name, file.content)) };
}

/** Walks and reads anew for every reader. */
const tarOf = (entries: () => Iterable<TarEntry>): AsyncIterable<Uint8Array> => ({
  [Symbol.asyncIterator]: () => packEntries(entries()),
});

/** Files that are looked at before a context counts as too big to tell. */
const MOST_FILES = 2000;

/** When a file of the context last changed, in milliseconds since 1970; undefined when there is none, or too many. */
export function newestChange(directory: string, options: ContextOptions = {}): number | undefined {
  if (!isDirectory(directory)) return undefined;
  let newest: number | undefined;
  let count = 0;
  const ignore = readIgnoreFile(directory, resolve(directory, options.dockerfile ?? 'Dockerfile'));
  for (const entry of walkContext(directory, ignore)) {
    count += 1;
    if (count > MOST_FILES) return undefined;
    if (entry.kind === 'file') newest = Math.max(newest ?? 0, entry.mtime.getTime());
  }
  return newest;
}

type Dockerfile =
  | { readonly kind: 'inside'; readonly path: string; readonly name: string }
  | { readonly kind: 'outside'; readonly path: string | undefined; readonly content: Buffer };

function findDockerfile(directory: string, options: ContextOptions): Dockerfile {
  if (options.dockerfileInline !== undefined) {
    return { kind: 'outside', path: undefined, content: Buffer.from(options.dockerfileInline) };
  }
  const path = resolve(directory, existingName(directory, options.dockerfile));
  if (!existsSync(path)) {
    throw refuse(
      `failed to read dockerfile: open ${options.dockerfile ?? 'Dockerfile'}: no such file or directory`,
    );
  }
  const name = relative(directory, path);
  const outside = name.startsWith('..') || isAbsolute(name);
  return outside
    ? { kind: 'outside', path, content: readFileSync(path) }
    : { kind: 'inside', path, name: name.split(sep).join('/') };
}

/** `dockerfile` in small letters serves where there is no other. */
function existingName(directory: string, given: string | undefined): string {
  if (given !== undefined && given !== '') return given;
  const small =
    !existsSync(join(directory, 'Dockerfile')) && existsSync(join(directory, 'dockerfile'));
  return small ? 'dockerfile' : 'Dockerfile';
}

/** Text of the rules for a context. The file that belongs to the Dockerfile goes before the directory's own. */
export function readIgnoreFile(directory: string, dockerfile: string | undefined): string {
  const own = dockerfile === undefined ? [] : [`${dockerfile}.dockerignore`];
  const path = [...own, join(directory, '.dockerignore')].find((each) => existsSync(each));
  return path === undefined ? '' : readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
}

function* withFile(
  entries: Iterable<TarEntry>,
  name: string,
  content: Buffer,
): Generator<TarEntry> {
  yield { name, kind: 'file', mode: 0o644, mtime: new Date(0), content };
  yield* entries;
}

const isDirectory = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

const refuse = (text: string): EngineError =>
  new EngineError({ kind: 'rejected', request: 'build', text });

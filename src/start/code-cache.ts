/**
 * What V8 compiled of the program's chunks, kept from run to run, one file a command. Node's own compile cache holds a
 * module as it was before it ran, without the functions that a run then compiles one by one: here most of a short run.
 */
import type { Stats } from 'node:fs';
import type { Script } from 'node:vm';

export interface CodeCache {
  /** Whether V8 had to compile a chunk for which nothing was kept, or nothing that it could use. */
  lacksSome(): boolean;
  /** What is kept for this chunk. The name tells its contents: it holds their hash. */
  get(chunk: string): Buffer | undefined;
  add(chunk: string, script: Script): void;
  /** Looked at not long ago: to find out whether a run has compiled more takes as long as a short run. */
  isFresh(): boolean;
  /** Keeps what is compiled by now, if that is notably more than what was kept; `program` is the chunks' folder. Never throws. */
  store(program: string): void;
}

/** Name and length in bytes of each part, in their order. */
type Contents = readonly (readonly [chunk: string, length: number])[];

const NO_CACHE: CodeCache = {
  lacksSome: () => false,
  get: () => undefined,
  add: () => undefined,
  isFresh: () => true,
  store: () => undefined,
};
/** Of the bytes kept before: less is not worth writing. */
const NOTABLE_GROWTH = 1.03;
const FRESH_MS = 60_000;
/** The contents' length comes first. */
const LENGTH_BYTES = 8;
/** Of every part's beginning; V8 copies what begins elsewhere. */
const ALIGNMENT = 8;
const WRITABLE_BY_OTHERS = 0o022;

/** Opens what is kept for a command; where there is no place for it, a cache that holds nothing. */
export function openCodeCache(command: string): CodeCache {
  const folder = cacheFolder();
  return folder === undefined ? NO_CACHE : openFile(folder, command);
}

/** `$XDG_CACHE_HOME/flotilla/<version of Node>` or its like; switched off and moved by Node's own variables. */
export function cacheFolder(): string | undefined {
  const { env, platform, version, arch } = process;
  if (env['NODE_DISABLE_COMPILE_CACHE']) return undefined;
  const path = process.getBuiltinModule('node:path');
  const home = env['HOME'];
  const perPlatform: Readonly<Record<string, string | undefined>> = {
    darwin: home && path.join(home, 'Library', 'Caches'),
    win32: env['LOCALAPPDATA'],
  };
  const base =
    env['NODE_COMPILE_CACHE'] ||
    env['XDG_CACHE_HOME'] ||
    perPlatform[platform] ||
    (home && path.join(home, '.cache'));
  if (!base || !path.isAbsolute(base)) return undefined;
  return path.join(base, 'flotilla', `${version}-${arch}`);
}

function openFile(folder: string, command: string): CodeCache {
  const fs = process.getBuiltinModule('node:fs');
  const path = process.getBuiltinModule('node:path');
  const file = path.join(folder, command);
  const { parts: kept, lookedAt } = readParts(file);
  const scripts = new Map<string, Script>();
  const lacks = (chunk: string, script: Script): boolean =>
    !kept.has(chunk) || script.cachedDataRejected === true;
  const lacksSome = (): boolean => [...scripts].some(([chunk, script]) => lacks(chunk, script));
  /** With what is kept for chunks that this run did not need; those of an earlier build are dropped. */
  const collect = (program: string): ReadonlyMap<string, Buffer> => {
    const isUnused = (chunk: string): boolean =>
      !scripts.has(chunk) && fs.existsSync(path.join(program, chunk));
    const parts = new Map([...kept].filter(([chunk]) => isUnused(chunk)));
    for (const [chunk, script] of scripts) parts.set(chunk, script.createCachedData());
    return parts;
  };
  return {
    lacksSome,
    get: (chunk) => kept.get(chunk),
    add: (chunk, script) => void scripts.set(chunk, script),
    isFresh: () => Date.now() - lookedAt < FRESH_MS,
    store(program) {
      try {
        const parts = collect(program);
        const isMore = lacksSome() || sizeOf(parts) > sizeOf(kept) * NOTABLE_GROWTH;
        if (isMore) writeParts(folder, file, parts);
        else fs.utimesSync(file, new Date(), new Date());
      } catch {
        // It only saves time: no room or no permission is nobody's trouble.
      }
    },
  };
}

function sizeOf(parts: ReadonlyMap<string, Buffer>): number {
  let size = 0;
  for (const part of parts.values()) size += part.length;
  return size;
}

interface Read {
  readonly parts: ReadonlyMap<string, Buffer>;
  /** Milliseconds since 1970; 0 where there is no file. */
  readonly lookedAt: number;
}

/** The parts of a file; none where it is missing, cut short or somebody else's, for V8 would run whatever is in it. */
function readParts(file: string): Read {
  const parts = new Map<string, Buffer>();
  let lookedAt = 0;
  try {
    const { bytes, changedAt } = readOwn(file);
    lookedAt = changedAt;
    const end = LENGTH_BYTES + bytes.readUInt32LE(0);
    const contents = JSON.parse(bytes.toString('latin1', LENGTH_BYTES, end)) as Contents;
    let start = aligned(end);
    for (const [chunk, size] of contents) {
      parts.set(chunk, bytes.subarray(start, start + size));
      start += aligned(size);
    }
    if (start !== bytes.length) parts.clear();
  } catch {
    parts.clear();
  }
  return { parts, lookedAt };
}

const aligned = (size: number): number => Math.ceil(size / ALIGNMENT) * ALIGNMENT;

function readOwn(file: string): { readonly bytes: Buffer; readonly changedAt: number } {
  const fs = process.getBuiltinModule('node:fs');
  const handle = fs.openSync(file, 'r');
  try {
    const stats = fs.fstatSync(handle);
    if (!isOwn(stats)) throw new Error('not our own');
    const bytes = Buffer.allocUnsafeSlow(stats.size);
    fs.readSync(handle, bytes);
    return { bytes, changedAt: stats.mtimeMs };
  } finally {
    fs.closeSync(handle);
  }
}

/** Whether nobody but this user could have written it. Windows keeps others out of the folder by itself. */
function isOwn({ uid, mode }: Stats): boolean {
  if (process.geteuid === undefined) return true;
  return uid === process.geteuid() && (mode & WRITABLE_BY_OTHERS) === 0;
}

/** Written aside, flushed and renamed: a reader finds the old file or the whole new one, even after a loss of power. */
function writeParts(folder: string, file: string, parts: ReadonlyMap<string, Buffer>): void {
  const fs = process.getBuiltinModule('node:fs');
  const contents: Contents = [...parts].map(([chunk, bytes]) => [chunk, bytes.length]);
  const header = Buffer.from(JSON.stringify(contents), 'latin1');
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(header.length);
  const padded = [header, ...parts.values()].map(padToAlignment);
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const aside = `${file}.${process.pid}`;
  fs.writeFileSync(aside, Buffer.concat([length, ...padded]), { mode: 0o600, flush: true });
  fs.renameSync(aside, file);
}

const padToAlignment = (bytes: Buffer): Buffer =>
  Buffer.concat([bytes, Buffer.alloc(aligned(bytes.length) - bytes.length)]);

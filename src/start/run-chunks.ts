/** Runs the program: CommonJS chunks, each read when it is first required, with what V8 compiled of it in earlier runs. */
import { cacheFolder, type CodeCache, openCodeCache } from './code-cache.ts';
import { ENTRY_CHUNK } from './find-program.ts';

declare global {
  /** Names of all commands; put in by the build. */
  const COMMAND_NAMES: readonly string[];
}

type Exports = Readonly<Record<string, unknown>>;
type Require = (name: string) => Exports;
type Import = (specifier: string) => Promise<Exports>;
/** A chunk is one expression: this function. */
type Chunk = (exports: Exports, require: Require, importModule: Import) => void;

/** A run that took longer may have done something new. */
const LONG_RUN_S = 0.5;

/** Starts the program whose chunks are in `folder`; keeps what V8 compiled when the process ends. */
export function runChunks(folder: string): void {
  const names = COMMAND_NAMES;
  const command = process.argv.slice(2).find((word) => names.includes(word)) ?? 'flotilla';
  const cache = openCodeCache(command);
  makeRequire(folder, cache)(ENTRY_CHUNK);
  process.on('exit', () => {
    const mayHaveMore = process.uptime() > LONG_RUN_S && !cache.isFresh();
    if (cache.lacksSome() || mayHaveMore) cache.store(folder);
  });
}

function makeRequire(folder: string, cache: CodeCache): Require {
  const fs = process.getBuiltinModule('node:fs');
  const vm = process.getBuiltinModule('node:vm');
  const path = process.getBuiltinModule('node:path');
  const loaded = new Map<string, Exports>();
  const require: Require = (specifier) => {
    const name = path.basename(specifier);
    const known = loaded.get(name);
    if (known !== undefined) return known;
    const exports: Exports = {};
    loaded.set(name, exports);
    const filename = path.join(folder, name);
    const isHashed = name !== ENTRY_CHUNK;
    // The build leaves nothing but ASCII, which is read fastest so.
    const script = new vm.Script(fs.readFileSync(filename, 'latin1'), {
      filename,
      cachedData: isHashed ? cache.get(name) : undefined,
    });
    if (isHashed) cache.add(name, script);
    (script.runInThisContext() as Chunk)(exports, require, importFrom(folder));
    return exports;
  };
  return require;
}

/** For what cannot be a CommonJS chunk. */
function importFrom(folder: string): Import {
  return (specifier) => {
    const kept = cacheFolder();
    if (kept !== undefined) process.getBuiltinModule('node:module').enableCompileCache(kept);
    const path = process.getBuiltinModule('node:path').join(folder, specifier);
    return import(
      process.getBuiltinModule('node:url').pathToFileURL(path).href
    ) as Promise<Exports>;
  };
}

/** The rules of docs/architecture.md, checked. */
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codeOf, readSources, root, type SourceFile } from './support/source-tree.ts';

const port = ['engine/engine.ts', 'engine/building.ts'];
const host = 'host/host.ts';

/** What each room may import: whole rooms, or single files of one. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  model: [],
  load: ['model'],
  plan: ['model'],
  events: ['model', 'plan'],
  render: ['model', 'plan', 'events'],
  engine: ['model', host],
  apply: ['model', 'plan', 'events', ...port, host],
  host: ['model'],
  tui: ['model', 'plan', 'events', 'render', host],
  reconcile: ['model', 'plan', 'events', 'engine', 'apply', host],
  cli: ['model'],
  commands: [
    'model',
    'load',
    'plan',
    'events',
    'render',
    'engine',
    'apply',
    'host',
    'reconcile',
    'cli',
  ],
  start: [],
  'main.ts': ['cli', 'commands', 'host'],
  'index.ts': ['model', 'load', 'plan', 'events', 'render', 'engine', 'apply', 'host', 'reconcile'],
};

/** Each package has one home. */
const homes: Readonly<Record<string, readonly string[]>> = {
  yaml: ['load/parse-file.ts'],
  dockerode: ['engine'],
  'docker-modem': ['engine'],
  'tar-stream': ['engine'],
  '@balena/dockerignore': ['engine'],
  '@dagrejs/graphlib': ['plan/dependency-graph.ts'],
  chokidar: ['host/node-watch.ts'],
  chalk: ['render/theme.ts'],
  'string-width': ['tui'],
  'fast-string-width': ['render'],
  ink: ['tui'],
  react: ['tui'],
};

const pureRooms = ['model', 'load', 'plan', 'events', 'render'];
/** Node's own modules without a clock, process, file or socket. */
const pureBuiltins = ['node:buffer', 'node:crypto', 'node:path', 'node:url', 'node:util'];

const sources = readSources('src/**/*.{ts,tsx}');

/** `src/load/tree.ts` is in the room `load`; `src/main.ts` is a room of its own. */
const roomOf = (path: string): string => path.split('/')[1] ?? '';
const within = (path: string, place: string): boolean =>
  path === `src/${place}` || path.startsWith(`src/${place}/`);
const packageOf = (target: string): string =>
  target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/');

/** Every import that breaks a rule, as `file → target`. */
function violations(
  isAllowed: (file: SourceFile, imported: SourceFile['imports'][number]) => boolean,
): readonly string[] {
  return sources.flatMap((file) =>
    file.imports
      .filter((imported) => !isAllowed(file, imported))
      .map((imported) => `${file.path} → ${imported.target}`),
  );
}

describe('rooms', () => {
  test('every source file is in a room that the design knows', () => {
    expect(
      [...new Set(sources.map(({ path }) => roomOf(path)))].filter((room) => !(room in rooms)),
    ).toEqual([]);
  });

  test('the imports are found at all', () => {
    expect(sources.flatMap(({ imports }) => imports).length).toBeGreaterThan(200);
  });

  test('arrows only go where the design allows', () => {
    const isAllowed = (
      file: SourceFile,
      { target, kind }: SourceFile['imports'][number],
    ): boolean => {
      if (!target.startsWith('src/')) return true;
      const room = roomOf(file.path);
      if (roomOf(target) === room) return true;
      // Ink is heavy: the dashboard is reached by one lazy import.
      if (room === 'commands' && roomOf(target) === 'tui') return kind !== 'value';
      return (rooms[room] ?? []).some((place) => within(target, place));
    };
    expect(violations(isAllowed)).toEqual([]);
  });

  test('the dashboard is loaded lazily from one place', () => {
    const lazy = sources.flatMap((file) =>
      file.imports.filter(({ target, kind }) => kind === 'lazy' && roomOf(target) === 'tui'),
    );
    expect(lazy.length).toBeLessThanOrEqual(1);
  });

  test('every package is imported in its own place only', () => {
    const isAllowed = (file: SourceFile, { target }: SourceFile['imports'][number]): boolean => {
      if (target.startsWith('src/') || target.startsWith('node:')) return true;
      const home = homes[packageOf(target)] ?? [];
      return home.some((place) => within(file.path, place));
    };
    expect(violations(isAllowed)).toEqual([]);
  });

  test('the pure rooms import nothing that has an effect', () => {
    const isAllowed = (
      file: SourceFile,
      { target, kind }: SourceFile['imports'][number],
    ): boolean =>
      !pureRooms.includes(roomOf(file.path)) ||
      !target.startsWith('node:') ||
      kind === 'type' ||
      pureBuiltins.includes(target);
    expect(violations(isAllowed)).toEqual([]);
  });

  test('the pure rooms read no clock and no chance', () => {
    const impure =
      /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bperformance\.|\bset(?:Timeout|Interval)\(/;
    const found = sources.filter(
      ({ path, text }) => pureRooms.includes(roomOf(path)) && impure.test(codeOf(text)),
    );
    expect(found.map(({ path }) => path)).toEqual([]);
  });

  test('only the host and the entries name the process or the console', () => {
    const found = sources.filter(
      ({ path, text }) =>
        !['host', 'start', 'main.ts'].includes(roomOf(path)) &&
        /(?<![.\w])(?:process|console)\.\w/.test(codeOf(text)),
    );
    expect(found.map(({ path }) => path)).toEqual([]);
  });

  test('no circle leads from a file back to itself', () => {
    expect(findCircle(sources)).toBeUndefined();
  });
});

describe('upkeep', () => {
  test('every fixture folder has exactly one owner among the tests', () => {
    const tests = readSources('test/**/*.test.{ts,tsx}').filter(
      ({ path }) => path !== 'test/architecture.test.ts',
    );
    const folders = readdirSync(join(root, 'fixtures'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    const owners = folders.map((name) => {
      const own = new RegExp(`fixtures/${name}(?![\\w-])`);
      return [name, tests.filter(({ text }) => own.test(text)).length];
    });
    expect(owners.filter(([, count]) => count !== 1)).toEqual([]);
  });

  test('every diagnostic code has its page', () => {
    const codes = sources.flatMap(({ text }) =>
      // A code may also be chosen between two on the same line.
      [...text.matchAll(/\bcode: (?<rest>.*)$/gm)].flatMap(({ groups }) =>
        [...(groups?.['rest'] ?? '').matchAll(/(?<![\w(])'(?<code>[a-z]+(?:-[a-z]+)+)'/g)].flatMap(
          (match) => match.groups?.['code'] ?? [],
        ),
      ),
    );
    expect(codes.length).toBeGreaterThan(50);
    const missing = codes.filter((code) => !existsSync(join(root, `docs/errors/${code}.md`)));
    expect([...new Set(missing)].toSorted()).toEqual([]);
  });

  test('links between the pages lead somewhere', () => {
    const pages = globSync('{*.md,docs/**/*.md}', { cwd: root });
    const broken = pages.flatMap((page) => {
      const text = readFileSync(join(root, page), 'utf8');
      return [...text.matchAll(/\]\((?<target>[^)#:\s]+)(?:#[^)]*)?\)/g)]
        .map(({ groups }) => groups?.['target'] ?? '')
        .filter((target) => !existsSync(join(root, page, '..', target)))
        .map((target) => `${page} → ${target}`);
    });
    expect(broken).toEqual([]);
  });

  test('the lockfile names a checksum for every package', () => {
    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
      readonly packages: Readonly<Record<string, { readonly integrity?: string }>>;
    };
    const without = Object.entries(lock.packages).filter(
      ([path, entry]) => path !== '' && entry.integrity === undefined,
    );
    expect(without.map(([path]) => path)).toEqual([]);
  });
});

/** Depth first; types are left out, because they are gone when the program runs. */
function findCircle(files: readonly SourceFile[]): readonly string[] | undefined {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): readonly string[] | undefined => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return undefined;
    for (const { target, kind } of byPath.get(path)?.imports ?? []) {
      if (kind !== 'value' || !byPath.has(target)) continue;
      const circle = visit(target, [...trail, path]);
      if (circle !== undefined) return circle;
    }
    done.add(path);
    return undefined;
  };
  return files.map(({ path }) => visit(path, [])).find((circle) => circle !== undefined);
}

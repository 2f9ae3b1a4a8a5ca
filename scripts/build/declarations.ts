/** Declarations for users of the library: those of `src/index.ts` and of what it names, nothing else. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import process from 'node:process';

/** Writes `dist/index.d.mts` and `dist/types/`; throws when a type of a bundled package would leak out. */
export function writeDeclarations(root: string): void {
  const types = join(root, 'dist/types');
  emit(root, types);
  keepReachable(types);
  const entry = "export * from './types/index.js';\n";
  writeFileSync(join(root, 'dist/index.d.mts'), entry);
}

function emit(root: string, types: string): void {
  const config = join(root, 'dist/tsconfig.json');
  const compilerOptions = { noEmit: false, emitDeclarationOnly: true, outDir: types };
  writeFileSync(
    config,
    JSON.stringify({
      extends: '../tsconfig.json',
      // Declarations of packages that ship none are ambient.
      include: ['../src/**/*.d.ts'],
      files: ['../src/index.ts'],
      compilerOptions: { ...compilerOptions, rootDir: '../src' },
    }),
  );
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const run = spawnSync(process.execPath, [tsc, '-p', config], { encoding: 'utf8' });
  rmSync(config);
  if (run.status !== 0) throw new Error(`Declarations could not be written:\n${run.stdout}`);
}

/** The compiler writes a file for everything it read; only what the public face leads to is shipped. */
function keepReachable(types: string): void {
  const texts = new Map<string, string>();
  const visit = (path: string): void => {
    if (texts.has(path)) return;
    const text = readFileSync(path, 'utf8');
    texts.set(path, text);
    for (const specifier of specifiersOf(text)) {
      if (specifier.startsWith('node:')) continue;
      if (!specifier.startsWith('.')) {
        throw new Error(`${relative(types, path)} shows a type of "${specifier}" to the library`);
      }
      visit(join(dirname(path), specifier.replace(/\.tsx?$/, '.d.ts')));
    }
  };
  visit(join(types, 'index.d.ts'));
  rmSync(types, { recursive: true });
  for (const [path, text] of texts) writeDeclaration(path, text);
}

const fromClause =
  /(?<before>\bfrom\s*|\bimport\s*\(?\s*)(?<quote>['"])(?<specifier>[^'"]+)\k<quote>/g;

function specifiersOf(text: string): readonly string[] {
  return [...text.matchAll(fromClause)].flatMap((match) => match.groups?.['specifier'] ?? []);
}

/** Suffixes as every supported compiler resolves them: `.js` names the declaration beside it. */
function writeDeclaration(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(
    path,
    text.replaceAll(fromClause, (clause: string) => clause.replace(/\.tsx?(?=['"]$)/, '.js')),
  );
}

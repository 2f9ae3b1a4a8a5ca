/** The project's own sources as data, for tests about their structure. */
import { globSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

export const root: string = join(import.meta.dirname, '../..');

export interface SourceImport {
  /** As written; relative ones are resolved to a path from the root, such as `src/model/names.ts`. */
  readonly target: string;
  /** `lazy` is `import()`; `type` leaves no trace in the built program. */
  readonly kind: 'value' | 'type' | 'lazy';
}

export interface SourceFile {
  /** From the root, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly SourceImport[];
}

/** Reads the files that a glob, relative to the root, matches; generated ones are left out. */
export function readSources(pattern: string): readonly SourceFile[] {
  return globSync(pattern, { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !path.includes('.gen.'))
    .toSorted()
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      return { path, text, imports: importsOf(path, text) };
    });
}

const clauses =
  /^(?:import|export)\s+(?<type>type\s)?(?:[^'"]*?\sfrom\s+)?['"](?<static>[^'"]+)['"]|\bimport\(\s*['"](?<lazy>[^'"]+)['"]\s*\)/gm;

function importsOf(path: string, text: string): readonly SourceImport[] {
  return [...text.matchAll(clauses)].flatMap(({ groups = {} }) => {
    const specifier = groups['static'] ?? groups['lazy'];
    if (specifier === undefined) return [];
    const target = specifier.startsWith('.')
      ? posix.join(posix.dirname(path), specifier)
      : specifier;
    const kind = groups['lazy'] === undefined ? 'value' : 'lazy';
    return [{ target, kind: groups['type'] === undefined ? kind : 'type' }];
  });
}

/** The text without comments, string contents and templates: what is left names things. */
export function codeOf(text: string): string {
  return text
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''")
    .replaceAll(/\/\/.*$/gm, '');
}

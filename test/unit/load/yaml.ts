/** Helpers for tests of the loader's leaves: text in, tree or diagnostics in short form out. */
import type { Diagnostic } from '../../../src/model/diagnostic.ts';
import { parseFile } from '../../../src/load/parse-file.ts';
import type { Node, SourceText } from '../../../src/load/tree.ts';

export const sourceOf = (text: string): SourceText => ({
  file: 'compose.yaml',
  path: '/project/compose.yaml',
  text,
});

/** The first document of a text that must be free of errors. */
export function treeOf(text: string): Node {
  const { documents, diagnostics } = parseFile(sourceOf(text));
  const [first] = documents;
  if (first === undefined) throw new Error(diagnostics.map(brief).join('\n'));
  return first;
}

/** `code line:column`, with the path where there is one. */
export function brief({ code, at, path }: Diagnostic): string {
  const place = at ? ` ${at.line}:${at.column}` : '';
  return `${code}${place}${path === undefined ? '' : ` ${path}`}`;
}

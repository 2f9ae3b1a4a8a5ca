/** Projects from texts in memory. */
import { loadProject } from '../../../src/load/load-project.ts';
import type { LoadResult } from '../../../src/load/load-project.ts';
import type { LoadRequest } from '../../../src/load/load-request.ts';
import type { Sources } from '../../../src/load/read-text.ts';
import type { Project } from '../../../src/model/project.ts';

export type FileTexts = Readonly<Record<string, string>>;

/** Files below `/work/shop`; every directory on the way exists. */
export function filesOf(texts: FileTexts): Sources & { readonly reads: string[] } {
  const files = new Map(
    Object.entries(texts).map(([path, text]) => [
      path.startsWith('/') ? path : `/work/shop/${path}`,
      text,
    ]),
  );
  const reads: string[] = [];
  return {
    reads,
    stat: (path) => {
      const text = files.get(path);
      if (text !== undefined) return { kind: 'file', size: text.length };
      const isDirectory = [...files.keys()].some((file) => file.startsWith(`${path}/`));
      return isDirectory ? { kind: 'directory', size: 0 } : undefined;
    },
    read: (path) => {
      reads.push(path);
      return new TextEncoder().encode(files.get(path) ?? '');
    },
  };
}

export function requestFor(
  texts: FileTexts | string,
  more: Partial<LoadRequest> = {},
): LoadRequest {
  const files = typeof texts === 'string' ? { 'compose.yaml': texts } : texts;
  return {
    sources: filesOf(files),
    cwd: '/work/shop',
    home: '/home/me',
    env: {},
    files: [],
    envFiles: [],
    profiles: [],
    services: [],
    ...more,
  };
}

export const load = (texts: FileTexts | string, more: Partial<LoadRequest> = {}): LoadResult =>
  loadProject(requestFor(texts, more));

/** The project; fails with the diagnostics when there is none. */
export function projectOf(texts: FileTexts | string, more: Partial<LoadRequest> = {}): Project {
  const result = load(texts, more);
  if (!result.project) throw new Error(problems(result).join('\n'));
  return result.project;
}

/** `code file:line:column` of every diagnostic. */
export const problems = ({ diagnostics }: Pick<LoadResult, 'diagnostics'>): readonly string[] =>
  diagnostics.map(({ code, at }) => (at ? `${code} ${at.file}:${at.line}:${at.column}` : code));

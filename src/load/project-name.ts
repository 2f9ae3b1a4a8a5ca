import { posix } from 'node:path';
import type { Diagnostic } from '../model/diagnostic.ts';
import { normalizeProjectName, projectName } from '../model/names.ts';
import type { ProjectName } from '../model/names.ts';
import { interpolate } from './interpolate.ts';
import type { LoadRequest } from './load-request.ts';
import { textOf } from './node-edit.ts';
import { problemAt } from './problem.ts';
import type { ProjectSources } from './sources.ts';
import { childOf } from './tree.ts';
import type { Node } from './tree.ts';

export interface NameResult {
  readonly name?: ProjectName;
  /** As it would be shown without normalization. */
  readonly written: string;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The project's name: `-p`, `COMPOSE_PROJECT_NAME`, the last top-level `name`, the directory. The first two must
 * be valid as written, the others are made so.
 */
export function decideName(
  request: LoadRequest,
  found: ProjectSources,
  documents: readonly Node[],
): NameResult {
  const given = request.projectName || found.environment.get('COMPOSE_PROJECT_NAME') || '';
  if (given !== '') return checkGiven(given);
  const inFile = nameInFiles(request, found, documents);
  if (inFile) return inFile;
  const directory = posix.basename(found.ownDirectory);
  const name = normalizeProjectName(directory);
  return name
    ? { name, written: name, diagnostics: [] }
    : { written: '', diagnostics: [noName(`the directory "${directory}"`)] };
}

function checkGiven(given: string): NameResult {
  const name = projectName(given);
  if (name) return { name, written: given, diagnostics: [] };
  const valid = normalizeProjectName(given);
  const diagnostic: Diagnostic = {
    code: 'bad-project-name',
    severity: 'error',
    message: `invalid project name ${JSON.stringify(given)}: must consist only of lower-case letters, digits, hyphens and underscores, and begin with a letter or digit`,
    ...(valid && { hint: `Use "${valid}"` }),
  };
  return { written: given, diagnostics: [diagnostic] };
}

function nameInFiles(
  request: LoadRequest,
  found: ProjectSources,
  documents: readonly Node[],
): NameResult | undefined {
  const node = documents
    .map((document) => childOf(document, 'name'))
    .findLast((candidate) => candidate !== undefined && textOf(candidate) !== '');
  const raw = textOf(node);
  if (!node || raw === undefined) return undefined;
  if (request.interpolate === false) return named(node, raw);
  const result = interpolate(node, (name) => found.environment.get(name));
  const text = textOf(result.node) ?? '';
  const problems = result.diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  if (problems.length > 0) return { written: text, diagnostics: problems };
  return named(node, text);
}

function named(node: Node, text: string): NameResult {
  const name = normalizeProjectName(text);
  if (name) return { name, written: text, diagnostics: [] };
  const from = text === '' ? 'an empty text' : `"${text}"`;
  const problem = problemAt(node.origin, { ...noName(from) });
  return { written: text, diagnostics: [problem] };
}

const noName = (from: string): Diagnostic => ({
  code: 'empty-project-name',
  severity: 'error',
  message: `No valid project name can be made from ${from}`,
  hint: 'Give one with -p, COMPOSE_PROJECT_NAME or a top-level "name"',
});

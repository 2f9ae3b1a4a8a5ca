/** Other compose files taken in, each with its own directory and environment. */
import { posix } from 'node:path';
import type { Diagnostic } from '../model/diagnostic.ts';
import { LIMITS } from './limits.ts';
import { addEnvFiles, defaultEnvFile } from './project-environment.ts';
import { isNull, isSame, mapAt, textOf, withoutKeys } from './node-edit.ts';
import { absolute, expandHome } from './paths.ts';
import { problemAt } from './problem.ts';
import { resolvePaths } from './resolve-paths.ts';
import { fillBareNames } from './resolve-bare-names.ts';
import type { LoadSession, Scope, WantedFile } from './session.ts';
import { locateFile, shownPath } from './locate-file.ts';
import { placeOf } from './source-position.ts';
import { trailOf } from './trail.ts';
import type { MapEntry, MapNode, Node } from './tree.ts';
import { childOf } from './tree.ts';

/** Loads files as one model; handed in, because it calls back here for nested includes. */
export type LoadFiles = (files: readonly WantedFile[], scope: Scope) => Node | undefined;

export interface IncludeContext {
  readonly session: LoadSession;
  readonly scope: Scope;
  readonly load: LoadFiles;
}

/** What the `include` of a document brings in: one model, or nothing. */
export function importIncludes(document: MapNode, context: IncludeContext): Node | undefined {
  const include = childOf(document, 'include');
  if (!include || isNull(include)) return undefined;
  const { session } = context;
  if (include.kind !== 'list') {
    session.report([
      problemAt(include.origin, {
        code: 'wrong-type',
        message: '"include" must be a list',
        trail: trailOf('include'),
        hint: 'Begin each file with "- "',
      }),
    ]);
    return undefined;
  }
  let imported: Node | undefined;
  for (const item of include.items) {
    const model = importEntry(item, context);
    if (model) imported = addImported(model, imported, session);
  }
  return imported;
}

const SECTIONS = ['services', 'networks', 'volumes', 'secrets', 'configs', 'models'];

/** Both models' resources in one; a resource that both define differently is a problem. */
export function addImported(imported: Node, target: Node | undefined, session: LoadSession): Node {
  if (!target || target.kind !== 'map') return imported;
  const entries = new Map(target.entries);
  for (const section of SECTIONS) {
    const [from, into] = [mapAt(childOf(imported, section)), target.entries.get(section)];
    if (!from) continue;
    if (into?.value.kind !== 'map') {
      entries.set(section, { key: from.origin, value: from });
      continue;
    }
    const joined = joinSection(from, into.value, { section, session });
    entries.set(section, { key: into.key, value: joined });
  }
  return { ...target, entries };
}

function joinSection(
  from: MapNode,
  into: MapNode,
  { section, session }: { readonly section: string; readonly session: LoadSession },
): MapNode {
  const entries = new Map<string, MapEntry>(from.entries);
  for (const [key, own] of into.entries) {
    const other = from.entries.get(key);
    if (other && !isSame(other.value, own.value))
      session.report([conflict(section, key, { own, other })]);
    entries.set(key, own);
  }
  return { ...into, entries };
}

function importEntry(item: Node, context: IncludeContext): Node | undefined {
  const { session, scope } = context;
  const paths = pathsOf(textOf(item) === undefined ? childOf(item, 'path') : item);
  const [first] = paths;
  if (!first) {
    session.report([
      problemAt(item.origin, {
        code: 'wrong-type',
        message: 'An item of "include" must be a path, or a mapping with "path"',
        trail: trailOf('include'),
      }),
    ]);
    return undefined;
  }
  const files = paths.map((path) => wanted(path, context));
  const directory = directoryOf(item, files[0], context);
  const circle = files.find((file) => scope.includedBy.includes(file.path));
  if (circle) {
    session.report([circular(circle, scope, session)]);
    return undefined;
  }
  if (scope.includedBy.length > LIMITS.includeDepth) {
    session.report([problemAt(item.origin, TOO_DEEP)]);
    return undefined;
  }
  if (!files.every((file) => session.mayLoad(file.from ?? item.origin))) return undefined;
  const environment = environmentOf(item, directory, context);
  const inner: Scope = {
    workingDir: directory,
    environment,
    includedBy: [...scope.includedBy, ...files.map((file) => file.path)],
  };
  const model = context.load(files, inner);
  if (model) lendVariables(model, inner, session);
  return model && finish(model, inner, session);
}

/** What secrets and configs are read from must be known when the including file's environment is all there is. */
function lendVariables(model: Node, inner: Scope, session: LoadSession): void {
  for (const section of ['secrets', 'configs']) {
    const objects = childOf(model, section);
    if (objects?.kind !== 'map') continue;
    for (const { value } of objects.entries.values()) {
      const name = textOf(childOf(value, 'environment')) ?? '';
      const content = inner.environment.get(name);
      if (content !== undefined) session.lent.set(name, content);
    }
  }
}

const TOO_DEEP = {
  code: 'too-deep',
  message: `More than ${LIMITS.includeDepth} files include each other in a row`,
};

// Variables and paths of an included file mean what they mean there.
function finish(model: Node, scope: Scope, session: LoadSession): Node {
  const resolved = resolvePaths(model, scope.workingDir, session.request);
  const filled =
    session.request.interpolate === false ? resolved : fillBareNames(resolved, scope.environment);
  if (filled.kind !== 'map') return filled;
  const extra = [...filled.entries.keys()].filter((key) => !SECTIONS.includes(key));
  return withoutKeys(filled, extra);
}

const pathsOf = (node: Node | undefined): readonly Node[] => {
  const nodes = node?.kind === 'list' ? node.items : node ? [node] : [];
  return nodes.filter((path) => textOf(path) !== undefined);
};

function wanted(node: Node, { session, scope }: IncludeContext): WantedFile {
  const { request } = session;
  const text = expandHome(textOf(node) ?? '', request.home);
  return { ...locateFile(request, text, scope.workingDir), from: node.origin };
}

function directoryOf(
  item: Node,
  first: WantedFile | undefined,
  { session, scope }: IncludeContext,
): string {
  const given = textOf(childOf(item, 'project_directory'));
  if (given) return absolute(expandHome(given, session.request.home), scope.workingDir);
  return first && !first.problem ? posix.dirname(first.path) : scope.workingDir;
}

function environmentOf(item: Node, directory: string, context: IncludeContext) {
  const { session, scope } = context;
  const { request } = session;
  const given = pathsOf(childOf(item, 'env_file')).map((node) =>
    absolute(expandHome(textOf(node) ?? '', request.home), scope.workingDir),
  );
  const paths = given.length > 0 ? given : defaultEnvFile({ ...request, env: {} }, directory);
  const result = addEnvFiles(request, scope.environment, paths);
  session.report(result.diagnostics);
  return result.environment;
}

function conflict(
  section: string,
  key: string,
  { own, other }: { readonly own: MapEntry; readonly other: MapEntry },
): Diagnostic {
  return problemAt(own.key, {
    code: 'conflicting-include',
    message: `"${section}.${key}" is defined here and, differently, by an included file`,
    trail: trailOf(section, key),
    related: [{ message: 'The included definition is here', at: placeOf(other.key) }],
    hint: 'Change included resources in a compose.override.yaml, or rename one of the two',
  });
}

function circular(file: WantedFile, scope: Scope, session: LoadSession): Diagnostic {
  const start = scope.includedBy.indexOf(file.path);
  const chain = [...scope.includedBy.slice(start), file.path];
  const shown = chain.map((path) => shownPath(path, session.request.cwd)).join(' -> ');
  return problemAt(file.from, {
    code: 'circular-include',
    message: `Files include each other in a circle: ${shown}`,
    trail: trailOf('include'),
  });
}

/** From files and environment to a project: the order of all stages. */
import type { Diagnostic } from '../model/diagnostic.ts';
import { hasErrors } from '../model/diagnostic.ts';
import type { ProjectName } from '../model/names.ts';
import type { Origins, Project } from '../model/project.ts';
import type { Service } from '../model/service.ts';
import { checkProject, checkSelection } from './check-project.ts';
import type { CheckedProject } from './finding.ts';
import { checkStructure } from './check-structure.ts';
import { addDefaults } from './defaults.ts';
import type { VariableUse } from './interpolate.ts';
import { loadModel } from './load-model.ts';
import type { LoadRequest } from './load-request.ts';
import { mapAt } from './node-edit.ts';
import { normalizeModel } from './normalize.ts';
import { originsOf } from './origins.ts';
import { decideName } from './project-name.ts';
import { resolvePaths } from './resolve-paths.ts';
import { resolveServiceFiles } from './resolve-environment.ts';
import {
  declaredProfiles,
  dropUnused,
  enableByProfile,
  isPattern,
  selectServices,
  unknownProfiles,
  withProfilesOf,
} from './select.ts';
import { withoutFollowUps } from './follow-ups.ts';
import { LoadSession } from './session.ts';
import type { MissingRemote } from './session.ts';
import { sortDiagnostics } from './sort-diagnostics.ts';
import { findSources } from './sources.ts';
import type { ProjectSources } from './sources.ts';
import { toProjectModel } from './to-project.ts';
import type { Node } from './tree.ts';

export type { LoadRequest } from './load-request.ts';
export type { Sources } from './read-text.ts';

export interface LoadResult {
  /** Absent when there is an error among the diagnostics. */
  readonly project?: Project;
  /** The merged model before it became typed: for showing it with its variables, and for origins. */
  readonly tree?: Node;
  readonly origins: Origins;
  readonly diagnostics: readonly Diagnostic[];
  readonly variables: readonly VariableUse[];
  /** Remote files that are not on this machine, once for each place that names one. */
  readonly missing: readonly MissingRemote[];
  readonly declaredProfiles: readonly string[];
}

/** Loads a project; never throws on what the user wrote. */
export function loadProject(request: LoadRequest): LoadResult {
  const found = findSources(request);
  const session = new LoadSession(request);
  session.report(found.diagnostics);
  const named = nameProject(session, found);
  const scope = {
    workingDir: found.workingDir,
    environment: named.environment,
    includedBy: found.files.map((file) => file.path),
  };
  const loaded = loadModel(session, found.files, scope);
  const merged = mapAt(loaded)?.entries.size === 0 ? undefined : loaded;
  if (!merged && !hasErrors(session.diagnostics)) session.report([EMPTY]);
  if (!merged) return failed(session, merged);

  const sources = { ...found, environment: named.environment };
  const tree = finishTree(merged, { session, found: sources, name: named.shown });
  return finishProject(tree, { session, found: sources, name: named.shown });
}

/** The name alone, for commands that work from labels; undefined where a file that may hold it cannot be read. */
export function findName(request: LoadRequest): ProjectName | undefined {
  const found = findSources(request);
  const session = new LoadSession(request);
  session.report(found.diagnostics);
  const { name } = nameProject(session, found);
  return hasErrors(session.diagnostics) ? undefined : name;
}

function nameProject(session: LoadSession, found: ProjectSources) {
  const documents = found.files.flatMap((file) => session.parse(file));
  const { name, written, diagnostics } = decideName(session.request, found, documents);
  session.report(diagnostics);
  const isRaw = session.request.normalize === false || session.request.compatibility === true;
  const environment = new Map(found.environment);
  if (name) environment.set('COMPOSE_PROJECT_NAME', name);
  return { name, shown: isRaw ? written : (name ?? written), environment };
}

const EMPTY: Diagnostic = {
  code: 'empty-compose-file',
  severity: 'error',
  message: 'empty compose file',
  hint: 'Describe your containers below a first line "services:"',
};

const failed = (session: LoadSession, tree: Node | undefined): LoadResult => ({
  ...(tree && { tree }),
  origins: originsOf(tree),
  diagnostics: toldDiagnostics(session),
  variables: session.variables,
  missing: session.missing,
  declaredProfiles: [],
});

const toldDiagnostics = (session: LoadSession): readonly Diagnostic[] =>
  sortDiagnostics(
    hasErrors(session.diagnostics)
      ? withoutFollowUps(session.diagnostics, session.heirs)
      : session.diagnostics,
  );

interface Stage {
  readonly session: LoadSession;
  readonly found: ProjectSources;
  readonly name: string;
}

function finishTree(merged: Node, { session, found, name }: Stage): Node {
  const { request } = session;
  const withDefaults = addDefaults(merged);
  session.report(checkStructure(withDefaults));
  const resolved =
    request.resolvePaths === false
      ? withDefaults
      : resolvePaths(withDefaults, found.workingDir, request);
  if (request.normalize === false || request.compatibility) return resolved;
  return normalizeModel(resolved, {
    projectName: name,
    environment: found.environment,
    raw: request.interpolate === false,
  });
}

function finishProject(tree: Node, stage: Stage): LoadResult {
  const { session, found } = stage;
  const { request } = session;
  const origins = originsOf(tree);
  const decoded: Diagnostic[] = [];
  const model = toProjectModel(tree, { diagnostics: decoded, trail: undefined });
  // Text with variables in it is not of the type it will have.
  if (request.interpolate !== false) session.report(decoded);
  const names = request.services.filter((name) => !isPattern(name));
  const declared = declaredProfiles(model.services);
  session.report(unknownProfiles(request.profiles, declared));
  const profiles = withProfilesOf(model.services, names, found.profiles);
  const whole = { ...model, ...enableByProfile(model.services, profiles) };
  const selected = selectServices(whole, request.services, request.withoutDependencies === true);
  session.report(selected.diagnostics);
  const usual = enableByProfile(model.services, found.profiles).services;
  session.report(problemsOf(whole, { ...usual, ...selected.services }, { request, origins }));
  if (checksConsistency(request)) session.report(checkSelection(selected.services, origins));
  const kept = {
    ...whole,
    services: selected.services,
    disabledServices: selected.disabledServices,
  };
  const used = request.allResources ? kept : dropUnused(kept);
  const services = readFiles(used, origins, stage);
  const project: Project = {
    ...used,
    services,
    name: stage.name as ProjectName,
    workingDir: found.workingDir,
    composeFiles: found.files.map((file) => file.path),
    envFiles: found.envFiles,
    environment: toRecord(new Map([...session.lent, ...found.environment])),
  };
  return {
    ...(!hasErrors(session.diagnostics) && { project }),
    tree,
    origins,
    diagnostics: toldDiagnostics(session),
    variables: session.variables,
    missing: session.missing,
    declaredProfiles: declared,
  };
}

const checksConsistency = ({ checkConsistency, interpolate }: LoadRequest): boolean =>
  checkConsistency !== false && interpolate !== false;

/** What is enabled only because a named service shares its profile need not fit together: it is not among `services`. */
function problemsOf(
  whole: CheckedProject,
  services: CheckedProject['services'],
  { request, origins }: { readonly request: LoadRequest; readonly origins: Origins },
): readonly Diagnostic[] {
  if (!checksConsistency(request)) return [];
  const problems = checkProject(whole, services, origins);
  return request.allowsDisabled === true
    ? problems.filter(({ code }) => code !== 'disabled-dependency')
    : problems;
}

function readFiles(
  project: CheckedProject,
  origins: Origins,
  { session, found }: Stage,
): Readonly<Record<string, Service>> {
  const { request } = session;
  if (request.resolveEnvironment === false || request.interpolate === false)
    return project.services;
  const diagnostics: Diagnostic[] = [];
  const context = {
    sources: request.sources,
    environment: found.environment,
    directory: request.cwd,
    origins,
    diagnostics,
  };
  const services = Object.create(null) as Record<string, Service>;
  for (const [name, service] of Object.entries(project.services)) {
    services[name] = resolveServiceFiles(name, service, context);
  }
  session.report(diagnostics);
  return services;
}

function toRecord(environment: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  const record = Object.create(null) as Record<string, string>;
  for (const [name, value] of environment) record[name] = value;
  return record;
}

/** Which files a project is made of, where its directory is, and what its environment holds. */
import { posix } from 'node:path';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { LoadRequest } from './load-request.ts';
import { absolute } from './paths.ts';
import { DEFAULT_NAMES, locateFile, shownPath } from './locate-file.ts';
import type { ComposeFile } from './locate-file.ts';
import {
  addEnvFiles,
  checkDisableFlag,
  defaultEnvFile,
  namedEnvFiles,
  processEnvironment,
} from './project-environment.ts';
import type { Environment } from './project-environment.ts';

export interface ProjectSources {
  readonly files: readonly ComposeFile[];
  /** Absolute: on this machine, also when files are remote. Names the project and holds its `.env`. */
  readonly ownDirectory: string;
  /** Absolute: the base of relative paths. */
  readonly workingDir: string;
  readonly environment: Environment;
  /** Env files that the user named; empty when the default was used. */
  readonly envFiles: readonly string[];
  /** Active profiles. */
  readonly profiles: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

const OVERRIDE_NAMES = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
];

/** Finds everything that is known before a compose file is read. */
export function findSources(request: LoadRequest): ProjectSources {
  const diagnostics: Diagnostic[] = [...checkDisableFlag(request)];
  const named = namedEnvFiles(request);
  const given = request.files.filter((file) => file !== '');
  let environment = processEnvironment(request);
  let loaded: readonly string[] = [];
  const addEnvironment = (directory: string) => {
    const paths = named.length > 0 ? named : defaultEnvFile(request, directory);
    if (paths.every((path) => loaded.includes(path))) return;
    const result = addEnvFiles(request, environment, paths);
    environment = result.environment;
    loaded = paths;
    diagnostics.push(...result.diagnostics);
  };

  addEnvironment(directoryOf(request, toComposeFiles(request, given)));
  const found = findFiles(request, given, environment);
  diagnostics.push(...found.diagnostics);
  const ownDirectory = directoryOf(request, found.files);
  addEnvironment(ownDirectory);
  const profiles = activeProfiles(request, environment);
  return {
    files: found.files,
    ownDirectory,
    workingDir: workingDirOf(found.files, ownDirectory),
    environment,
    envFiles: named,
    profiles,
    diagnostics,
  };
}

interface FoundFiles {
  readonly files: readonly ComposeFile[];
  readonly diagnostics: readonly Diagnostic[];
}

function findFiles(
  request: LoadRequest,
  given: readonly string[],
  environment: Environment,
): FoundFiles {
  if (given.length > 0) return { files: toComposeFiles(request, given), diagnostics: [] };
  const listed = environment.get('COMPOSE_FILE') ?? '';
  if (listed !== '') {
    const separator = environment.get('COMPOSE_PATH_SEPARATOR') || ':';
    const paths = listed.split(separator).filter((path) => path !== '');
    return { files: toComposeFiles(request, paths), diagnostics: [] };
  }
  return findDefaultFiles(request, directoryOf(request, []));
}

/** Upward from `start`: the first directory with a file of a default name, and the override beside it. */
function findDefaultFiles(request: LoadRequest, start: string): FoundFiles {
  for (let directory = start; ; directory = posix.dirname(directory)) {
    const bases = existing(request, directory, DEFAULT_NAMES);
    const [base] = bases;
    if (base !== undefined) {
      const files = [base, ...existing(request, directory, OVERRIDE_NAMES).slice(0, 1)];
      return {
        files: files.map((path) => ({ path, shown: shownPath(path, request.cwd) })),
        diagnostics: bases.length > 1 ? [severalFiles(bases)] : [],
      };
    }
    if (posix.dirname(directory) === directory) return { files: [], diagnostics: [noFile(start)] };
  }
}

const existing = (request: LoadRequest, directory: string, names: readonly string[]) =>
  names
    .map((name) => posix.join(directory, name))
    .filter((path) => request.sources.stat(path) !== undefined);

const toComposeFiles = (request: LoadRequest, paths: readonly string[]): readonly ComposeFile[] =>
  paths.map((path) => {
    if (path === '-') return { path, shown: path };
    const file = locateFile(request, path, request.cwd);
    return file.isRemote ? file : { ...file, shown: path };
  });

function directoryOf(request: LoadRequest, files: readonly ComposeFile[]): string {
  if (request.projectDirectory) return absolute(request.projectDirectory, request.cwd);
  const first = files.find((file) => file.path !== '-');
  return first && !first.isRemote ? posix.dirname(first.path) : request.cwd;
}

/** A remote file takes its directory with it, wherever it stands among the files. */
function workingDirOf(files: readonly ComposeFile[], ownDirectory: string): string {
  const remote = files.find((file) => file.isRemote && !file.problem);
  return remote ? posix.dirname(remote.path) : ownDirectory;
}

function activeProfiles(request: LoadRequest, environment: Environment): readonly string[] {
  if (request.profiles.length > 0) return request.profiles;
  return (environment.get('COMPOSE_PROFILES') ?? '').split(',').map((profile) => profile.trim());
}

const severalFiles = (paths: readonly string[]): Diagnostic => ({
  code: 'several-compose-files',
  severity: 'warning',
  message: `Several compose files are here: ${paths.map((path) => posix.basename(path)).join(', ')}; using "${paths[0]}"`,
  hint: 'Name the wanted files with -f, or remove the others',
});

const noFile = (directory: string): Diagnostic => ({
  code: 'no-compose-file',
  severity: 'error',
  message: 'no configuration file provided: not found',
  hint: `Looked for ${DEFAULT_NAMES.join(', ')} in "${directory}" and all directories above it; name another file with -f`,
});

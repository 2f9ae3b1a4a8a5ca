import { posix } from 'node:path';
import type { Diagnostic } from '../model/diagnostic.ts';
import { parseDotenv } from './dotenv.ts';
import type { LoadRequest } from './load-request.ts';
import { absolute, expandHome } from './paths.ts';
import { readText } from './read-text.ts';
import type { ReadFailure } from './read-text.ts';

export type Environment = ReadonlyMap<string, string>;

export interface EnvironmentResult {
  readonly environment: Environment;
  readonly diagnostics: readonly Diagnostic[];
}

/** The process's environment with `PWD` at the working directory. */
export function processEnvironment(request: LoadRequest): Environment {
  const environment = new Map<string, string>();
  for (const [name, value] of Object.entries(request.env)) {
    if (value !== undefined) environment.set(name, value);
  }
  return environment.set('PWD', request.cwd);
}

/** Absolute paths of the env files that the user named; empty when the default `.env` applies. */
export function namedEnvFiles(request: LoadRequest): readonly string[] {
  const named = request.envFiles.filter((path) => path !== '');
  const paths = named.length > 0 ? named : (request.env['COMPOSE_ENV_FILES'] ?? '').split(',');
  return paths
    .filter((path) => path !== '')
    .map((path) => absolute(expandHome(path, request.home), request.cwd));
}

/** Adds env files below what is already known: of the files, a later one wins. */
export function addEnvFiles(
  request: LoadRequest,
  environment: Environment,
  paths: readonly string[],
): EnvironmentResult {
  const diagnostics: Diagnostic[] = [];
  const added = new Map<string, string>();
  const lookups = {
    lookup: (name: string) => environment.get(name),
    earlier: (name: string) => added.get(name),
  };
  for (const path of paths) {
    const result = readText(request.sources, { path, shown: path, mayBePipe: true });
    if ('failure' in result) {
      diagnostics.push(envFileProblem(path, result.failure));
      continue;
    }
    const parsed = parseDotenv(result.source.text, path, lookups);
    diagnostics.push(...parsed.diagnostics);
    for (const [name, value] of parsed.values) added.set(name, value);
  }
  return { environment: new Map([...added, ...environment]), diagnostics };
}

/** The `.env` of a directory, unless there is none or the user turned it off. */
export function defaultEnvFile(request: LoadRequest, directory: string): readonly string[] {
  if (readBoolean(request.env['COMPOSE_DISABLE_ENV_FILE']) === true) return [];
  const path = posix.join(directory, '.env');
  const kind = request.sources.stat(path)?.kind;
  return kind === undefined || kind === 'directory' ? [] : [path];
}

/** A problem when `COMPOSE_DISABLE_ENV_FILE` is not a boolean. */
export function checkDisableFlag(request: LoadRequest): readonly Diagnostic[] {
  const value = request.env['COMPOSE_DISABLE_ENV_FILE'];
  if (value === undefined || readBoolean(value) !== undefined) return [];
  return [
    {
      code: 'bad-environment-variable',
      severity: 'error',
      message: `COMPOSE_DISABLE_ENV_FILE must be true or false, not "${value}"`,
    },
  ];
}

const TRUE = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);
const FALSE = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False']);

function readBoolean(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  return TRUE.has(text) ? true : FALSE.has(text) ? false : undefined;
}

const envFileProblem = (path: string, { code, why }: ReadFailure): Diagnostic => ({
  code: 'env-file-not-found',
  severity: 'error',
  message:
    code === 'file-not-found' ? `couldn't find env file: ${path}` : `The env file "${path}" ${why}`,
  hint: 'Check the path given by --env-file or COMPOSE_ENV_FILES',
});

/** docker's own configuration file: what of it concerns the way to the engine and to registries. */
import { FileError, type Files } from '../host/host.ts';
import { EngineError } from '../model/engine-error.ts';
import { isObject, type JsonObject, type JsonValue } from '../model/json.ts';
import type { StringMap } from '../model/service.ts';

export interface DockerConfig {
  /** `DOCKER_CONFIG`, or `.docker` in the home directory. */
  readonly directory: string;
  readonly currentContext?: string;
  readonly httpHeaders: StringMap;
  readonly auths: JsonObject;
  readonly credsStore?: string;
  readonly credHelpers: StringMap;
  /** Proxies for containers and builds: `default`, or by the engine's address. */
  readonly proxies: JsonObject;
}

export interface DockerConfigSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly files: Files;
}

/** A missing file is an empty one; a broken one throws `EngineError` that names it. */
export function readDockerConfig({ env, home, files }: DockerConfigSources): DockerConfig {
  const given = env['DOCKER_CONFIG'];
  const directory = given === undefined || given === '' ? `${home}/.docker` : given;
  const data = readJsonFile(files, `${directory}/config.json`) ?? {};
  return {
    directory,
    ...textField(data, 'currentContext'),
    httpHeaders: stringMap(data['HttpHeaders']),
    auths: isObject(data['auths']) ? data['auths'] : {},
    ...textField(data, 'credsStore'),
    credHelpers: stringMap(data['credHelpers']),
    proxies: isObject(data['proxies']) ? data['proxies'] : {},
  };
}

/** Undefined when there is no such file, or one that may not be read: docker goes on without it, too. */
export function readJsonFile(files: Files, path: string): JsonObject | undefined {
  try {
    if (files.stat(path) === undefined) return undefined;
    return parseJsonObject(new TextDecoder().decode(files.read(path)), path);
  } catch (error) {
    if (error instanceof FileError && ['EACCES', 'ENOTDIR'].includes(error.code)) return undefined;
    throw error;
  }
}

/** Throws `EngineError` that names `source`; never shows the text, which may hold passwords. */
export function parseJsonObject(text: string, source: string): JsonObject {
  const data = tryParse(text);
  if (data === undefined || !isObject(data)) {
    const reason = `${source} is not a JSON object`;
    throw new EngineError({ kind: 'unreachable', request: 'connect', text: reason });
  }
  return data;
}

function tryParse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

function textField<K extends string>(data: JsonObject, key: K): { readonly [P in K]?: string } {
  const value = data[key];
  return typeof value === 'string' ? ({ [key]: value } as { readonly [P in K]?: string }) : {};
}

function stringMap(value: JsonValue | undefined): StringMap {
  if (value === undefined || !isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}

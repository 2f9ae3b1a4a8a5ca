/** Env files and label files of the services that run, read into `environment` and `labels`. */
import type { Diagnostic, Place } from '../model/diagnostic.ts';
import type { Origins } from '../model/project.ts';
import type { EnvFile, Service } from '../model/service.ts';
import { parseDotenv, parseRawEnv } from './dotenv.ts';
import type { Environment } from './project-environment.ts';
import { absolute } from './paths.ts';
import { readText } from './read-text.ts';
import type { Sources } from './read-text.ts';

export interface ResolveContext {
  readonly sources: Sources;
  readonly environment: Environment;
  /** What a path that was not made absolute starts from. */
  readonly directory: string;
  readonly origins: Origins;
  readonly diagnostics: Diagnostic[];
}

/** The service with the variables and labels that its files hold; what it says itself wins. */
export function resolveServiceFiles(
  name: string,
  service: Service,
  context: ResolveContext,
): Service {
  const { env_file: envFiles, label_file: labelFiles, ...rest } = service;
  if (!envFiles && !labelFiles) return service;
  const result: { -readonly [K in keyof Service]: Service[K] } = rest;
  if (envFiles) {
    const own = service.environment ?? {};
    const read = new Reading(
      context,
      (key) => context.environment.get(key) ?? own[key] ?? undefined,
    );
    for (const [i, file] of envFiles.entries())
      read.add(file, ['services', name, 'env_file', i, 'path']);
    result.environment = overlay(read.values, own);
  }
  if (labelFiles) {
    const read = new Reading(context, () => undefined);
    for (const [i, path] of labelFiles.entries())
      read.add({ path }, ['services', name, 'label_file', i]);
    result.labels = overlay(read.values, service.labels ?? {});
  }
  return result;
}

function overlay<V>(
  base: ReadonlyMap<string, V>,
  own: Readonly<Record<string, V>>,
): Readonly<Record<string, V>> {
  const result = Object.create(null) as Record<string, V>;
  for (const [key, value] of base) result[key] = value;
  for (const [key, value] of Object.entries(own)) result[key] = value;
  return result;
}

/** Reads files one after the other; a later one wins, and may refer to what earlier ones said. */
class Reading {
  readonly values = new Map<string, string>();
  readonly #context: ResolveContext;
  readonly #outer: (name: string) => string | undefined;

  constructor(context: ResolveContext, outer: (name: string) => string | undefined) {
    this.#context = context;
    this.#outer = outer;
  }

  add(file: EnvFile, at: readonly (string | number)[]): void {
    const { sources, directory, origins } = this.#context;
    const path = absolute(file.path, directory);
    const place = origins.placeOf(at);
    const result = readText(sources, { path, shown: file.path });
    if ('failure' in result) {
      const { code, why } = result.failure;
      if (code === 'file-not-found' && file.required === false) return;
      const isMissingEnvFile = code === 'file-not-found' && at.includes('env_file');
      this.#report(
        isMissingEnvFile
          ? { code, message: `env file ${file.path} not found`, place, hint: MISSING_ENV_FILE }
          : { code, message: `The file "${file.path}" ${why}`, place },
      );
      return;
    }
    const parse = PARSERS.get(file.format ?? '');
    if (!parse) {
      this.#report({
        code: 'unknown-env-format',
        message: `The format "${file.format ?? ''}" is unknown`,
        place,
        hint: 'Use "raw", or leave "format" out',
      });
      return;
    }
    const parsed = parse(result.source.text, file.path, {
      lookup: this.#outer,
      earlier: (name) => this.values.get(name),
    });
    this.#context.diagnostics.push(...parsed.diagnostics);
    for (const [name, value] of parsed.values) this.values.set(name, value);
  }

  #report({
    code,
    message,
    place,
    hint,
  }: {
    readonly code: string;
    readonly message: string;
    readonly place: Place | undefined;
    readonly hint?: string;
  }): void {
    this.#context.diagnostics.push({
      code,
      severity: 'error',
      message,
      ...(place && { at: place }),
      ...(hint !== undefined && { hint }),
    });
  }
}

const MISSING_ENV_FILE =
  'Create it, correct the path, or write it as "path: …" with "required: false" beside it';

const PARSERS = new Map([
  ['', parseDotenv],
  ['raw', parseRawEnv],
]);

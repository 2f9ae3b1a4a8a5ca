/** Branded names and the rules by which Docker Compose builds them. */

declare const brand: unique symbol;
type Brand<T, B extends string> = T & { readonly [brand]: B };

export type ProjectName = Brand<string, 'ProjectName'>;
export type ContainerId = Brand<string, 'ContainerId'>;

export const containerId = (text: string): ContainerId => text as ContainerId;

const VALID_PROJECT_NAME = /^[a-z0-9][a-z0-9_-]*$/;

/** The name if it is a valid project name as written, else undefined. */
export function projectName(text: string): ProjectName | undefined {
  return VALID_PROJECT_NAME.test(text) ? (text as ProjectName) : undefined;
}

/** Lower-cases, drops what is not allowed and trims leading `_` and `-`; undefined when nothing is left. */
export function normalizeProjectName(text: string): ProjectName | undefined {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '')
    .replace(/^[_-]+/, '');
  return name === '' ? undefined : (name as ProjectName);
}

/** `-`, or `_` as Docker Compose 1 wrote it (`--compatibility`). */
export type NameSeparator = '-' | '_';

export interface ReplicaKey {
  readonly project: string;
  readonly service: string;
  readonly number: number;
}

export function containerName(key: ReplicaKey, separator: NameSeparator = '-'): string {
  return `${key.project}${separator}${key.service}${separator}${key.number}`;
}

/** The name of the image built for a service that names none. */
export function builtImageName(
  project: string,
  service: string,
  separator: NameSeparator = '-',
): string {
  return `${project}${separator}${service}`;
}

const TEMPORARY = /^[0-9a-f]{12}_/;

/** The name a replacement has until its predecessor has stopped: twelve hex digits of the old id in front. */
export function temporaryName(oldId: string, name: string): string {
  return `${oldId.slice(0, 12)}_${name}`;
}

export const isTemporaryName = (name: string): boolean => TEMPORARY.test(name);

/** Container name as people see it in logs: without the project when it follows the pattern, else whole. */
export function shortContainerName(name: string, project: string): string {
  const prefix = `${project}-`;
  return name.startsWith(prefix) && /-\d+$/.test(name) ? name.slice(prefix.length) : name;
}

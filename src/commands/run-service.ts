/** The service as `run` changes it. */
import type { Host } from '../host/host.ts';
import { parseDotenv } from '../load/dotenv.ts';
import { absolute, cleanTarget, expandHome, isAbsolutePath } from '../load/paths.ts';
import { parseMount } from '../model/mount-syntax.ts';
import { parsePort } from '../model/port-syntax.ts';
import type { Project } from '../model/project.ts';
import type { Mount, PortMapping, Service, StringMap } from '../model/service.ts';
import { splitShellWords } from '../model/shell-words.ts';
import { hasErrors } from '../model/diagnostic.ts';
import { UserError } from './context.ts';
import type { RunFlags } from './run-flags.ts';

export interface RunChoices {
  readonly given: RunFlags;
  /** The command; empty: the service's own. */
  readonly words: readonly string[];
  readonly tty: boolean;
  readonly host: Pick<Host, 'cwd' | 'files' | 'home'>;
  readonly environment: Project['environment'];
}

/** One container that nobody restarts, with ports only where they were asked for. Throws `UserError`. */
export function serviceToRun(service: Service, choices: RunChoices): Service {
  const { given } = choices;
  return {
    ...withoutReplicas(service),
    ...program(choices),
    ...capabilities(service, given),
    tty: choices.tty,
    stdin_open: given.interactive,
    ports: given.servicePorts === true ? (service.ports ?? []) : given.publish.flatMap(portsOf),
    environment: { ...service.environment, ...readVariables(choices) },
    labels: { ...service.labels, ...Object.fromEntries(given.label.map(labelOf)) },
    volumes: addMounts(
      service.volumes ?? [],
      given.volume.map((text) => mountOf(text, choices)),
    ),
    ...(given.user === undefined ? {} : { user: given.user }),
    ...(given.workdir === undefined ? {} : { working_dir: given.workdir }),
  };
}

/** A one-off has a name of its own, ends when its program does, and runs no hooks but those that follow its start. */
function withoutReplicas(service: Service): Service {
  const {
    container_name: _,
    restart: _restart,
    pre_start: _before,
    pre_stop: _pre,
    ...rest
  } = service;
  if (rest.deploy?.restart_policy === undefined) return rest;
  const { restart_policy: _policy, ...deploy } = rest.deploy;
  return { ...rest, deploy };
}

function program({ given, words }: RunChoices): Service {
  const command = words.length > 0 ? { command: words } : {};
  if (given.entrypoint === undefined) return command;
  const split = splitShellWords(given.entrypoint);
  if ('error' in split) throw new UserError(`invalid --entrypoint: ${split.error}`);
  // arguments of the old program mean nothing to the new one
  return { entrypoint: split.words, command: [], ...command };
}

function capabilities(service: Service, { capAdd, capDrop }: RunFlags): Service {
  const added = [...(service.cap_add ?? []), ...capAdd].filter((cap) => !capDrop.includes(cap));
  const dropped = [...(service.cap_drop ?? []).filter((cap) => !capAdd.includes(cap)), ...capDrop];
  return {
    ...(added.length === 0 && service.cap_add === undefined ? {} : { cap_add: added }),
    ...(dropped.length === 0 && service.cap_drop === undefined ? {} : { cap_drop: dropped }),
  };
}

function portsOf(text: string): readonly PortMapping[] {
  const parsed = parsePort(text);
  if ('error' in parsed) throw new UserError(`invalid --publish "${text}": ${parsed.error}`);
  return parsed.ports;
}

function labelOf(text: string): readonly [string, string] {
  const equals = text.indexOf('=');
  if (equals < 0) throw new UserError('label must be set as KEY=VALUE');
  return [text.slice(0, equals), text.slice(equals + 1)];
}

function mountOf(text: string, { host }: RunChoices): Mount {
  const parsed = parseMount(text);
  if ('error' in parsed) throw new UserError(`invalid --volume "${text}": ${parsed.error}`);
  const mount = { ...parsed.mount, target: cleanTarget(parsed.mount.target) };
  if (mount.type !== 'bind' || mount.source === undefined) return mount;
  return { ...mount, source: hostPath(mount.source, host) };
}

function hostPath(path: string, { cwd, home }: RunChoices['host']): string {
  const expanded = expandHome(path, home);
  return isAbsolutePath(expanded) ? expanded : absolute(expanded, cwd);
}

/** What is mounted by a flag takes the place of what the service mounts there. */
const addMounts = (mounts: readonly Mount[], added: readonly Mount[]): readonly Mount[] => [
  ...mounts.filter((mount) => !added.some(({ target }) => target === mount.target)),
  ...added,
];

/** `--env` wins over files, and of those the first; a bare name takes its value from the project’s environment. */
function readVariables({ given, host, environment }: RunChoices): StringMap {
  const variables = new Map<string, string>();
  for (const entry of given.env) {
    const equals = entry.indexOf('=');
    const name = equals < 0 ? entry : entry.slice(0, equals);
    const value = equals < 0 ? environment[entry] : entry.slice(equals + 1);
    if (value !== undefined) variables.set(name, value);
  }
  for (const path of given.envFromFile)
    for (const [name, value] of readFile(path, host, variables))
      if (!variables.has(name)) variables.set(name, value);
  return Object.fromEntries(variables);
}

function readFile(
  path: string,
  host: RunChoices['host'],
  known: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const file = hostPath(path, host);
  const text = new TextDecoder().decode(host.files.read(file));
  const { values, diagnostics } = parseDotenv(text, file, (name) => known.get(name));
  if (hasErrors(diagnostics)) throw new UserError(`${path} cannot be read`, diagnostics);
  return values;
}

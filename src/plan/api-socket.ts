/** `use_api_socket`: the engine's socket and the user's logins in the containers of a service. */
import type { Origins, Project } from '../model/project.ts';
import type { Service } from '../model/service.ts';
import type { PlanDraft } from './plan-draft.ts';

/** The key of the config that holds the logins; no file can have one of that name. */
export const API_SOCKET_CONFIG = '#apisocket';

const SOCKET = '/var/run/docker.sock';
const CONFIG_FOLDER = '/run/secrets/docker';
const UNIX = /^unix:\/\//;

export interface ApiSocket {
  /** Of the engine, such as `unix:///var/run/docker.sock`. */
  readonly address: string;
  /** Text of docker's configuration file; known only while the plan is carried out. */
  readonly credentials?: string;
}

/** The project with what such services get, in the words of Docker Compose: it is part of their hash. */
export function withApiSocket(
  project: Project,
  { address, credentials = '{}' }: ApiSocket,
): Project {
  const keys = usersOf(project);
  if (keys.length === 0) return project;
  const socket = address.replace(UNIX, '');
  const changed = keys.map(
    (key) => [key, withSocket(project.services[key] ?? {}, socket)] as const,
  );
  const config = { name: API_SOCKET_CONFIG, content: credentials };
  return {
    ...project,
    services: { ...project.services, ...Object.fromEntries(changed) },
    configs: { ...project.configs, [API_SOCKET_CONFIG]: config },
  };
}

const usersOf = ({ services }: Project): readonly string[] =>
  Object.keys(services).filter((key) => services[key]?.use_api_socket === true);

/** A service that names a folder for docker's configuration itself keeps it. */
function withSocket(service: Service, socket: string): Service {
  const { environment = {}, volumes = [], configs = [] } = service;
  return {
    ...service,
    environment: { DOCKER_CONFIG: CONFIG_FOLDER, ...environment },
    volumes: [...volumes, { type: 'bind', source: socket, target: SOCKET }],
    configs: [...configs, { source: API_SOCKET_CONFIG, target: `${CONFIG_FOLDER}/config.json` }],
  };
}

/** Only a socket of this machine can be mounted. */
export function reportApiSocket(
  project: Project,
  { address, placeOf }: Pick<ApiSocket, 'address'> & { readonly placeOf: Origins['placeOf'] },
  draft: PlanDraft,
): void {
  if (UNIX.test(address)) return;
  for (const key of usersOf(project)) {
    const path = ['services', key, 'use_api_socket'];
    const at = placeOf(path);
    draft.report({
      code: 'api-socket-not-local',
      severity: 'error',
      message: `service "${key}" uses the engine’s socket, and the engine is reached at ${address}`,
      path: path.join('.'),
      ...(at === undefined ? {} : { at }),
      hint: 'use an engine with a Unix socket, or remove `use_api_socket`',
    });
  }
}

interface Login {
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
}

/** docker's configuration file with these logins, by registry. */
export function renderCredentials(logins: Readonly<Record<string, Login>>): string {
  const auths = Object.entries(logins)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([registry, login]) => [registry, authOf(login)]);
  return JSON.stringify({ auths: Object.fromEntries(auths) as object }, null, '\t');
}

function authOf({ username = '', password = '', identitytoken }: Login): object {
  if (identitytoken !== undefined) return { identitytoken };
  return { auth: Buffer.from(`${username}:${password}`).toString('base64') };
}

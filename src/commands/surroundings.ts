/** What plans take from this machine besides the compose files. */
import { isAbsolute, join } from 'node:path';
import { readDockerConfig } from '../engine/docker-config.ts';
import { proxyEnvironment } from '../engine/proxy-environment.ts';
import { FileError } from '../host/host.ts';
import type { Project } from '../model/project.ts';
import type { StringMap } from '../model/service.ts';
import { seccompFiles } from '../plan/request/security.ts';
import { type Context, UserError } from './context.ts';

export interface Surroundings {
  /** From docker's configuration file. */
  readonly proxyEnvironment: StringMap;
  /** Text of seccomp profiles, by path as written. */
  readonly seccompProfiles: StringMap;
}

/** Reads what the services refer to; throws `UserError` for a profile that cannot be read. */
export async function readSurroundings(context: Context, project: Project): Promise<Surroundings> {
  return {
    proxyEnvironment: await readProxies(context),
    seccompProfiles: readProfiles(context, project),
  };
}

/** Proxy variables that containers of the engine get. */
export async function readProxies(context: Context): Promise<StringMap> {
  const engine = await context.engine();
  const { proxies } = readDockerConfig(context.host);
  return proxyEnvironment(proxies, engine.address);
}

function readProfiles({ host }: Context, project: Project): StringMap {
  const paths = Object.values(project.services).flatMap(seccompFiles);
  return Object.fromEntries(
    paths.map((path) => {
      const absolute = isAbsolute(path) ? path : join(project.workingDir, path);
      try {
        return [path, new TextDecoder().decode(host.files.read(absolute))];
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        throw new UserError(`opening seccomp profile (${path}) failed: ${error.message}`);
      }
    }),
  );
}

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
  /** When the newest file of a build context changed, by service; absent where that is not known. */
  readonly contextTimes: Readonly<Record<string, number>>;
}

/** Reads what the services refer to; throws `UserError` for a profile that cannot be read. */
export async function readSurroundings(context: Context, project: Project): Promise<Surroundings> {
  const engine = await context.engine();
  const { proxies } = readDockerConfig(context.host);
  return {
    proxyEnvironment: proxyEnvironment(proxies, engine.address),
    seccompProfiles: readProfiles(context, project),
    contextTimes: await readContextTimes(project),
  };
}

async function readContextTimes({ services }: Project): Promise<Readonly<Record<string, number>>> {
  const times: Record<string, number> = Object.create(null) as Record<string, number>;
  for (const [key, { build }] of Object.entries(services)) {
    const directory = build?.context;
    if (directory === undefined || !isAbsolute(directory)) continue;
    const { newestChange } = await import('../engine/build-context.ts');
    const { dockerfile } = build ?? {};
    const time = newestChange(directory, dockerfile === undefined ? {} : { dockerfile });
    if (time !== undefined) times[key] = time;
  }
  return times;
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

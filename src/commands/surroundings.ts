/** What plans take from this machine besides the compose files. */
import { hash } from 'node:crypto';
import { isAbsolute, join } from 'node:path';
import { readDockerConfig } from '../engine/docker-config.ts';
import { proxyEnvironment } from '../engine/proxy-environment.ts';
import { FileError, type Host } from '../host/host.ts';
import type { Project } from '../model/project.ts';
import type { StringMap } from '../model/service.ts';
import type { FileSums } from '../plan/request/file-digests.ts';
import { fileUses, isInjected } from '../plan/request/file-mounts.ts';
import { seccompFiles } from '../plan/request/security.ts';
import { type Context, UserError } from './context.ts';

export interface Surroundings {
  /** From docker's configuration file. */
  readonly proxyEnvironment: StringMap;
  /** Text of seccomp profiles, by path as written. */
  readonly seccompProfiles: StringMap;
  /** When the newest file of a build context changed, by service; absent where that is not known. */
  readonly contextTimes: Readonly<Record<string, number>>;
  /** What the files behind secrets and configs hold. */
  readonly fileSums: FileSums;
}

/** Reads what the services refer to; throws `UserError` for a profile that cannot be read. */
export async function readSurroundings(context: Context, project: Project): Promise<Surroundings> {
  return {
    proxyEnvironment: await readProxies(context),
    seccompProfiles: readProfiles(context, project),
    fileSums: readFileSums(context.host, project),
    contextTimes: await readContextTimes(project),
  };
}

/** Proxy variables that containers of the engine get. */
export async function readProxies(context: Context): Promise<StringMap> {
  const engine = await context.engine();
  const { proxies } = readDockerConfig(context.host);
  return proxyEnvironment(proxies, engine.address);
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

/** Of regular files that can be read: what a folder holds is seen in the container as it is. */
export function readFileSums({ files }: Pick<Host, 'files'>, project: Project): FileSums {
  const paths = Object.values(project.services)
    .flatMap((service) => fileUses(project, service))
    .flatMap((use) => (isInjected(use) ? [] : (use.object.file ?? [])));
  return Object.fromEntries(
    [...new Set(paths)].flatMap((path) => {
      try {
        if (files.stat(path)?.kind !== 'file') return [];
        return [[path, hash('sha256', files.read(path))]];
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        return [];
      }
    }),
  );
}

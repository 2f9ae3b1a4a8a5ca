/** Global flags and host → what is asked of the loader. */
import type { GlobalFlags } from '../cli/global-flags.ts';
import type { Host } from '../host/host.ts';
import type { LoadRequest } from '../load/load-request.ts';
import type { LoadChoices } from './context.ts';
import { UserError } from './context.ts';
import { isTruthy } from './settings.ts';

/** Throws `UserError` when two flags name the project directory. */
export function makeLoadRequest(
  host: Host,
  globals: GlobalFlags,
  choices: LoadChoices = {},
): LoadRequest {
  const { projectName, workdir, projectDirectory = workdir } = globals;
  if (workdir !== undefined && globals.projectDirectory !== undefined) {
    throw new UserError('--workdir and --project-directory are the same, use only one');
  }
  return {
    sources: host.files,
    cwd: host.cwd,
    home: host.home,
    env: host.env,
    files: globals.file,
    envFiles: globals.envFile,
    ...(projectName !== undefined && { projectName }),
    ...(projectDirectory !== undefined && { projectDirectory }),
    profiles: globals.profile,
    services: [],
    ...choices,
    allResources: globals.allResources ?? false,
    compatibility: globals.compatibility ?? isTruthy(host.env['COMPOSE_COMPATIBILITY']),
  };
}

/** The environment, with the `COMPOSE_…` variables that only the project's env files set. */
export async function withProjectVariables(host: Host, globals: GlobalFlags): Promise<Host> {
  const { findSources } = await import('../load/sources.ts');
  const { environment } = findSources(makeLoadRequest(host, globals));
  const added = [...environment].filter(
    ([name]) => name.startsWith('COMPOSE_') && host.env[name] === undefined,
  );
  return added.length === 0
    ? host
    : { ...host, env: { ...host.env, ...Object.fromEntries(added) } };
}

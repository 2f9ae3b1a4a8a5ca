import type { Project } from '../model/project.ts';
import { renderCredentials, withApiSocket } from '../plan/api-socket.ts';
import { injectedArchives } from '../plan/request/injected-files.ts';
import type { StepOf } from '../plan/step.ts';
import { type ApplyContext, idOf } from './context.ts';

/** Copies secrets and configs into the container; their contents never touch a disk of this machine. */
export const putFiles = (step: StepOf<'putFiles'>, context: ApplyContext): Promise<void> =>
  putServiceFiles(idOf(context, step.container), step.service, context);

/** As `putFiles`, for any container that stands for the service. */
export async function putServiceFiles(
  id: string,
  key: string,
  context: ApplyContext,
): Promise<void> {
  const project = await projectFor(key, context);
  const service = project?.services[key];
  if (project === undefined || service === undefined) return;
  for (const { path, tar } of injectedArchives(project, service))
    await context.engine.putArchive(id, path, tar, { signal: context.deadline });
}

/** Logins are asked for only when a container gets them. */
async function projectFor(
  key: string,
  { project, engine, keptLogins }: ApplyContext,
): Promise<Project | undefined> {
  if (project?.services[key]?.use_api_socket !== true) return project;
  const credentials = renderCredentials((await keptLogins?.()) ?? {});
  return withApiSocket(project, { address: engine.address, credentials });
}

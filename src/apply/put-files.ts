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
  const service = context.project?.services[key];
  if (context.project === undefined || service === undefined) return;
  for (const { path, tar } of injectedArchives(context.project, service))
    await context.engine.putArchive(id, path, tar, { signal: context.deadline });
}

import { injectedArchives } from '../plan/request/injected-files.ts';
import type { StepOf } from '../plan/step.ts';
import { type ApplyContext, idOf } from './context.ts';

/** Copies secrets and configs into the container; their contents never touch a disk of this machine. */
export async function putFiles(step: StepOf<'putFiles'>, context: ApplyContext): Promise<void> {
  const service = context.project?.services[step.service];
  if (context.project === undefined || service === undefined) return;
  const id = idOf(context, step.container);
  for (const { path, tar } of injectedArchives(context.project, service))
    await context.engine.putArchive(id, path, tar, { signal: context.deadline });
}

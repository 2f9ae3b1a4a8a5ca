/** What `build` shows instead of building: the builds as a bake file, or what the builder finds in their Dockerfiles. */
import { type BakeFile, bakeFile } from '../apply/bake-target.ts';
import { builderOf } from '../apply/build-inputs.ts';
import { buildTools } from '../engine/build-tools.ts';
import type { Project } from '../model/project.ts';
import type { Plan } from '../plan/plan.ts';
import type { StepOf } from '../plan/step.ts';
import { show } from '../render/show.ts';
import { type Context, UserError } from './context.ts';
import { refusal } from './run-reconcile.ts';

/** `build --print`: for standard input of `docker buildx bake --file -`. */
export async function printBuilds(context: Context, plan: Plan, project: Project): Promise<number> {
  await context.host.stdout.write(`${JSON.stringify(fileOf(plan, project), undefined, 2)}\n`);
  return 0;
}

/** `build --check`: 1 where something was found. */
export async function checkBuilds(context: Context, plan: Plan, project: Project): Promise<number> {
  const { host } = context;
  const builder = builderOf(plan.steps.find(isBuild) ?? {}, { project });
  const result = await buildTools(host).check({
    file: withoutResults(fileOf(plan, project)),
    ...(builder === undefined ? {} : { builder }),
    signal: context.signal,
  });
  if (result === undefined)
    throw new UserError('build --check needs the docker-buildx plugin, which is not installed');
  await host.stdout.write(result.stdout.split('\n').map(show).join('\n'));
  await host.stderr.write(result.stderr.split('\n').map(show).join('\n'));
  return result.code;
}

function fileOf(plan: Plan, project: Project): BakeFile {
  if (plan.diagnostics.some(({ severity }) => severity === 'error')) throw refusal(plan);
  return bakeFile(plan.steps.filter(isBuild), { project });
}

const isBuild = (step: Plan['steps'][number]): step is StepOf<'buildImage'> =>
  step.kind === 'buildImage';

const RESULTS: ReadonlySet<string> = new Set(['output', 'tags', 'platforms']);

/** A check must not write images: an empty one would take the name of the one that is there. */
const withoutResults = ({ group, target }: BakeFile): BakeFile => ({
  group,
  target: Object.fromEntries(
    Object.entries(target).map(([name, values]) => [
      name,
      Object.fromEntries(Object.entries(values).filter(([key]) => !RESULTS.has(key))),
    ]),
  ),
});

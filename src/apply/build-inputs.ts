/** What every builder is given, whichever builds. */
import { resolve } from 'node:path';
import type { BuildTools } from '../engine/building.ts';
import { COMPOSE_LEVEL, LABEL } from '../model/labels.ts';
import type { Build, Environment, StringMap } from '../model/service.ts';
import type { StepOf } from '../plan/step.ts';
import type { ApplyContext } from './context.ts';

type BuildStep = StepOf<'buildImage'>;
type InProject = Pick<ApplyContext, 'project'>;

/** A repository or an archive somewhere else, which the builder fetches itself. */
export const isRemote = (context: string): boolean =>
  /^(?:https?|git|ssh):\/\/|^git@|^github\.com\/|\.git(?:#|$)/.test(context);

/** Absolute; relative ones begin at the project directory. */
export const contextDirectory = (build: Build, { project }: InProject): string =>
  resolve(project?.workingDir ?? '/', build.context ?? '.');

export const tagsOf = ({ image, build }: BuildStep): readonly string[] => [
  ...new Set([image, ...(build.tags ?? [])]),
];

/** An argument without a value takes it from the environment, else the Dockerfile's default. */
export function argsOf(args: Environment, { project }: InProject): Environment {
  const from = project?.environment ?? {};
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [name, value ?? from[name] ?? null]),
  );
}

export const labelsOf = ({ service, build }: BuildStep, { project }: InProject): StringMap => ({
  ...build.labels,
  ...(project === undefined ? {} : { [LABEL.project]: project.name }),
  [LABEL.service]: service,
  [LABEL.version]: COMPOSE_LEVEL['2.40'],
});

/** Whoever plans builds gives them. */
export function toolsOf({ buildTools }: ApplyContext): BuildTools {
  if (buildTools === undefined)
    throw new Error('a plan with builds was applied without build tools');
  return buildTools;
}

/** Another builder than the engine's own, which docker calls `default`. */
export function builderOf(
  { builder }: Pick<BuildStep, 'builder'>,
  { project }: InProject,
): string | undefined {
  const name = builder ?? project?.environment['BUILDX_BUILDER'];
  return name === '' || name === 'default' ? undefined : name;
}

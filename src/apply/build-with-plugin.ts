import { EngineError } from '../model/engine-error.ts';
import type { StepOf } from '../plan/step.ts';
import { bakeTarget } from './bake-target.ts';
import { toolsOf } from './build-inputs.ts';
import type { BuildReport } from './build-report.ts';
import type { ApplyContext } from './context.ts';
import { StepFailure } from './failure.ts';

type BuildStep = StepOf<'buildImage'>;

export interface PluginBuild {
  /** Keys of the file or flags because of which the engine alone does not do. */
  readonly needs: readonly string[];
  readonly builder?: string;
  readonly report: BuildReport;
}

/** Builds with docker's buildx; a missing plugin is a failure that names what needs it. */
export async function buildWithPlugin(
  step: BuildStep,
  context: ApplyContext,
  { needs, builder, report }: PluginBuild,
): Promise<void> {
  const { signal } = context;
  const result = await toolsOf(context).bake({
    target: bakeTarget(step, context),
    ...(builder === undefined ? {} : { builder }),
    env: variablesOf(step, context),
    signal,
    onProgress: (progress) => report.take(progress),
  });
  if (result === undefined) throw pluginMissing(needs);
  if (signal.aborted)
    throw new EngineError({ kind: 'cancelled', request: 'build', text: 'the build was stopped' });
  if (!result.ok) throw report.failure(lastError(result.text), result.text);
}

function pluginMissing(needs: readonly string[]): StepFailure {
  return new StepFailure({
    code: 'builder-missing',
    message: `${needs.join(', ')}: this needs the docker-buildx plugin, which is not installed`,
    hint: 'install docker-buildx into ~/.docker/cli-plugins, or leave it out',
  });
}

const lastError = (text: readonly string[]): string =>
  text
    .findLast((line) => line.startsWith('ERROR: '))
    ?.replace(/^ERROR: (?:failed to build: )?/, '') ?? 'the builder failed';

/** Variables that secrets are read from: the project's, which the program itself may not have. */
function variablesOf({ build }: BuildStep, { project }: ApplyContext): Record<string, string> {
  const names = (build.secrets ?? []).flatMap(
    ({ source }) => project?.secrets[source]?.environment ?? [],
  );
  const from = project?.environment ?? {};
  return Object.fromEntries(
    names.flatMap((name) => (name in from ? [[name, from[name] ?? '']] : [])),
  );
}

/** The plan of `build`: images alone. */
import { checkBuild } from './check-build.ts';
import { platformOf } from './default-platform.ts';
import type { Project } from '../model/project.ts';
import type { Environment, Service } from '../model/service.ts';
import { imageNameOf } from './image-steps.ts';
import { PlanDraft } from './plan-draft.ts';
import { addPushes } from './plan-push.ts';
import type { Plan } from './plan.ts';
import { type StepId, stepId, type StepOf } from './step.ts';
import type { UpOptions } from './up-options.ts';

export interface BuildOptions {
  readonly separator: UpOptions['separator'];
  /** Beside those of the files; they win. */
  readonly args: Environment;
  readonly noCache: boolean;
  readonly pull: boolean;
  /** What is built and named in the file goes to its registry. */
  readonly push: boolean;
  /** A builder of docker's buildx in place of the engine. */
  readonly builder?: string;
  /** The builds are done, the rest is not. */
  readonly imagesSettled: boolean;
}

/** One build for each service that can be built, after those whose images it is made from. */
export function planBuild(project: Project, options: BuildOptions): Plan {
  const draft = new PlanDraft();
  for (const [key, service] of Object.entries(project.services)) {
    if (service.build === undefined) continue;
    const step = buildStep(project, key, options);
    checkBuild({ project, draft }, key);
    if (!options.imagesSettled) draft.add(step);
    if (isPushed(service, options) && step.push !== true)
      addPushes(draft, { key, service, by: 'build --push', after: [step.id], isOptional: false });
  }
  return draft.finish(project.name, 'build');
}

const idOf = (image: string): StepId => stepId(`image/${image}/build`);

function buildStep(project: Project, key: string, options: BuildOptions): StepOf<'buildImage'> {
  const service = project.services[key] ?? {};
  const image = imageNameOf(project, key, options.separator) ?? '';
  const platform = platformOf(project, service);
  const isOfSeveral = platform === undefined && (service.build?.platforms ?? []).length > 1;
  return {
    kind: 'buildImage',
    id: idOf(image),
    after: sourcesOf(project, service, options).map(idOf),
    resource: { kind: 'image', name: image, service: key },
    reason: { kind: 'requested', by: 'build' },
    risk: 'none',
    service: key,
    image,
    build: { ...service.build, args: { ...service.build?.args, ...options.args } },
    ...(platform === undefined ? {} : { platform }),
    ...(isOfSeveral && isPushed(service, options) ? { push: true } : {}),
    ...choicesOf(options),
  };
}

const choicesOf = ({ noCache, pull, builder }: BuildOptions): Partial<StepOf<'buildImage'>> => ({
  ...(noCache ? { noCache } : {}),
  ...(pull ? { pull } : {}),
  ...(builder === undefined ? {} : { builder }),
});

/** A name that this program made up is in no registry. */
const isPushed = ({ image }: Service, { push }: BuildOptions): boolean =>
  push && image !== undefined;

/** Images of the services that the build names as contexts; of all dependencies where the old builder is asked for. */
function sourcesOf(
  project: Project,
  { build, depends_on: dependencies = {} }: Service,
  { separator }: BuildOptions,
): readonly string[] {
  const contexts = Object.values(build?.additional_contexts ?? {}).map(
    (value) => /^service:(.+)$/.exec(value)?.[1] ?? '',
  );
  const isClassic = project.environment['DOCKER_BUILDKIT'] === '0';
  const keys = [...new Set([...contexts, ...(isClassic ? Object.keys(dependencies) : [])])];
  return keys.flatMap((key) => {
    const service = Object.hasOwn(project.services, key) ? project.services[key] : undefined;
    if (service === undefined || (service.build === undefined && !contexts.includes(key)))
      return [];
    return imageNameOf(project, key, separator) ?? [];
  });
}

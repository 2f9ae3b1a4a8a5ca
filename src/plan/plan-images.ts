/** Plans of `pull` and `build`: images alone. */
import { checkBuild } from './check-build.ts';
import { platformOf } from './default-platform.ts';
import type { ObservedState } from '../model/observed.ts';
import type { Project } from '../model/project.ts';
import type { Environment, Service } from '../model/service.ts';
import { hookImagesOf, imageNameOf } from './image-steps.ts';
import { PlanDraft } from './plan-draft.ts';
import type { PassedOver, Plan } from './plan.ts';
import { type StepId, stepId } from './step.ts';
import type { UpOptions } from './up-options.ts';

export interface PullOptions {
  /** Leave out what can be built. */
  readonly ignoreBuildable: boolean;
  /** No failed pull is a failure. */
  readonly ignoreFailures: boolean;
  /** Instead of every service's own. */
  readonly policy?: string;
}

/** One pull for each distinct image that a service names and whose policy does not forbid it. */
export function planPull(
  project: Project,
  observed: Pick<ObservedState, 'images'>,
  options: PullOptions,
): Plan {
  const draft = new PlanDraft();
  const pulledBy = new Map<string, string>();
  for (const [key, service] of Object.entries(project.services)) {
    if (service.provider !== undefined) continue;
    if (!service.image) draft.passOver({ service: key, why: 'No image to be pulled' });
    for (const reference of namedImages(project, key)) {
      const other = pulledBy.get(reference);
      const obstacle =
        other === undefined
          ? obstacleTo(service, observed.images[reference] !== undefined, options)
          : { why: `Image is already being pulled by ${other}` };
      if (obstacle === undefined) {
        pulledBy.set(reference, key);
        addPull(draft, { project, key, reference, options });
      } else if (reference === service.image) draft.passOver({ service: key, ...obstacle });
    }
  }
  return draft.finish(project.name, 'pull');
}

/** The image that a service names, and those of its `pre_start` hooks. */
export const namedImages = (project: Project, key: string): readonly string[] => [
  ...new Set([
    ...(project.services[key]?.image ? [project.services[key].image] : []),
    ...hookImagesOf(project, key).map(({ image }) => image),
  ]),
];

interface Pull {
  readonly project: Project;
  readonly key: string;
  readonly reference: string;
  readonly options: PullOptions;
}

function addPull(draft: PlanDraft, { project, key, reference, options }: Pull): void {
  const platform = platformOf(project, project.services[key] ?? {});
  const isOptional = options.ignoreFailures || isBuilt(project, reference);
  draft.add({
    kind: 'pullImage',
    id: stepId(`image/${reference}/pull`),
    after: [],
    resource: { kind: 'image', name: reference, service: key },
    reason: { kind: 'requested', by: 'pull' },
    risk: 'none',
    reference,
    ...(platform === undefined ? {} : { platform }),
    ...(isOptional ? { optional: true } : {}),
  });
}

/** Why an image is not pulled, in the words that scripts know from Docker Compose. */
function obstacleTo(
  service: Service,
  isPresent: boolean,
  options: PullOptions,
): Pick<PassedOver, 'why'> | undefined {
  if (options.ignoreBuildable && service.build !== undefined) return { why: 'Image can be built' };
  switch (options.policy ?? service.pull_policy) {
    case 'never':
    case 'build':
      return {};
    case 'missing':
    case 'if_not_present':
      return isPresent ? { why: 'Image is already present locally' } : undefined;
    default:
      return undefined;
  }
}

const isBuilt = (project: Project, reference: string): boolean =>
  Object.values(project.services).some(
    ({ image, build }) => image === reference && build !== undefined,
  );

export interface BuildOptions {
  readonly separator: UpOptions['separator'];
  /** Beside those of the files; they win. */
  readonly args: Environment;
  readonly noCache: boolean;
  readonly pull: boolean;
}

/** One build for each service that can be built, after those whose images it is made from. */
export function planBuild(project: Project, options: BuildOptions): Plan {
  const draft = new PlanDraft();
  const idOf = (image: string): StepId => stepId(`image/${image}/build`);
  for (const [key, service] of Object.entries(project.services)) {
    const image = imageNameOf(project, key, options.separator);
    if (service.build === undefined || image === undefined) continue;
    const platform = platformOf(project, service);
    checkBuild({ project, draft }, key);
    draft.add({
      kind: 'buildImage',
      id: idOf(image),
      after: sourcesOf(project, service, options).map(idOf),
      resource: { kind: 'image', name: image, service: key },
      reason: { kind: 'requested', by: 'build' },
      risk: 'none',
      service: key,
      image,
      build: { ...service.build, args: { ...service.build.args, ...options.args } },
      ...(platform === undefined ? {} : { platform }),
      ...(options.noCache ? { noCache: true } : {}),
      ...(options.pull ? { pull: true } : {}),
    });
  }
  return draft.finish(project.name, 'build');
}

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

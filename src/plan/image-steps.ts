import { builtImageName } from '../model/names.ts';
import type { ObservedState } from '../model/observed.ts';
import type { Project } from '../model/project.ts';
import type { Service } from '../model/service.ts';
import type { PlanDraft } from './plan-draft.ts';
import { type Reason, type StepId, stepId } from './step.ts';
import type { UpOptions } from './up-options.ts';

/** The image a service runs: as written, or the name its build gets; undefined for providers. */
export function imageNameOf(
  project: Pick<Project, 'name'>,
  key: string,
  service: Service,
  separator: UpOptions['separator'],
): string | undefined {
  if (service.provider !== undefined) return undefined;
  return service.image ?? builtImageName(project.name, key, separator);
}

interface ImageContext {
  readonly project: Project;
  readonly observed: ObservedState;
  readonly options: UpOptions;
  readonly draft: PlanDraft;
}

/** Plans pulls and builds, one for each distinct image; gives back, by service, the steps its containers wait for. */
export function planImages(context: ImageContext): ReadonlyMap<string, readonly StepId[]> {
  const needed = new Map<string, readonly StepId[]>();
  for (const [key, service] of Object.entries(context.project.services)) {
    const image = imageNameOf(context.project, key, service, context.options.separator);
    if (image === undefined) continue;
    const steps = context.options.imagesSettled ? [] : planImage(context, key, image);
    needed.set(key, steps);
    if (steps.length === 0 && context.observed.images[image] === undefined)
      reportMissing(context, key, image);
  }
  return needed;
}

function planImage(context: ImageContext, user: string, image: string): readonly StepId[] {
  const key = builderOf(context, user, image);
  const service = context.project.services[key] ?? {};
  const present = context.observed.images[image] !== undefined;
  const policy = context.options.pullPolicy ?? service.pull_policy ?? 'missing';
  const pull = pullReason(service, policy, present);
  const build = buildReason(service, policy, present, context.options);
  if (build?.kind === 'requested' || build?.kind === 'imagePolicy')
    return [addBuild(context, key, image, build)];
  const pulled = pull === undefined ? undefined : addPull(context, key, image, pull);
  if (build === undefined) return pulled === undefined ? [] : [pulled];
  return [addBuild(context, key, image, build, pulled)];
}

/** The service that builds this image, where it is another one than the one that runs it. */
function builderOf(context: ImageContext, user: string, image: string): string {
  const services = context.project.services;
  if (services[user]?.build !== undefined) return user;
  const builds = (key: string): boolean =>
    services[key]?.build !== undefined && services[key].image === image;
  return Object.keys(services).find(builds) ?? user;
}

function pullReason(service: Service, policy: string, present: boolean): Reason | undefined {
  if (service.image === undefined) return undefined;
  if (policy === 'never' || policy === 'build') return undefined;
  if (policy === 'always') return { kind: 'imagePolicy', policy };
  return present ? undefined : { kind: 'imageMissing' };
}

function buildReason(
  service: Service,
  policy: string,
  present: boolean,
  options: UpOptions,
): Reason | undefined {
  if (service.build === undefined || options.build === 'never') return undefined;
  if (options.build === 'always') return { kind: 'requested', by: '--build' };
  if (policy === 'build') return { kind: 'imagePolicy', policy };
  return present || policy === 'never' ? undefined : { kind: 'imageMissing' };
}

function addPull(context: ImageContext, key: string, reference: string, reason: Reason): StepId {
  const service = context.project.services[key] ?? {};
  return context.draft.add({
    kind: 'pullImage',
    id: stepId(`image/${reference}/pull`),
    after: [],
    resource: { kind: 'image', name: reference, service: key },
    reason,
    risk: 'none',
    reference,
    ...(service.platform === undefined ? {} : { platform: service.platform }),
    // where the image can be built, a failed pull is no failure
    ...(service.build === undefined || context.options.build === 'never' ? {} : { optional: true }),
  });
}

function addBuild(
  context: ImageContext,
  key: string,
  image: string,
  reason: Reason,
  unlessPulled?: StepId,
): StepId {
  const service = context.project.services[key] ?? {};
  return context.draft.add({
    kind: 'buildImage',
    id: stepId(`image/${image}/build`),
    after: unlessPulled === undefined ? [] : [unlessPulled],
    resource: { kind: 'image', name: image, service: key },
    reason,
    risk: 'none',
    service: key,
    image,
    build: service.build ?? {},
    ...(service.platform === undefined ? {} : { platform: service.platform }),
    ...(unlessPulled === undefined ? {} : { unless: unlessPulled }),
  });
}

function reportMissing(context: ImageContext, key: string, image: string): void {
  const path = ['services', key, 'image'];
  const at = context.options.placeOf(path);
  context.draft.report({
    code: 'image-missing',
    severity: 'error',
    message: `the image "${image}" of service "${key}" is not there and must not be pulled or built`,
    path: path.join('.'),
    ...(at === undefined ? {} : { at }),
    hint: 'pull or build it first, or allow it with --pull missing',
  });
}

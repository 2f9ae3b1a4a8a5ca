import { checkBuild } from './check-build.ts';
import { builtImageName } from '../model/names.ts';
import type { DataPath } from '../model/json.ts';
import type { ObservedState } from '../model/observed.ts';
import type { Project } from '../model/project.ts';
import type { Service } from '../model/service.ts';
import { platformOf } from './default-platform.ts';
import type { Facts } from './plan.ts';
import { pullWindow } from './pull-window.ts';
import type { PlanDraft } from './plan-draft.ts';
import { type Reason, type StepId, stepId } from './step.ts';
import type { UpOptions } from './up-options.ts';

/** The image a service runs: as written, or the name its build gets; undefined for providers. */
export function imageNameOf(
  { name, services }: Pick<Project, 'name' | 'services'>,
  key: string,
  separator: UpOptions['separator'],
): string | undefined {
  const service = services[key] ?? {};
  if (service.provider !== undefined) return undefined;
  return service.image ?? builtImageName(name, key, separator);
}

interface ImageContext {
  readonly project: Project;
  readonly observed: ObservedState;
  readonly facts: Facts;
  readonly options: UpOptions;
  readonly draft: PlanDraft;
}

/** Plans pulls and builds, one for each distinct image; gives back, by service, the steps its containers wait for. */
export function planImages(context: ImageContext): ReadonlyMap<string, readonly StepId[]> {
  const needed = new Map<string, readonly StepId[]>();
  const builders = buildersOf(context.project);
  for (const key of Object.keys(context.project.services)) {
    const image = imageNameOf(context.project, key, context.options.separator);
    if (image === undefined) continue;
    const own = needOf(context, builderOf(context, key, builders.get(image)), image);
    const hooks = hookImagesOf(context.project, key).map(({ image: hookImage, path }) => ({
      ...hookNeed(context, key, { image: hookImage, builder: builders.get(hookImage) }),
      path,
    }));
    const needs = [{ ...own, path: ['services', key, 'image'] }, ...hooks];
    needed.set(
      key,
      needs.flatMap((need) => obtain(context, key, need)),
    );
    if (needed.get(key)?.length === 0) reportOutdated(context, key, image);
  }
  return needed;
}

/** Images other than the service's own in which its `pre_start` hooks run. */
export function hookImagesOf(
  { services }: Pick<Project, 'services'>,
  key: string,
): readonly { readonly image: string; readonly path: DataPath }[] {
  const { image: own, pre_start: hooks } = services[key] ?? {};
  if (hooks === undefined) return [];
  return hooks.flatMap(({ image }, index) =>
    image === undefined || image === '' || image === own
      ? []
      : [{ image, path: ['services', key, 'pre_start', index, 'image'] }],
  );
}

/** The steps that bring the image, or the complaint that nothing may. */
function obtain(
  context: ImageContext,
  user: string,
  need: Need & { readonly path: DataPath },
): readonly StepId[] {
  const steps = context.options.imagesSettled ? [] : planImage(context, need);
  if (steps.length === 0 && context.observed.images[need.image] === undefined)
    reportMissing(context, user, need);
  return steps;
}

/** An image that a service needs, and the service that says how to get it. */
interface Need {
  readonly key: string;
  readonly service: Service;
  readonly image: string;
}

/** The service that says how to get the image that `user` runs. */
const builderOf = ({ project }: ImageContext, user: string, builder: string = user): string =>
  project.services[user]?.build === undefined ? builder : user;

const needOf = ({ project }: ImageContext, key: string, image: string): Need => ({
  key,
  service: project.services[key] ?? {},
  image,
});

/** A hook's image comes as its service's does, but that nobody but another service can build it. */
function hookNeed(
  context: ImageContext,
  key: string,
  { image, builder }: { readonly image: string; readonly builder: string | undefined },
): Need {
  if (builder !== undefined) return needOf(context, builder, image);
  const { pull_policy: policy, platform } = context.project.services[key] ?? {};
  return {
    key,
    image,
    service: {
      image,
      ...(policy === undefined || policy === 'build' ? {} : { pull_policy: policy }),
      ...(platform === undefined ? {} : { platform }),
    },
  };
}

function planImage(context: ImageContext, need: Need): readonly StepId[] {
  const pull = pullReason(context, need);
  const build = buildReason(context, need);
  if (build?.kind === 'requested' || build?.kind === 'imagePolicy')
    return [addBuild(context, need, { reason: build })];
  const pulled = pull === undefined ? undefined : addPull(context, need, pull);
  if (build === undefined) return pulled === undefined ? [] : [pulled];
  return [addBuild(context, need, { reason: build, ...(pulled && { unless: pulled }) })];
}

/** The first service that builds an image, by the image's name as written. */
function buildersOf({ services }: Project): ReadonlyMap<string, string> {
  const builders = new Map<string, string>();
  for (const [key, { build, image }] of Object.entries(services))
    if (build !== undefined && image !== undefined && !builders.has(image))
      builders.set(image, key);
  return builders;
}

const policyOf = ({ options }: ImageContext, { service }: Need): string =>
  options.pullPolicy ?? service.pull_policy ?? 'missing';

const isPresent = ({ observed }: ImageContext, { image }: Need): boolean =>
  observed.images[image] !== undefined;

/** Whether the image is older than its policy allows; one of unknown age is. */
function isOverdue(context: ImageContext, need: Need): boolean {
  const window = pullWindow(policyOf(context, need));
  const image = context.observed.images[need.image];
  if (window === undefined || image === undefined) return false;
  return context.facts.now - (image.taggedAt ?? 0) >= window;
}

function pullReason(context: ImageContext, need: Need): Reason | undefined {
  if (need.service.image === undefined) return undefined;
  const policy = policyOf(context, need);
  if (policy === 'never' || policy === 'build') return undefined;
  if (policy === 'always' || isOverdue(context, need)) return { kind: 'imagePolicy', policy };
  return isPresent(context, need) ? undefined : { kind: 'imageMissing' };
}

function buildReason(context: ImageContext, need: Need): Reason | undefined {
  const { build } = context.options;
  if (need.service.build === undefined || build === 'never') return undefined;
  if (build === 'always') return { kind: 'requested', by: '--build' };
  const policy = policyOf(context, need);
  if (policy === 'build') return { kind: 'imagePolicy', policy };
  return isPresent(context, need) || policy === 'never' ? undefined : { kind: 'imageMissing' };
}

function addPull(context: ImageContext, need: Need, reason: Reason): StepId {
  const { key, service, image } = need;
  const platform = platformOf(context.project, service);
  return context.draft.add({
    kind: 'pullImage',
    id: stepId(`image/${image}/pull`),
    after: [],
    resource: { kind: 'image', name: image, service: key },
    reason,
    risk: 'none',
    reference: image,
    ...(platform === undefined ? {} : { platform }),
    // where the image can be built, a failed pull is no failure
    ...(service.build === undefined || context.options.build === 'never' ? {} : { optional: true }),
  });
}

interface BuildCause {
  readonly reason: Reason;
  /** A pull of the same image, which may make the build needless. */
  readonly unless?: StepId;
}

function addBuild(context: ImageContext, need: Need, cause: BuildCause): StepId {
  const { key, service, image } = need;
  checkBuild(context, key);
  return context.draft.add({
    ...cause,
    kind: 'buildImage',
    id: stepId(`image/${image}/build`),
    after: cause.unless === undefined ? [] : [cause.unless],
    resource: { kind: 'image', name: image, service: key },
    risk: 'none',
    service: key,
    image,
    build: service.build ?? {},
    ...(service.platform === undefined ? {} : { platform: service.platform }),
  });
}

function reportMissing(
  context: ImageContext,
  key: string,
  { image, path }: { readonly image: string; readonly path: DataPath },
): void {
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

/** A build is not repeated by itself: that would make every `up` slow. */
function reportOutdated({ observed, options, draft }: ImageContext, key: string, image: string) {
  const changed = options.contextTimes[key];
  const made = observed.images[image]?.taggedAt;
  if (changed === undefined || made === undefined || changed <= made) return;
  draft.report({
    code: 'image-outdated',
    severity: 'info',
    message: `the image "${image}" of service "${key}" is older than the files that it is built from`,
    hint: 'build it anew with --build',
  });
}

import { flavourOf, type HashFlavour, hasFlavours, serviceHash } from '../model/config-hash.ts';
import type { Place } from '../model/diagnostic.ts';
import { LABEL } from '../model/labels.ts';
import { containerName } from '../model/names.ts';
import { byName, type ObservedContainer, type ObservedState } from '../model/observed.ts';
import type { Project } from '../model/project.ts';
import { replicasOf } from '../model/service.ts';
import { reportApiSocket, withApiSocket } from './api-socket.ts';
import { arrangeReplicas } from './arrange-replicas.ts';
import { findChangedNetworks, moveContainer } from './changed-networks.ts';
import {
  findChangedVolumes,
  recreateQuestion,
  reportChangedVolume,
  usesVolume,
} from './changed-volumes.ts';
import { checkAttributes } from './check-attributes.ts';
import { compareService } from './compare-service.ts';
import { withBuildPlatforms } from './default-platform.ts';
import { buildDependencyGraph } from './dependency-graph.ts';
import { changesOf } from './field-changes.ts';
import { imageNameOf, planImages } from './image-steps.ts';
import { findOrphanHooks, findOrphans, planOrphanRemoval, reportOrphans } from './orphans.ts';
import { PlanDraft } from './plan-draft.ts';
import { removeHookContainer } from './pre-start.ts';
import { planOneOff } from './plan-one-off.ts';
import type { Facts, Plan } from './plan.ts';
import { orderPorts } from './port-order.ts';
import { planProvider, reportOverrides, withProvided } from './providers.ts';
import { planNetworks, planVolumes } from './resource-steps.ts';
import { awaitedEnds, planReadiness } from './readiness.ts';
import { isNamedIn } from './select-containers.ts';
import { planService } from './service-steps.ts';
import { reportMissingShared } from './shared-containers.ts';
import { changedFiles, fileDigests } from './request/file-digests.ts';
import { referringAttribute, resolveReferences, sharedServices } from './request/references.ts';
import { located, type Reason, type StepId } from './step.ts';
import { isRecreated, keptIds, type UpContext } from './up-context.ts';
import type { UpOptions } from './up-options.ts';

export interface UpInput {
  readonly project: Project;
  readonly observed: ObservedState;
  readonly facts: Facts;
  readonly options: UpOptions;
}

/** What it takes to make the engine hold what the project says. Pure: the same input gives the same plan. */
export function planUp(input: UpInput): Plan {
  const { observed, options } = input;
  const draft = new PlanDraft();
  const project = completeProject(input, draft);
  checkAttributes(input, draft);
  const resources = {
    project,
    observed,
    facts: input.facts,
    options,
    draft,
    hashFlavour: flavourIn(observed),
    changedNetworks: findChangedNetworks(project, observed),
    renewedVolumes: renewedVolumes(input, draft),
  };
  const images = planImages(resources);
  const containers = observed.containers.filter(({ oneoff }) => !oneoff);
  const context: UpContext = {
    ...input,
    ...resources,
    graph: buildDependencyGraph(project.services),
    images,
    networks: planNetworks(resources),
    volumes: planVolumes(resources),
    providers: new Map(),
    arrangements: new Map(),
    replicas: new Map(),
    containers: Map.groupBy(containers, ({ service }) => service),
    observedNetworks: byName(observed.networks),
    isNamed: isNamedIn(options.named),
    awaitedEnds: once(() => awaitedEnds(project)),
    cleared: planOrphans({ ...resources, observed }),
  };
  for (const service of context.graph.order) arrange(context, service);
  for (const service of context.graph.order) {
    reportMissingShared(context, service);
    planService(context, service);
    planProvider(context, service);
  }
  if (options.oneOff !== undefined) planOneOff(context, options.oneOff);
  moveBystanders(context);
  if (options.wait && options.start)
    for (const service of context.graph.order) planReadiness(context, service);
  orderPorts(context);
  return draft.finish(project.name, options.verb);
}

/** With what is in no file: platforms, the engine's socket, the variables of providers. */
function completeProject(
  { project, observed, facts, options }: UpInput,
  draft: PlanDraft,
): Project {
  const { address } = facts;
  reportOverrides(project, options, draft);
  reportApiSocket(project, { ...options, address }, draft);
  const complete = withApiSocket(withBuildPlatforms(project), { address });
  return withProvided(complete, observed, options);
}

/** The flavour of whoever made the project's containers: neither tool shall find them changed. */
function flavourIn({ containers }: ObservedState): HashFlavour {
  const versions = new Set(containers.map(({ labels }) => labels[LABEL.version]));
  return [...versions].some((version) => flavourOf(version) === '5.5') ? '5.5' : '2.40';
}

/** Containers of services that are not part of this run go along to a network that is made anew. */
function moveBystanders(context: UpContext): void {
  if (context.changedNetworks.size === 0) return;
  const removed = new Set(
    context.options.removeOrphans ? findOrphans(context.project, context.observed) : [],
  );
  for (const container of context.observed.containers)
    if (
      (container.oneoff || !context.arrangements.has(container.service)) &&
      !removed.has(container)
    )
      moveContainer(context, container);
}

/** Volumes whose definition changed and that may lose their data. */
function renewedVolumes(
  { project, observed, options }: UpInput,
  draft: PlanDraft,
): readonly string[] {
  const changed = findChangedVolumes(project, observed);
  const { confirmed } = options;
  const isConfirmed = (key: string): boolean =>
    confirmed === 'all' || confirmed.has(recreateQuestion(key));
  for (const key of changed)
    if (!isConfirmed(key)) reportChangedVolume({ project, observed, draft, options }, key);
  return changed.filter(isConfirmed);
}

type OrphanInput = Pick<UpContext, 'project' | 'observed' | 'options' | 'draft'>;

/** Gives back the removals: what orphans hold, such as names, ports and addresses, may be wanted by others. */
function planOrphans({ project, observed, options, draft }: OrphanInput): readonly StepId[] {
  const orphans = findOrphans(project, observed);
  if (options.removeOrphans) {
    for (const container of findOrphanHooks(project, observed))
      removeHookContainer({ project, draft }, container, []);
    return planOrphanRemoval({ ...options, project, draft, volumes: false }, orphans);
  }
  if (!options.ignoreOrphans) reportOrphans(draft, orphans);
  return [];
}

function arrange(context: UpContext, key: string): void {
  const { project, options } = context;
  const service = project.services[key];
  if (service === undefined || service.provider !== undefined) return;
  if (key === options.oneOff?.service) return;
  const wanted = options.scale[key] ?? replicasOf(service);
  reportImpossibleScale(context, key, wanted);
  const judge = once(() => makeJudge(context, key));
  const containers = context.containers.get(key) ?? [];
  const lostBy = (container: ObservedContainer): string | undefined =>
    usesVolume(project, container, context.renewedVolumes);
  context.arrangements.set(
    key,
    arrangeReplicas({
      containers: containers.filter((container) => lostBy(container) === undefined),
      leaving: containers.flatMap((container) => {
        const volume = lostBy(container);
        return volume === undefined
          ? []
          : [{ container, reason: { kind: 'volumeRecreated', volume } }];
      }),
      wanted,
      wantedAt: () => wantedAt(context, key),
      nameOf: (number) =>
        service.container_name ??
        containerName({ project: project.name, service: key, number }, options.separator),
      judge: (container) => judge()(container),
    }),
  );
}

/** Where the number of replicas is written; a flag is in no file. */
function wantedAt({ project, options }: UpContext, key: string): Place | undefined {
  if (options.scale[key] !== undefined) return undefined;
  const { scale, deploy } = project.services[key] ?? {};
  if (scale !== undefined) return options.placeOf(['services', key, 'scale']);
  return deploy?.replicas === undefined
    ? undefined
    : options.placeOf(['services', key, 'deploy', 'replicas']);
}

type Judge = (container: ObservedContainer) => Reason | undefined;

function makeJudge(context: UpContext, key: string): Judge {
  const { project, observed, options } = context;
  const policy = policyOf(context, key);
  if (policy === 'never') return () => undefined;
  if (policy === 'force') return () => ({ kind: 'requested', by: forceFlag(options) });
  const service = project.services[key] ?? {};
  const renewed = sharedServices(service).find(
    (other) => isRecreated(context, other) || isAbsent(context, other),
  );
  if (renewed !== undefined) {
    const at = options.placeOf(['services', key, referringAttribute(service, renewed)]);
    return () => ({ kind: 'dependencyRecreated', service: renewed, ...located(at) });
  }
  const resolved = resolveReferences(service, keptIds(context, sharedServices(service)));
  const image = imageNameOf(project, key, options.separator);
  const imageId = image === undefined ? undefined : observed.images[image]?.id;
  const pending = (context.images.get(key) ?? []).length > 0;
  const wantedHash = once(() => serviceHash(resolved));
  const otherHash = once(() => serviceHash(resolved, '5.5'));
  const contents = { project, service, fileSums: options.fileSums };
  const digests = once(() => fileDigests(contents));
  return (container) =>
    compareService(container, {
      project,
      serviceKey: key,
      service,
      placeOf: options.placeOf,
      accepts: (hash) => hash === wantedHash() || (hasFlavours(resolved) && hash === otherHash()),
      networks: context.observedNetworks,
      changedFiles: (label) => changedFiles(label, contents, digests()),
      // what a pull or build will bring is not known yet
      ...(image === undefined || imageId === undefined || pending
        ? {}
        : { image: { name: image, id: imageId } }),
      changes: (changed) =>
        changesOf({ key, service: resolved, container: changed, placeOf: options.placeOf }),
    });
}

const forceFlag = (options: UpOptions): string =>
  options.renewAnonymousVolumes ? '--renew-anon-volumes' : '--force-recreate';

function policyOf(context: UpContext, key: string): UpOptions['recreate'] {
  const { recreate, recreateDependencies } = context.options;
  return context.isNamed(key) ? recreate : recreateDependencies;
}

const isAbsent = (context: UpContext, key: string): boolean =>
  context.arrangements.get(key)?.slots.every((slot) => slot.kind === 'create') ?? false;

function once<T>(compute: () => T): () => T {
  let value: T | undefined;
  return () => (value ??= compute());
}

function reportImpossibleScale(context: UpContext, key: string, wanted: number): void {
  const name = context.project.services[key]?.container_name;
  if (name === undefined || wanted <= 1) return;
  const at = context.options.placeOf(['services', key, 'container_name']);
  context.draft.report({
    code: 'name-not-scalable',
    severity: 'error',
    message: `service "${key}" has the custom container name "${name}" and cannot have ${wanted} containers`,
    path: `services.${key}.container_name`,
    ...(at === undefined ? {} : { at }),
    hint: 'remove `container_name`, or run one container',
  });
}

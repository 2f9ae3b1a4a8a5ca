import type { ObservedContainer } from '../model/observed.ts';
import type { Service } from '../model/service.ts';
import type { Slot } from './arrange-replicas.ts';
import { imageNameOf } from './image-steps.ts';
import { buildContainerDraft } from './request/container-request.ts';
import { linkedServices, sharedServices } from './request/references.ts';
import type { InheritedMount, OneOff, RequestInput } from './request/request-input.ts';
import { type ContainerDraft, type ContainerRef, type StepId, stepId } from './step.ts';
import { keptIds, type UpContext } from './up-context.ts';

interface DraftInput {
  readonly service: string;
  readonly slot: Slot;
  readonly name: string;
  readonly replaced?: ObservedContainer;
  readonly oneoff?: OneOff;
}

/** The create request of one replica, and the steps that make the containers it refers to. */
export function draftContainer(
  context: UpContext,
  input: DraftInput,
): { readonly draft: ContainerDraft; readonly after: readonly StepId[] } {
  const service = context.project.services[input.service] ?? {};
  const waitsFor = lateContainers(context, sharedServices(service));
  return {
    draft: buildContainerDraft(requestInputOf(context, input), waitsFor),
    after: [...Object.values(waitsFor), ...linkedContainers(context, service)].flatMap(makerOf),
  };
}

/** Everything the create request of one replica is made from. */
export function requestInputOf(context: UpContext, input: DraftInput): RequestInput {
  const { project, options, facts } = context;
  const service = project.services[input.service] ?? {};
  const shared = sharedServices(service);
  const image = imageNameOf(project, input.service, options.separator) ?? '';
  const imageId = pendingImage(context, input.service)
    ? undefined
    : context.observed.images[image]?.id;
  return {
    project,
    serviceKey: input.service,
    service,
    number: input.slot.number,
    name: input.name,
    containerName: input.slot.name,
    imageName: image,
    imageId,
    apiVersion: facts.apiVersion,
    containerIds: shared.length === 0 ? NONE : containerIds(context, shared),
    containerNames: linkNames(context, service),
    inheritedMounts: inheritedMounts(context, input.replaced),
    replaces: replaces(service, input),
    oneoff: input.oneoff,
    proxyEnvironment: options.proxyEnvironment,
    seccompProfiles: options.seccompProfiles,
    fileSums: options.fileSums,
    separator: options.separator,
    hashFlavour: context.hashFlavour,
  };
}

const NONE = {};

const containerIds = (
  context: UpContext,
  shared: readonly string[],
): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(Object.entries(keptIds(context, shared)).map(([key, id]) => [key, [id]]));

const makerOf = (container: ContainerRef): readonly StepId[] =>
  container.kind === 'late' ? [container.step] : [];

const pendingImage = (context: UpContext, service: string): boolean =>
  (context.images.get(service) ?? []).length > 0;

/** Containers of shared services that this very plan makes. */
export function lateContainers(
  context: UpContext,
  services: readonly string[],
): Readonly<Record<string, ContainerRef>> {
  if (services.length === 0) return NONE;
  const late = Object.create(null) as Record<string, ContainerRef>;
  for (const service of services) {
    const first = context.arrangements.get(service)?.slots[0];
    if (first === undefined || first.kind === 'keep') continue;
    const step = stepId(`container/${service}-${first.number}/create`);
    late[service] = { kind: 'late', step, name: first.name };
  }
  return late;
}

/** Links of the default bridge are looked up when a container is made: what they lead to must be there. */
function linkedContainers(context: UpContext, service: Service): readonly ContainerRef[] {
  if (service.network_mode === undefined) return [];
  const keys = linkedServices(service);
  return keys.flatMap((key) => Object.values(lateContainers(context, [key])));
}

function linkNames(
  context: UpContext,
  service: Service,
): Readonly<Record<string, readonly string[]>> {
  if (service.links === undefined) return NONE;
  return Object.fromEntries(
    linkedServices(service).map((key) => [
      key,
      (context.arrangements.get(key)?.slots ?? []).map((slot) => slot.name),
    ]),
  );
}

const ANONYMOUS_VOLUME = /^[0-9a-f]{64}$/;

function inheritedMounts(
  context: UpContext,
  replaced: ObservedContainer | undefined,
): readonly InheritedMount[] {
  if (replaced === undefined || context.options.renewAnonymousVolumes) return [];
  return replaced.mounts.flatMap(({ type, name, target, writable }) =>
    type === 'volume' && name !== undefined && ANONYMOUS_VOLUME.test(name)
      ? [{ target, volume: name, ...(writable ? {} : { readOnly: true }) }]
      : [],
  );
}

const replaces = (service: Service, input: DraftInput): string | undefined =>
  input.replaced === undefined
    ? undefined
    : (service.container_name ?? `${input.service}-${input.slot.number}`);

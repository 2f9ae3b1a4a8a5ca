/** What the steps of a replica have in common, whatever becomes of it. */
import { isUp, type ObservedContainer } from '../model/observed.ts';
import type { Slot } from './arrange-replicas.ts';
import type { Subject } from './container-steps.ts';
import { draftContainer } from './draft-container.ts';
import { type ContainerRef, type Reason, type StepId, stepId } from './step.ts';
import { preStartOf } from './pre-start.ts';
import { providerStepsBefore } from './providers.ts';
import { pauseCause, type UpContext } from './up-context.ts';

export type SlotOf<K extends Slot['kind']> = Extract<Slot, { kind: K }>;

export const existing = (container: ObservedContainer): ContainerRef => ({
  kind: 'existing',
  id: container.id,
  name: container.name,
});

export interface SubjectInput {
  readonly service: string;
  readonly slot: Slot;
  readonly container: ContainerRef;
  readonly reason: Reason;
  readonly group?: string;
}

export function subjectOf(context: UpContext, input: SubjectInput): Subject {
  const { service, slot } = input;
  return {
    project: context.project,
    draft: context.draft,
    resource: { kind: 'container', name: slot.name, service, number: slot.number },
    prefix: `container/${service}-${slot.number}`,
    container: input.container,
    reason: input.reason,
    beforeStart: preStartOf(context, service, () => runsThroughout(context, service)),
    ...(input.group === undefined ? {} : { group: input.group }),
  };
}

/** Whether a container of the service runs now and goes on running. */
const runsThroughout = (context: UpContext, service: string): boolean =>
  pauseCause(context, service) === undefined &&
  (context.arrangements.get(service)?.slots ?? []).some(
    (slot) => slot.kind === 'keep' && isUp(slot.container),
  );

/** What must exist, and what must have gone, before a container of the service can be created. */
export function inputsOf(context: UpContext, service: string): readonly StepId[] {
  const definition = context.project.services[service];
  const networks = Object.keys(definition?.networks ?? {});
  const volumes = (definition?.volumes ?? []).map((mount) => mount.source ?? '');
  return [
    ...context.cleared,
    ...(context.images.get(service) ?? []),
    ...providerStepsBefore(context, service),
    ...networks.flatMap((key) => context.networks.get(key) ?? []),
    ...volumes.flatMap((key) => context.volumes.get(key) ?? []),
  ];
}

export interface CreateInput {
  readonly service: string;
  readonly slot: Slot;
  readonly reason: Reason;
  /** To create under: the final name, or a temporary one. */
  readonly name: string;
  readonly replaced?: ObservedContainer;
  readonly group?: string;
}

export function addCreate(context: UpContext, input: CreateInput): StepId {
  const { service, slot } = input;
  const { draft, after } = draftContainer(context, input);
  const leftovers = leftoversNamed(context, service, input.name);
  return context.draft.add({
    kind: 'createContainer',
    id: stepId(`container/${service}-${slot.number}/create`),
    after: [...inputsOf(context, service), ...after, ...leftovers],
    resource: { kind: 'container', name: slot.name, service, number: slot.number },
    reason: input.reason,
    risk: 'none',
    draft,
    ...(input.group === undefined ? {} : { group: input.group }),
  });
}

/** Removals of what has this very name: they come before another can take it. */
export const leftoversNamed = (
  context: UpContext,
  service: string,
  name: string,
): readonly StepId[] =>
  (context.arrangements.get(service)?.removals ?? [])
    .filter((removal) => removal.container.name === name)
    .map((removal) => removalId(removal.container));

export const timeoutOf = (context: UpContext): { timeoutSeconds?: number } =>
  context.options.timeoutSeconds === undefined
    ? {}
    : { timeoutSeconds: context.options.timeoutSeconds };

export const removalId = (container: ObservedContainer): StepId =>
  stepId(`removed/${container.name}/remove`);

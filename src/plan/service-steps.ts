import { temporaryName } from '../model/names.ts';
import { isObject } from '../model/json.ts';
import { isUp, type ObservedContainer } from '../model/observed.ts';
import type { Removal, Slot } from './arrange-replicas.ts';
import {
  addRemove,
  addRename,
  addStart,
  addStop,
  addUnpause,
  existingSubject,
  type Subject,
} from './container-steps.ts';
import { moveContainer } from './changed-networks.ts';
import { addWait, gatesOf } from './dependency-gates.ts';
import { draftContainer } from './draft-container.ts';
import { type ContainerRef, type Reason, type StepId, stepId } from './step.ts';
import { mustPause, type Replica, type UpContext } from './up-context.ts';

type SlotOf<K extends Slot['kind']> = Extract<Slot, { kind: K }>;

/** Adds the steps of one service; its dependencies must have been planned before. */
export function planService(context: UpContext, service: string): void {
  const arrangement = context.arrangements.get(service);
  if (arrangement === undefined) return;
  const replicas = arrangement.slots.map((slot) => planSlot(context, service, slot));
  context.replicas.set(service, replicas);
  for (const removal of arrangement.removals) planRemoval(context, removal, replicas);
}

function planSlot(context: UpContext, service: string, slot: Slot): Replica {
  if (slot.kind === 'create') return planCreate(context, service, slot);
  if (slot.kind === 'recreate') return planRecreate(context, service, slot);
  return planKeep(context, service, slot);
}

const existing = (container: ObservedContainer): ContainerRef => ({
  kind: 'existing',
  id: container.id,
  name: container.name,
});

interface SubjectInput {
  readonly service: string;
  readonly slot: Slot;
  readonly container: ContainerRef;
  readonly reason: Reason;
  readonly group?: string;
}

function subjectOf(context: UpContext, input: SubjectInput): Subject {
  const { service, slot } = input;
  return {
    project: context.project,
    draft: context.draft,
    resource: { kind: 'container', name: slot.name, service, number: slot.number },
    prefix: `container/${service}-${slot.number}`,
    container: input.container,
    reason: input.reason,
    ...(input.group === undefined ? {} : { group: input.group }),
  };
}

/** What must exist before a container of the service can be created. */
export function inputsOf(context: UpContext, service: string): readonly StepId[] {
  const definition = context.project.services[service];
  const networks = Object.keys(definition?.networks ?? {});
  const volumes = (definition?.volumes ?? []).map((mount) => mount.source ?? '');
  return [
    ...(context.images.get(service) ?? []),
    ...networks.flatMap((key) => context.networks.get(key) ?? []),
    ...volumes.flatMap((key) => context.volumes.get(key) ?? []),
  ];
}

function planCreate(context: UpContext, service: string, slot: SlotOf<'create'>): Replica {
  const reason: Reason = { kind: 'missing' };
  const create = addCreate(context, { service, slot, reason, name: slot.name });
  const container: ContainerRef = { kind: 'late', step: create, name: slot.name };
  if (!context.options.start) return { slot, container, started: [create] };
  const subject = subjectOf(context, { service, slot, container, reason });
  const start = addStart(subject, [create, ...gatesOf(context, service)]);
  return { slot, container, started: [start] };
}

interface CreateInput {
  readonly service: string;
  readonly slot: Slot;
  readonly reason: Reason;
  /** To create under: the final name, or a temporary one. */
  readonly name: string;
  readonly replaced?: ObservedContainer;
  readonly group?: string;
}

function addCreate(context: UpContext, input: CreateInput): StepId {
  const { service, slot } = input;
  const { draft, after } = draftContainer(context, input);
  // a leftover of this very name has to go first
  const leftovers = (context.arrangements.get(service)?.removals ?? [])
    .filter((removal) => removal.container.name === input.name)
    .map((removal) => removalId(removal.container));
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

/**
 * The new container exists before the old one stops, and the old one is deleted only after the new one has started:
 * create under a temporary name, stop the old, put its name aside, name the new, start it, remove the old.
 */
function planRecreate(context: UpContext, service: string, slot: SlotOf<'recreate'>): Replica {
  const { reason, container: old } = slot;
  const group = `recreate/${service}-${slot.number}`;
  const name = temporaryName(old.id, slot.name);
  const create = addCreate(context, { service, slot, reason, name, replaced: old, group });
  const fresh: ContainerRef = { kind: 'late', step: create, name: slot.name };
  const moved = isMoved(context, old);
  const parks = old.name === slot.name;
  const fore = subjectOf(context, { service, slot, container: fresh, reason, group });
  const back: Subject = { ...fore, container: existing(old), prefix: `${fore.prefix}/old` };
  // what was on a network that is gone cannot run again
  const undo = (parked: boolean): Pick<Subject, 'fallback'> => {
    const { id } = old;
    if (moved) return {};
    return {
      fallback: { replacement: fresh, id, name: slot.name, parked, wasRunning: isUp(old) },
    };
  };

  const stop = isUp(old)
    ? addStop({ ...back, ...undo(false) }, stopGates(context, { service, old, create }), {
        ...timeoutOf(context),
        hooks: false,
      })
    : create;
  const park = parks
    ? addRename({ ...back, ...undo(false) }, asideName(old, slot.name), [stop])
    : stop;
  const free = { ...fore, ...undo(parks) };
  const rename = addRename(free, slot.name, moved ? [park, create] : [park]);
  const start = context.options.start
    ? addStart(free, [rename, ...gatesOf(context, service)])
    : rename;
  addRemove(back, [start], { volumes: context.options.renewAnonymousVolumes });
  return { slot, container: fresh, started: [start] };
}

interface Replaced {
  readonly service: string;
  readonly old: ObservedContainer;
  readonly create: StepId;
}

/** What comes before the old container stops: its successor exists, and what that needs is ready. */
function stopGates(context: UpContext, { service, old, create }: Replaced): readonly StepId[] {
  const pauses = pausedFirst(context, service);
  // while its network is replaced the old one must have let go of it before the new one can be made
  if (isMoved(context, old)) return pauses;
  const skip = (dependency: string): boolean => mustPause(context, service, dependency);
  const gates = context.options.start ? gatesOf(context, service, { skip }) : [];
  return [create, ...gates, ...pauses];
}

/** Where the old container waits until the new one runs: hex digits of its own id, others than the temporary name's. */
const asideName = (old: ObservedContainer, name: string): string =>
  `${old.id.slice(12, 24)}_${name}`;

const isMoved = (context: UpContext, container: ObservedContainer): boolean =>
  [...context.changedNetworks.values()].some(({ observed }) =>
    Object.hasOwn(container.endpoints, observed.name),
  );

const timeoutOf = (context: UpContext): { timeoutSeconds?: number } =>
  context.options.timeoutSeconds === undefined
    ? {}
    : { timeoutSeconds: context.options.timeoutSeconds };

/** Stops of the services that must be down while this one is replaced. */
function pausedFirst(context: UpContext, service: string): readonly StepId[] {
  return context.graph
    .dependentsOf(service)
    .filter((dependent) => mustPause(context, dependent, service))
    .flatMap((dependent) => stopsOf(context, dependent));
}

function stopsOf(context: UpContext, service: string): readonly StepId[] {
  return (context.arrangements.get(service)?.slots ?? []).map((slot) =>
    stepId(`container/${service}-${slot.number}${slot.kind === 'recreate' ? '/old' : ''}/stop`),
  );
}

function planKeep(context: UpContext, service: string, slot: SlotOf<'keep'>): Replica {
  const container = existing(slot.container);
  const pause = pausesFor(context, service);
  const reason: Reason =
    pause === undefined
      ? { kind: 'notRunning', state: slot.container.state }
      : { kind: 'dependencyRecreated', service: pause };
  const subject = subjectOf(context, { service, slot, container, reason });
  const before: StepId[] = [...moveContainer(context, slot.container)];
  if (slot.rename)
    before.push(
      addRename({ ...subject, reason: { kind: 'leftover', what: 'name' } }, slot.name, []),
    );
  if (!context.options.start || (slot.container.state === 'running' && pause === undefined)) {
    noteUnchanged(context, service, slot);
    return { slot, container, started: before };
  }
  if (pause === undefined && isFinishedJob(context, service, slot.container)) {
    reportFinishedJob(context, slot.name);
    noteUnchanged(context, service, slot);
    return { slot, container, started: before };
  }
  if (slot.container.state === 'paused') before.push(addUnpause(subject, [...before]));
  if (pause === undefined && slot.container.state === 'paused')
    return { slot, container, started: before };
  if (pause !== undefined && isUp(slot.container))
    before.push(addStop(subject, [...before], { ...timeoutOf(context), hooks: true }));
  const start = addStart(subject, [...before, ...gatesOf(context, service)]);
  return { slot, container, started: [start] };
}

/** A job that ended well and is not to run again, by flag or by `x-flotilla: {run: once}`. */
function isFinishedJob(context: UpContext, service: string, container: ObservedContainer): boolean {
  if (container.state !== 'exited' || container.exitCode !== 0) return false;
  const extension = context.project.services[service]?.extensions?.['x-flotilla'];
  const runsOnce = isObject(extension) && extension['run'] === 'once';
  return context.options.keepFinishedJobs || runsOnce;
}

function reportFinishedJob(context: UpContext, name: string): void {
  context.draft.report({
    code: 'job-not-repeated',
    severity: 'info',
    message: `container "${name}" has finished and nothing changed; it is not run again`,
  });
}

function pausesFor(context: UpContext, service: string): string | undefined {
  return context.graph
    .dependenciesOf(service)
    .find((dependency) => mustPause(context, service, dependency));
}

function noteUnchanged(context: UpContext, service: string, slot: SlotOf<'keep'>): void {
  const { id, state } = slot.container;
  context.draft.keep({ service, name: slot.name, id, state });
}

const removalId = (container: ObservedContainer): StepId =>
  stepId(`removed/${container.name}/remove`);

function planRemoval(context: UpContext, removal: Removal, replicas: readonly Replica[]): void {
  const { container, reason, number } = removal;
  const subject = existingSubject(context, container, {
    prefix: `removed/${container.name}`,
    reason,
  });
  // the parked predecessor of a container that has never run is all there is to fall back on
  const survivor = replicas.find((replica) => replica.slot.number === number);
  const after =
    reason.kind === 'leftover' && survivor?.slot.kind === 'keep' && !isUp(survivor.slot.container)
      ? survivor.started
      : [];
  const stop = isUp(container)
    ? [addStop(subject, after, { ...timeoutOf(context), hooks: reason.kind === 'surplusReplica' })]
    : after;
  addRemove(subject, stop, { volumes: false });
}

/** Adds the waits of `--wait` for a service: healthy where it has a health check, else running. */
export function planReadiness(context: UpContext, service: string, completes: boolean): void {
  for (const replica of context.replicas.get(service) ?? []) {
    const { slot } = replica;
    const settled =
      slot.kind === 'keep' &&
      replica.started.length === 0 &&
      (slot.container.health === 'healthy' || slot.container.health === 'none');
    if (settled) continue;
    addWait(context, service, {
      replica,
      condition: completes ? 'completed' : 'running-or-healthy',
      required: true,
      reason: { kind: 'requested', by: '--wait' },
    });
  }
}

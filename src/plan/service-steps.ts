import { isUp } from '../model/observed.ts';
import type { Removal, Slot } from './arrange-replicas.ts';
import { addRemove, addStart, addStop, existingSubject } from './container-steps.ts';
import { gatesOf } from './dependency-gates.ts';
import { planKeep } from './keep-steps.ts';
import { planRecreate } from './recreate-steps.ts';
import { addCreate, type SlotOf, subjectOf, timeoutOf } from './slot-steps.ts';
import type { ContainerRef, Reason } from './step.ts';
import type { Replica, UpContext } from './up-context.ts';

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

function planCreate(context: UpContext, service: string, slot: SlotOf<'create'>): Replica {
  const reason: Reason = { kind: 'missing' };
  const create = addCreate(context, { service, slot, reason, name: slot.name });
  const container: ContainerRef = { kind: 'late', step: create, name: slot.name };
  if (!context.options.start) return { slot, container, started: [create] };
  const subject = subjectOf(context, { service, slot, container, reason });
  const start = addStart(subject, [create, ...gatesOf(context, service)]);
  return { slot, container, started: [start] };
}

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
  if (!isUp(container)) return void addRemove(subject, after, { volumes: false });
  const hooks = reason.kind === 'surplusReplica';
  const stop = addStop(subject, [], { ...timeoutOf(context), hooks });
  context.draft.prefer(stop, after);
  addRemove(subject, [stop], { volumes: false });
}

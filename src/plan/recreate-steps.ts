import { temporaryName } from '../model/names.ts';
import { isUp, type ObservedContainer } from '../model/observed.ts';
import { addRemove, addRename, addStart, addStop, type Subject } from './container-steps.ts';
import { gatesOf } from './dependency-gates.ts';
import { addProof } from './readiness.ts';
import {
  addCreate,
  existing,
  leftoversNamed,
  type SlotOf,
  subjectOf,
  timeoutOf,
} from './slot-steps.ts';
import { type ContainerRef, type StepId, stepId } from './step.ts';
import { mustPause, type Replica, type UpContext } from './up-context.ts';

/**
 * The new container exists before the old one is down, and the old one is deleted only after the new one has started,
 * with `--wait` or a `monitor` time only after it was ready: create under a temporary name, stop the old while its
 * name is put aside, name the new, start it, remove the old.
 */
export function planRecreate(
  context: UpContext,
  service: string,
  slot: SlotOf<'recreate'>,
): Replica {
  const { reason, container: old } = slot;
  const group = `recreate/${service}-${slot.number}`;
  const name = temporaryName(old.id, slot.name);
  const create = addCreate(context, { service, slot, reason, name, replaced: old, group });
  const fresh: ContainerRef = { kind: 'late', step: create, name: slot.name };
  const fore = subjectOf(context, { service, slot, container: fresh, reason, group });
  const swap: Swap = { service, old, create, fresh, fore, name: slot.name };
  const ready = isMoved(context, old) ? addMove(context, swap) : addSwap(context, swap);
  const undo = undoOf(context, swap);
  const gates = gatesOf(context, service);
  const started = context.options.start
    ? [addStart({ ...fore, ...undo }, [...ready, ...gates])]
    : ready;
  const replica: Replica = { slot, container: fresh, started };
  // where there is no way back nothing is to be proven first
  const proof =
    context.options.start && !isMoved(context, old)
      ? addProof(context, service, { replica, ...undo })
      : undefined;
  addRemove(backOf(swap), proof === undefined ? started : [proof], {
    volumes: context.options.renewAnonymousVolumes,
  });
  return replica;
}

interface Swap {
  readonly service: string;
  readonly old: ObservedContainer;
  /** Creates `fresh`, the subject of `fore`, which is to have this name. */
  readonly create: StepId;
  readonly fresh: ContainerRef;
  readonly fore: Subject;
  readonly name: string;
}

const backOf = ({ fore, old }: Swap): Subject => ({
  ...fore,
  container: existing(old),
  prefix: `${fore.prefix}/old`,
});

/** Another name is in nobody's way. */
const isInTheWay = ({ old, name }: Swap): boolean => old.name === name;

/** Stops the old container while its name is put aside, then names the new one; gives back what comes before its start. */
function addSwap(context: UpContext, swap: Swap): readonly StepId[] {
  const { service, old, create, name } = swap;
  const after = [create, ...pausedFirst(context, service)];
  const undo = undoOf(context, swap);
  const stopped = isUp(old) ? [addStopOf(context, { ...backOf(swap), ...undo }, after)] : [];
  const away = [...stopped, ...addPark(context, swap, after)];
  for (const id of away) context.draft.prefer(id, readyFirst(context, service));
  const free = away.length === 0 ? after : away;
  const leftovers = leftoversNamed(context, service, name);
  return [addRename({ ...swap.fore, ...undo }, name, [...free, ...leftovers])];
}

/** What leaves a network that is replaced must have let go of it before its successor can be made. */
function addMove(context: UpContext, swap: Swap): readonly StepId[] {
  const { service, old, create, fore, name } = swap;
  const pauses = pausedFirst(context, service);
  const stopped = isUp(old) ? [addStopOf(context, backOf(swap), pauses)] : [create];
  const free = [...stopped, ...addPark(context, swap, stopped)];
  return [addRename(fore, name, [...free, create, ...leftoversNamed(context, service, name)])];
}

function addPark(context: UpContext, swap: Swap, after: readonly StepId[]): readonly StepId[] {
  if (!isInTheWay(swap)) return [];
  const subject = { ...backOf(swap), ...undoOf(context, swap) };
  return [addRename(subject, asideName(swap.old, swap.name), after)];
}

const addStopOf = (context: UpContext, subject: Subject, after: readonly StepId[]): StepId =>
  addStop(subject, after, { ...timeoutOf(context), hooks: false });

/** How the old container gets back; what was on a network that is gone cannot run again. */
function undoOf(context: UpContext, { old, fresh, name }: Swap): Pick<Subject, 'fallback'> {
  if (isMoved(context, old)) return {};
  return { fallback: { replacement: fresh, id: old.id, name, wasRunning: isUp(old) } };
}

/** What the new one needs should be ready while the old one still runs, unless that waits for something the old one has. */
function readyFirst(context: UpContext, service: string): readonly StepId[] {
  // what has to be down while another is replaced cannot wait for what comes after that
  const isPaused = context.graph
    .dependenciesOf(service)
    .some((dependency) => mustPause(context, service, dependency));
  return context.options.start && !isPaused ? gatesOf(context, service) : [];
}

/** Where the old container waits until the new one runs: hex digits of its own id, others than the temporary name's. */
const asideName = (old: ObservedContainer, name: string): string =>
  `${old.id.slice(12, 24)}_${name}`;

const isMoved = (context: UpContext, container: ObservedContainer): boolean =>
  context.changedNetworks.size > 0 &&
  [...context.changedNetworks.values()].some(({ observed }) =>
    Object.hasOwn(container.endpoints, observed.name),
  );

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

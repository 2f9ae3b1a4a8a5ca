import { temporaryName } from '../model/names.ts';
import { isUp, type ObservedContainer } from '../model/observed.ts';
import { addRemove, addRename, addStart, addStop, type Subject } from './container-steps.ts';
import { gatesOf } from './dependency-gates.ts';
import { addProof } from './readiness.ts';
import { addCreate, existing, type SlotOf, subjectOf, timeoutOf } from './slot-steps.ts';
import { type ContainerRef, type StepId, stepId } from './step.ts';
import { mustPause, type Replica, type UpContext } from './up-context.ts';

/**
 * The new container exists before the old one stops, and the old one is deleted only after the new one has started,
 * with `--wait` or a `monitor` time only after it was ready: create under a temporary name, stop the old, put its name aside, name the new,
 * start it, remove the old.
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
  if (isUp(old) && !moved) context.draft.prefer(stop, readyFirst(context, service));
  const park = parks
    ? addRename({ ...back, ...undo(false) }, asideName(old, slot.name), [stop])
    : stop;
  const free = { ...fore, ...undo(parks) };
  const rename = addRename(free, slot.name, moved ? [park, create] : [park]);
  const start = context.options.start
    ? addStart(free, [rename, ...gatesOf(context, service)])
    : rename;
  const replica: Replica = { slot, container: fresh, started: [start] };
  // where there is no way back nothing is to be proven first
  const proof =
    context.options.start && !moved
      ? addProof(context, service, { replica, ...undo(parks) })
      : undefined;
  addRemove(back, [proof ?? start], { volumes: context.options.renewAnonymousVolumes });
  return replica;
}

interface Replaced {
  readonly service: string;
  readonly old: ObservedContainer;
  readonly create: StepId;
}

/** What comes before the old container stops: its successor exists, dependents that must be down are. */
function stopGates(context: UpContext, { service, old, create }: Replaced): readonly StepId[] {
  const pauses = pausedFirst(context, service);
  // while its network is replaced the old one must have let go of it before the new one can be made
  return isMoved(context, old) ? pauses : [create, ...pauses];
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

import { isObject } from '../model/json.ts';
import { isUp, type ObservedContainer } from '../model/observed.ts';
import { moveContainer } from './changed-networks.ts';
import { addRename, addStart, addStop, addUnpause, type Subject } from './container-steps.ts';
import { gatesOf } from './dependency-gates.ts';
import { existing, leftoversNamed, type SlotOf, subjectOf, timeoutOf } from './slot-steps.ts';
import { located, type StepId } from './step.ts';
import { pauseCause, type Replica, type UpContext } from './up-context.ts';

/** Steps for a container that stays: back to its name, its networks and to work, as far as it needs that. */
export function planKeep(context: UpContext, service: string, slot: SlotOf<'keep'>): Replica {
  const container = existing(slot.container);
  const pause = pauseCause(context, service);
  const before: StepId[] = [...moveContainer(context, slot.container)];
  const rests =
    !context.options.start || (pause === undefined && isAsWanted(context, service, slot));
  if (rests) noteUnchanged(context, service, slot);
  if (rests && !slot.rename) return { slot, container, started: before };
  const subject = subjectOf(context, {
    service,
    slot,
    container,
    reason:
      pause === undefined
        ? { kind: 'notRunning', state: slot.container.state }
        : {
            kind: 'dependencyRecreated',
            service: pause,
            ...located(context.options.placeOf(['services', service, 'depends_on', pause])),
          },
  });
  if (slot.rename)
    before.push(
      addRename(
        { ...subject, reason: { kind: 'leftover', what: 'name' } },
        slot.name,
        leftoversNamed(context, service, slot.name),
      ),
    );
  if (rests) return { slot, container, started: before };
  return { slot, container, started: wake(context, { subject, slot, before, pause }) };
}

interface Sleeper {
  readonly subject: Subject;
  readonly slot: SlotOf<'keep'>;
  readonly before: readonly StepId[];
  /** The dependency that is replaced, for whose time the container is down. */
  readonly pause: string | undefined;
}

/** Unpauses, or stops for the time that a dependency is replaced, and starts; gives back the last step. */
function wake(context: UpContext, { subject, slot, before, pause }: Sleeper): readonly StepId[] {
  const { container } = slot;
  const isPaused = container.state === 'paused';
  const awake = isPaused ? [...before, addUnpause(subject, before)] : before;
  if (isPaused && pause === undefined) return awake;
  const options = { ...timeoutOf(context), hooks: true };
  const gates = [...context.cleared, ...gatesOf(context, subject.resource.service ?? '')];
  if (pause === undefined || !isUp(container)) return [addStart(subject, [...awake, ...gates])];
  const stop = addStop(subject, awake, options);
  const { id } = container;
  const fallback = { id, name: slot.name, wasRunning: true };
  return [addStart({ ...subject, fallback }, [...awake, stop, ...gates])];
}

function isAsWanted(
  context: UpContext,
  service: string,
  { container, name }: SlotOf<'keep'>,
): boolean {
  if (container.state === 'running') return true;
  const isDone = isFinishedJob(context, service, container);
  if (isDone) reportFinishedJob(context, name);
  return isDone;
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

function noteUnchanged(context: UpContext, service: string, slot: SlotOf<'keep'>): void {
  const { id, state } = slot.container;
  context.draft.keep({ service, name: slot.name, id, state });
}

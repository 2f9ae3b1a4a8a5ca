/** Commands that act on containers as they are, without an order among services. */
import { isUp, type ObservedContainer, type ObservedState } from '../model/observed.ts';
import type { Project } from '../model/project.ts';
import { addRemove, addStop, addUnpause, existingSubject, type Subject } from './container-steps.ts';
import { buildDependencyGraph } from './dependency-graph.ts';
import { PlanDraft } from './plan-draft.ts';
import type { Plan } from './plan.ts';
import { selectContainers } from './select-containers.ts';
import { type StepId, stepId } from './step.ts';

export interface PowerInput {
  readonly project: Project;
  readonly observed: ObservedState;
  /** Named on the command line; empty: all. */
  readonly named: readonly string[];
  /** The project is known from labels alone: every container counts as one of an enabled service. */
  readonly labelsOnly?: boolean;
}

export interface KillInput extends PowerInput {
  readonly killSignal: string;
  /** Containers of services that no file declares, or that are not enabled, too. */
  readonly orphans: boolean;
}

/** Sends a signal to all that runs, one-offs too, at once. */
export function planKill(input: KillInput): Plan {
  const draft = new PlanDraft();
  const others = input.orphans || input.labelsOnly === true;
  for (const container of selectContainers({ ...input, oneOffs: true, others }).filter(isUp)) {
    const { prefix, ...common } = aboutContainer(input, draft, { container, by: 'kill' });
    draft.add({
      ...common,
      kind: 'killContainer',
      id: stepId(`${prefix}/kill`),
      after: [],
      risk: 'interrupts',
      killSignal: input.killSignal,
    });
  }
  return draft.finish(input.project.name, 'kill');
}

/** Pauses what runs; what is paused already is left as it is. */
export function planPause(input: PowerInput): Plan {
  const draft = new PlanDraft();
  const running = selected(input).filter(
    (container) => isUp(container) && container.state !== 'paused',
  );
  for (const container of running) {
    const { prefix, ...common } = aboutContainer(input, draft, { container, by: 'pause' });
    draft.add({
      ...common,
      kind: 'pauseContainer',
      id: stepId(`${prefix}/pause`),
      after: [],
      risk: 'interrupts',
    });
  }
  return draft.finish(input.project.name, 'pause');
}

/** Lets go on what is paused; everything else is left as it is. */
export function planUnpause(input: PowerInput): Plan {
  const draft = new PlanDraft();
  for (const container of selected(input).filter(({ state }) => state === 'paused'))
    addUnpause(subjectOf(input, draft, { container, by: 'unpause' }), []);
  return draft.finish(input.project.name, 'unpause');
}

export interface RemoveInput extends PowerInput {
  /** Stop first what runs; else it is left alone. */
  readonly stop: boolean;
  /** Anonymous volumes too. */
  readonly volumes: boolean;
}

/** Removes replicas that do not run; with `stop` all of them, dependents stopped before what they depend on. */
export function planRemove(input: RemoveInput): Plan {
  const draft = new PlanDraft();
  const containers = selected(input);
  const stops = input.stop ? planStops(input, draft, containers) : new Map<string, StepId>();
  for (const container of containers) {
    const stop = stops.get(container.id);
    if (isUp(container) && stop === undefined) continue;
    const subject = subjectOf(input, draft, { container, by: 'rm' });
    addRemove(subject, stop === undefined ? [] : [stop], {
      volumes: input.volumes,
      // what somebody has started meanwhile must not die of a removal of stopped containers
      force: input.stop,
    });
  }
  return draft.finish(input.project.name, 'rm');
}

/** Stop steps by container id. */
function planStops(
  input: RemoveInput,
  draft: PlanDraft,
  containers: readonly ObservedContainer[],
): ReadonlyMap<string, StepId> {
  const graph = buildDependencyGraph(input.project.services);
  const stops = new Map<string, StepId>();
  const stopped = new Map<string, readonly StepId[]>();
  const order = graph.order.toReversed();
  const others = new Set(containers.map(({ service }) => service)).difference(new Set(order));
  for (const key of [...order, ...others]) {
    const before = order.includes(key)
      ? graph.dependentsOf(key).flatMap((dependent) => stopped.get(dependent) ?? [])
      : [];
    const own = containers.filter((container) => container.service === key && isUp(container));
    for (const container of own)
      stops.set(
        container.id,
        addStop(subjectOf(input, draft, { container, by: 'rm' }), before, { hooks: true }),
      );
    const ids = own.flatMap(({ id }) => stops.get(id) ?? []);
    stopped.set(key, ids.length > 0 ? ids : before);
  }
  return stops;
}

const selected = (input: PowerInput): readonly ObservedContainer[] =>
  selectContainers({ ...input, others: input.labelsOnly === true });

interface About {
  readonly container: ObservedContainer;
  /** The command. */
  readonly by: string;
}

const subjectOf = (input: PowerInput, draft: PlanDraft, { container, by }: About): Subject =>
  existingSubject({ project: input.project, draft }, container, {
    prefix: `container/${container.name}`,
    reason: { kind: 'requested', by },
  });

function aboutContainer(
  input: PowerInput,
  draft: PlanDraft,
  about: About,
): Pick<Subject, 'container' | 'prefix' | 'reason' | 'resource'> {
  const { container, prefix, reason, resource } = subjectOf(input, draft, about);
  return { container, prefix, reason, resource };
}

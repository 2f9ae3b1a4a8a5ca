/** Commands that act on containers as they are. */
import { isUp, type ObservedContainer } from '../model/observed.ts';
import { addRemove, addUnpause, existingSubject, type Subject } from './container-steps.ts';
import { PlanDraft } from './plan-draft.ts';
import { addStops, type LifecycleInput } from './plan-lifecycle.ts';
import type { Plan } from './plan.ts';
import { selectContainers } from './select-containers.ts';
import { stepId } from './step.ts';

export interface KillInput extends LifecycleInput {
  readonly killSignal: string;
  /** Containers of services that are not enabled, or that no file declares, too. */
  readonly orphans: boolean;
}

/** Sends a signal to all that runs, one-offs too, at once. */
export function planKill(input: KillInput): Plan {
  const draft = new PlanDraft();
  const isOrphan = (service: string): boolean =>
    input.orphans && input.named.length === 0 && !isEnabled(input, service);
  const running = selectContainers(input.observed, {
    includes: (service) => isChosen(input, service) || isOrphan(service),
    oneOffs: true,
  }).filter(isUp);
  for (const container of running) {
    const { prefix, ...about } = describe({ input, draft, by: 'kill' }, container);
    draft.add({
      ...about,
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
export function planPause(input: LifecycleInput): Plan {
  const draft = new PlanDraft();
  const running = chosenReplicas(input).filter(
    (container) => isUp(container) && container.state !== 'paused',
  );
  for (const container of running) {
    const { prefix, ...about } = describe({ input, draft, by: 'pause' }, container);
    draft.add({
      ...about,
      kind: 'pauseContainer',
      id: stepId(`${prefix}/pause`),
      after: [],
      risk: 'interrupts',
    });
  }
  return draft.finish(input.project.name, 'pause');
}

/** Lets go on what is paused; everything else is left as it is. */
export function planUnpause(input: LifecycleInput): Plan {
  const draft = new PlanDraft();
  for (const container of chosenReplicas(input).filter(({ state }) => state === 'paused'))
    addUnpause(subjectOf({ input, draft, by: 'unpause' }, container), []);
  return draft.finish(input.project.name, 'unpause');
}

export interface RemoveInput extends LifecycleInput {
  /** Stop first what runs; else it is left alone. */
  readonly stop: boolean;
  /** Anonymous volumes too. */
  readonly volumes: boolean;
}

/** Removes replicas that do not run; with `stop` all of them, dependents stopped before what they depend on. */
export function planRemove(input: RemoveInput): Plan {
  const draft = new PlanDraft();
  const stops = input.stop ? addStops(draft, input, 'rm') : undefined;
  for (const container of chosenReplicas(input)) {
    const stop = stops?.get(container.id);
    if (isUp(container) && stop === undefined) continue;
    addRemove(
      subjectOf({ input, draft, by: 'rm' }, container),
      stop === undefined ? [] : [stop],
      // what somebody has started meanwhile must not die of a removal of stopped containers
      { volumes: input.volumes, force: input.stop },
    );
  }
  return draft.finish(input.project.name, 'rm');
}

const chosenReplicas = (input: LifecycleInput): readonly ObservedContainer[] =>
  selectContainers(input.observed, { includes: (service) => isChosen(input, service) });

const isChosen = (input: LifecycleInput, service: string): boolean =>
  input.named.length === 0 ? isEnabled(input, service) : input.named.includes(service);

const isEnabled = ({ project }: LifecycleInput, service: string): boolean =>
  Object.hasOwn(project.services, service);

interface About {
  readonly input: LifecycleInput;
  readonly draft: PlanDraft;
  /** The command. */
  readonly by: string;
}

const subjectOf = ({ input, draft, by }: About, container: ObservedContainer): Subject =>
  existingSubject({ project: input.project, draft }, container, {
    prefix: `container/${container.name}`,
    reason: { kind: 'requested', by },
  });

function describe(
  about: About,
  observed: ObservedContainer,
): Pick<Subject, 'container' | 'prefix' | 'reason' | 'resource'> {
  const { container, prefix, reason, resource } = subjectOf(about, observed);
  return { container, prefix, reason, resource };
}

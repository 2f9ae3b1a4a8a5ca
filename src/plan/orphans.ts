import { isUp, type ObservedContainer, type ObservedState } from '../model/observed.ts';
import type { Project } from '../model/project.ts';
import { addRemove, addStop, existingSubject } from './container-steps.ts';
import type { PlanDraft } from './plan-draft.ts';
import type { StepId } from './step.ts';

/** Containers of the project whose service no file declares, enabled or not, and one-offs that have ended. */
export function findOrphans(
  project: Declared,
  observed: ObservedState,
): readonly ObservedContainer[] {
  return observed.containers.filter((container) => {
    if (container.oneoff) return container.state === 'exited' || container.state === 'dead';
    return !isDeclared(project, container);
  });
}

/** Containers that hooks of such services have left. */
export const findOrphanHooks = (
  project: Declared,
  observed: Pick<ObservedState, 'hooks'>,
): readonly ObservedContainer[] =>
  observed.hooks.filter((container) => !isDeclared(project, container));

type Declared = Pick<Project, 'services' | 'disabledServices'>;

const isDeclared = (
  { services, disabledServices }: Declared,
  { service }: ObservedContainer,
): boolean => Object.hasOwn(services, service) || Object.hasOwn(disabledServices, service);

interface OrphanContext {
  readonly project: Project;
  readonly draft: PlanDraft;
  readonly timeoutSeconds?: number;
  readonly volumes: boolean;
}

export function planOrphanRemoval(
  context: OrphanContext,
  orphans: readonly ObservedContainer[],
): readonly StepId[] {
  return orphans.map((container) => {
    const subject = existingSubject(context, container, {
      prefix: `orphan/${container.name}`,
      reason: { kind: 'orphan' },
    });
    const timeout =
      context.timeoutSeconds === undefined ? {} : { timeoutSeconds: context.timeoutSeconds };
    const stop = isUp(container) ? [addStop(subject, [], { hooks: false, ...timeout })] : [];
    return addRemove(subject, stop, { volumes: context.volumes });
  });
}

export function reportOrphans(draft: PlanDraft, orphans: readonly ObservedContainer[]): void {
  if (orphans.length === 0) return;
  const names = orphans.map((container) => container.name);
  draft.report({
    code: 'orphan-containers',
    severity: 'warning',
    message: `Found orphan containers (${names.join(', ')}) for this project`,
    hint: 'if a service was renamed or removed, --remove-orphans clears them away',
  });
}

import type { Plan } from './plan.ts';
import type { Reason, Step, StepKind } from './step.ts';

export type IntentAction = 'create' | 'replace' | 'restart' | 'start' | 'unpause' | 'remove';

/** What a plan would do about a service, and why. */
export interface Intent {
  readonly action: IntentAction;
  readonly reason: Reason;
}

/** The change to the service's containers that says most; undefined when the plan leaves them alone. */
export function intentOf(plan: Plan, service: string): Intent | undefined {
  const steps = plan.steps.filter(
    ({ resource }) => resource.kind === 'container' && resource.service === service,
  );
  const find = (kind: StepKind): Step | undefined => steps.find((step) => step.kind === kind);
  const create = find('createContainer');
  if (create !== undefined)
    return { action: create.group === undefined ? 'create' : 'replace', reason: create.reason };
  const start = find('startContainer');
  if (start !== undefined)
    return {
      action: find('stopContainer') === undefined ? 'start' : 'restart',
      reason: start.reason,
    };
  const unpause = find('unpauseContainer');
  if (unpause !== undefined) return { action: 'unpause', reason: unpause.reason };
  const removal = find('removeContainer');
  return removal && { action: 'remove', reason: removal.reason };
}

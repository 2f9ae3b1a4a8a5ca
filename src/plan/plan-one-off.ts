import { addStart, type Subject } from './container-steps.ts';
import { moveContainer } from './changed-networks.ts';
import { gatesOf } from './dependency-gates.ts';
import { draftContainer } from './draft-container.ts';
import { inputsOf } from './slot-steps.ts';
import { type Reason, type StepId, stepId } from './step.ts';
import type { UpContext } from './up-context.ts';
import type { OneOffContainer } from './up-options.ts';

export const ONE_OFF_CREATE: StepId = stepId('one-off/create');
export const ONE_OFF_START: StepId = stepId('one-off/start');

/** The container of `run`, started once the dependencies are as its service wants them. */
export function planOneOff(context: UpContext, oneOff: OneOffContainer): void {
  const { project, draft } = context;
  const { service, name, ...oneoff } = oneOff;
  keepReplicas(context, service);
  const slot = { kind: 'create', number: 0, name } as const;
  const { draft: request, after } = draftContainer(context, { service, slot, name, oneoff });
  const reason: Reason = { kind: 'requested', by: 'run' };
  const resource = { kind: 'container', name, service } as const;
  const create = draft.add({
    kind: 'createContainer',
    id: ONE_OFF_CREATE,
    after: [...inputsOf(context, service), ...after],
    resource,
    reason,
    risk: 'none',
    draft: request,
  });
  const subject: Subject = {
    project,
    draft,
    resource,
    prefix: 'one-off',
    container: { kind: 'late', step: create, name },
    reason,
    hooksMayFail: true,
  };
  addStart(subject, [create, ...gatesOf(context, service)]);
}

/** The service's replicas stay, but may have to go along to a network that is made anew. */
function keepReplicas(context: UpContext, service: string): void {
  for (const container of context.observed.containers)
    if (container.service === service) moveContainer(context, container);
}

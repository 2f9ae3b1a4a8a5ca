/** Steps and events as small as views need them. */
import type { Event, Outcome } from '../../../src/events/event.ts';
import type { ObservedContainer } from '../../../src/model/observed.ts';
import { containerId } from '../../../src/model/names.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { stepId } from '../../../src/plan/step.ts';
import type { Step } from '../../../src/plan/step.ts';

export function step(kind: Step['kind'], service = 'web', more: object = {}): Step {
  const name = `p-${service}-1`;
  return {
    kind,
    id: stepId(`container/${service}-1/${kind}`),
    after: [],
    resource: { kind: 'container', name, service, number: 1 },
    container: { kind: 'existing', id: 'a1', name },
    reason: { kind: 'missing' },
    risk: 'none',
    ...more,
  } as unknown as Step;
}

export const started = (of: Step): Event => ({ kind: 'stepStarted', at: 0, step: of });

export const ended = (of: Step, outcome: Outcome = { status: 'done' }): Event => ({
  kind: 'stepEnded',
  at: 0,
  step: of,
  outcome,
  ms: 0,
});

export const both = (of: Step): readonly Event[] => [started(of), ended(of)];

export const plan = (steps: readonly Step[], more: Partial<Plan> = {}): Plan => ({
  version: 1,
  project: 'p',
  verb: 'up',
  steps,
  unchanged: [],
  questions: [],
  diagnostics: [],
  ...more,
});

/** The steps of a replacement, in the order in which they run. */
export const recreation = (service = 'web'): readonly Step[] => {
  const group = `recreate/${service}-1`;
  const fresh = { kind: 'late', step: stepId('create'), name: `p-${service}-1` };
  return [
    step('createContainer', service, { group }),
    step('stopContainer', service, { group }),
    step('renameContainer', service, { group, name: 'aside' }),
    step('renameContainer', service, { group, container: fresh, name: `p-${service}-1` }),
    step('startContainer', service, { group, container: fresh }),
    step('removeContainer', service, { group }),
  ];
};

export const container = (more: Partial<ObservedContainer> = {}): ObservedContainer => ({
  id: containerId('0123456789abcdef'.repeat(4)),
  name: 'p-web-1',
  project: 'p',
  service: 'web',
  number: 1,
  oneoff: false,
  configHash: 'hash',
  image: 'busybox',
  imageId: 'sha256:6c7cd63113cf64cf3316b3e0cc80dd9fef0d363df1871e813bf0a469504eb5cf',
  command: 'sleep 300',
  state: 'running',
  status: 'Up 2 seconds',
  health: 'none',
  createdAt: 1_780_000_000,
  labels: {},
  ports: [],
  mounts: [],
  networkMode: 'p_default',
  endpoints: {},
  ...more,
});

import type { Dependency, DependencyCondition } from '../model/service.ts';
import { type Fallback, type Reason, type StepId, type WaitCondition, stepId } from './step.ts';
import type { Replica, UpContext } from './up-context.ts';

/** What waiting needs of a plan in the making. */
interface GateContext extends Pick<UpContext, 'project' | 'draft'> {
  readonly replicas: ReadonlyMap<string, readonly Replica[]>;
  readonly providers?: ReadonlyMap<string, StepId>;
}

const WAIT: Record<DependencyCondition, WaitCondition> = {
  service_started: 'started',
  service_healthy: 'healthy',
  service_completed_successfully: 'completed',
};

/** The steps that a start of the service waits for; adds the waits that are not satisfied yet. */
export function gatesOf(context: GateContext, service: string): readonly StepId[] {
  const gates: StepId[] = [];
  for (const [key, edge] of Object.entries(context.project.services[service]?.depends_on ?? {})) {
    const provider = context.providers?.get(key);
    if (provider !== undefined) gates.push(provider);
    for (const replica of context.replicas.get(key) ?? [])
      gates.push(...gateOf(context, { key, edge, replica }));
  }
  return gates;
}

interface Edge {
  readonly key: string;
  readonly edge: Dependency;
  readonly replica: Replica;
}

function gateOf(context: GateContext, { key, edge, replica }: Edge): readonly StepId[] {
  if (edge.condition === 'service_started' && edge.required) return replica.started;
  if (isSatisfied(edge.condition, replica)) return [];
  const reason: Reason = { kind: 'dependency', service: key, condition: edge.condition };
  return [
    addWait(context, key, {
      replica,
      reason,
      condition: WAIT[edge.condition],
      required: edge.required,
    }),
  ];
}

function isSatisfied(condition: DependencyCondition, replica: Replica): boolean {
  if (replica.started.length > 0 || replica.slot.kind !== 'keep') return false;
  const { container } = replica.slot;
  if (condition === 'service_healthy')
    return container.state === 'running' && container.health === 'healthy';
  if (condition === 'service_completed_successfully')
    return container.state === 'exited' && container.exitCode === 0;
  return container.state === 'running';
}

export interface Wait {
  readonly replica: Replica;
  readonly condition: WaitCondition;
  readonly required: boolean;
  readonly reason: Reason;
  /** As `waitUntil` has them. */
  readonly steadyMs?: number;
  readonly holds?: boolean;
  readonly fallback?: Fallback;
}

export function addWait(context: GateContext, service: string, wait: Wait): StepId {
  const { number } = wait.replica.slot;
  const suffix = wait.required ? '' : '/optional';
  return context.draft.add({
    kind: 'waitUntil',
    id: stepId(`wait/${service}-${number}/${wait.condition}${suffix}`),
    after: wait.replica.started,
    resource: { kind: 'container', name: wait.replica.slot.name, service, number },
    reason: wait.reason,
    risk: 'none',
    container: wait.replica.container,
    condition: wait.condition,
    required: wait.required,
    ...(wait.required ? {} : { optional: true }),
    ...(wait.steadyMs === undefined ? {} : { steadyMs: wait.steadyMs }),
    ...(wait.holds === undefined ? {} : { holds: wait.holds }),
    ...(wait.fallback === undefined ? {} : { fallback: wait.fallback }),
  });
}

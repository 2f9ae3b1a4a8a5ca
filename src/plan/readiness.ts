/** The waits of `--wait`: until a service is up to its work. */
import { addWait } from './dependency-gates.ts';
import { toNanoseconds } from './request/durations.ts';
import type { Fallback, StepId } from './step.ts';
import type { Replica, UpContext } from './up-context.ts';

/** Adds the waits for a service: completed where another waits for that, healthy where it has a health check, else running. */
export function planReadiness(context: UpContext, service: string): void {
  for (const replica of context.replicas.get(service) ?? []) {
    const { slot } = replica;
    const settled =
      slot.kind === 'keep' &&
      replica.started.length === 0 &&
      (slot.container.health === 'healthy' || slot.container.health === 'none');
    if (!settled) addReadiness(context, service, replica);
  }
}

/**
 * The wait for a container that takes the place of another, which can be put back until then. It must also stay up for
 * as long as `deploy.update_config.monitor` says.
 */
export function addProof(
  context: UpContext,
  service: string,
  { replica, fallback }: { readonly replica: Replica; readonly fallback?: Fallback | undefined },
): StepId {
  const { monitor } = context.project.services[service]?.deploy?.update_config ?? {};
  const steadyMs = toNanoseconds(monitor) / 1e6;
  return addReadiness(context, service, {
    ...replica,
    ...(fallback === undefined ? {} : { fallback }),
    ...(steadyMs > 0 ? { steadyMs } : {}),
  });
}

interface Awaited extends Replica {
  readonly fallback?: Fallback;
  readonly steadyMs?: number;
}

const addReadiness = (context: UpContext, service: string, awaited: Awaited): StepId =>
  addWait(context, service, {
    replica: awaited,
    condition: completes(context, service) ? 'completed' : 'running-or-healthy',
    required: true,
    reason: { kind: 'requested', by: '--wait' },
    ...(awaited.fallback === undefined ? {} : { fallback: awaited.fallback }),
    ...(awaited.steadyMs === undefined ? {} : { steadyMs: awaited.steadyMs }),
  });

/** Whether another service waits for its end. */
const completes = ({ project }: UpContext, service: string): boolean =>
  Object.values(project.services).some(
    ({ depends_on }) => depends_on?.[service]?.condition === 'service_completed_successfully',
  );

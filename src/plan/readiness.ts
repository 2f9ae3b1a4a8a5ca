/** The waits of `--wait`: until a service is up to its work. */
import type { Project } from '../model/project.ts';
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

interface Successor {
  readonly replica: Replica;
  readonly fallback?: Fallback | undefined;
}

/**
 * The wait for a container that takes the place of another, which can be put back until then: with `--wait`, and where
 * `deploy.update_config.monitor` says for how long it must stay up. With `--wait` it must not fall before all others
 * are up either. Undefined where a start is all that is asked for.
 */
export function addProof(
  context: UpContext,
  service: string,
  { replica, fallback }: Successor,
): StepId | undefined {
  const steadyMs = monitorMs(context, service);
  if (!context.options.wait && steadyMs === 0) return undefined;
  return addReadiness(context, service, {
    ...replica,
    ...(fallback === undefined ? {} : { fallback }),
    ...(steadyMs > 0 ? { steadyMs } : {}),
    ...(context.options.wait ? { holds: true } : {}),
  });
}

function monitorMs({ project }: UpContext, service: string): number {
  const { monitor } = project.services[service]?.deploy?.update_config ?? {};
  return toNanoseconds(monitor) / 1e6;
}

interface Awaited extends Replica {
  readonly fallback?: Fallback;
  readonly steadyMs?: number;
  readonly holds?: boolean;
}

const addReadiness = (context: UpContext, service: string, awaited: Awaited): StepId =>
  addWait(context, service, {
    replica: awaited,
    condition: context.awaitedEnds().has(service) ? 'completed' : 'running-or-healthy',
    required: true,
    reason: { kind: 'requested', by: context.options.wait ? '--wait' : 'update_config.monitor' },
    ...(awaited.fallback === undefined ? {} : { fallback: awaited.fallback }),
    ...(awaited.steadyMs === undefined ? {} : { steadyMs: awaited.steadyMs }),
    ...(awaited.holds === undefined ? {} : { holds: awaited.holds }),
  });

/** The services for whose end another one waits. */
export const awaitedEnds = ({ services }: Project): ReadonlySet<string> =>
  new Set(
    Object.values(services).flatMap(({ depends_on }) =>
      Object.entries(depends_on ?? {}).flatMap(([key, { condition }]) =>
        condition === 'service_completed_successfully' ? [key] : [],
      ),
    ),
  );

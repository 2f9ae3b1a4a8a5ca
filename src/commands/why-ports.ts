/** Ports that keep services down of which no container tells, since `up` did not even create it. */
import type { Engine } from '../engine/engine.ts';
import { problemsOf } from '../events/port-conflicts.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Explanation } from '../plan/explain.ts';
import { portClaims } from '../plan/port-claims.ts';
import { checkPorts } from '../reconcile/check-ports.ts';
import type { Seen } from '../reconcile/explain.ts';
import type { Context, LoadedProject } from './context.ts';

export async function portProblems(
  { plan, observed, explanation }: Seen & { readonly explanation: Explanation },
  { project, origins }: LoadedProject,
  { host, signal, engine }: Pick<Context, 'host' | 'signal'> & { readonly engine: Engine },
): Promise<readonly Diagnostic[]> {
  const down = new Set(explanation.idle.flatMap(({ service, cause }) => [service, cause]));
  const claims = portClaims({ steps: plan.steps, project, observed });
  const wanted = claims.filter(({ service }) => down.has(service));
  if (wanted.length === 0) return [];
  const placeOf: typeof origins.placeOf = (path, part) => origins.placeOf(path, part);
  return problemsOf(await checkPorts(plan, wanted, { engine, host, signal, placeOf }));
}

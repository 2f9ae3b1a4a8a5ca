/** What commands that act on existing containers reconcile. */
import type { LifecycleInput } from '../plan/plan-lifecycle.ts';
import type { Plan } from '../plan/plan.ts';
import type { ReconcileRequest } from '../reconcile/request.ts';
import { filesOf, resourcesOf, type Scope } from './project-scope.ts';
import type { RunOptions } from './run-reconcile.ts';

export interface LifecycleRequest {
  readonly request: ReconcileRequest;
  readonly options: RunOptions;
}

/** `plan` gets the project as the files or the labels tell it, and the services that were named. */
export function lifecycleRequest(
  scope: Scope,
  verb: string,
  plan: (input: LifecycleInput) => Plan,
): LifecycleRequest {
  return {
    request: {
      project: scope.name,
      verb,
      ...resourcesOf(scope.project),
      images: [],
      plan: (observed) =>
        plan({ project: scope.projectIn(observed), observed, named: scope.named }),
    },
    options: filesOf(scope),
  };
}

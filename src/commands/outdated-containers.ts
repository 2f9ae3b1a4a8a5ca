/** Containers that a command keeps although the files say something else by now. */
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Plan } from '../plan/plan.ts';
import type { ReconcileRequest } from '../reconcile/request.ts';
import { type Context, UserError } from './context.ts';
import type { Scope } from './project-scope.ts';
import { NO_CREATE_FLAGS, upRequest } from './up-request.ts';

/** What `up` would do; undefined where there are no files, or none that can be loaded. */
export async function requestOfUp(
  context: Context,
  { project, named }: Scope,
): Promise<ReconcileRequest | undefined> {
  if (project === undefined) return undefined;
  try {
    const loaded = await context.load({ services: named });
    const choices = { flags: NO_CREATE_FLAGS, verb: 'up', start: true, wait: false, named };
    return await upRequest(context, loaded, choices);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** The plan with a warning for each of its containers that `up` would replace. */
export function withOutdated(plan: Plan, up: Plan): Plan {
  const replaced = new Set(
    up.steps
      .filter(({ kind, group }) => kind === 'createContainer' && group !== undefined)
      .map(({ resource }) => resource.name),
  );
  const names = new Set(plan.steps.map(({ resource }) => resource.name));
  const warnings = [...names.intersection(replaced)].map((name): Diagnostic => ({
    code: 'container-outdated',
    severity: 'warning',
    message: `container "${name}" differs from what the files say, and ${plan.verb} keeps it as it is`,
    hint: 'replace it with `flotilla up -d`; `flotilla plan` shows what changed',
  }));
  return { ...plan, diagnostics: [...plan.diagnostics, ...warnings] };
}

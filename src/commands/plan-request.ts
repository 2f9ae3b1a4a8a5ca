/** What `up` carries out, `plan` looks at and `apply` looks at again. */
import type { FlagValues, Flags } from '../cli/command.ts';
import type { ReconcileRequest } from '../reconcile/request.ts';
import type { Context, LoadedProject } from './context.ts';
import { CREATE_FLAGS, upRequest } from './up-request.ts';

/** Flags of `up` that change what is planned. */
export const PLAN_FLAGS = {
  ...CREATE_FLAGS,
  noDeps: { kind: 'boolean', text: 'Leave dependencies out' },
  alwaysRecreateDeps: { kind: 'boolean', text: 'Recreate dependencies too' },
  renewAnonVolumes: { kind: 'boolean', short: 'V', text: 'Fresh anonymous volumes' },
  noStart: { kind: 'boolean', text: 'Create only' },
  wait: { kind: 'boolean', text: 'As up --wait would do' },
  timeout: { kind: 'int', short: 't', value: 'SECONDS', text: 'Grace period before a kill' },
} as const satisfies Flags;

export interface PlanScope {
  readonly services: readonly string[];
  /** Off where the plan is only looked at. */
  readonly asks?: boolean;
}

export async function planRequest(
  context: Context,
  flags: FlagValues<typeof PLAN_FLAGS>,
  { services, asks = true }: PlanScope,
): Promise<{ readonly loaded: LoadedProject; readonly request: ReconcileRequest }> {
  const withoutDependencies = flags.noDeps === true;
  const loaded = await context.load({ asks, services, withoutDependencies });
  const request = await upRequest(context, loaded, {
    flags,
    verb: 'up',
    start: flags.noStart !== true,
    wait: flags.wait === true,
    named: services,
    alwaysRecreateDeps: flags.alwaysRecreateDeps,
    renewAnonVolumes: flags.renewAnonVolumes,
    timeoutSeconds: flags.timeout,
  });
  return { loaded, request };
}

import type { Command, Flags } from '../cli/command.ts';
import { planRestart } from '../plan/plan-lifecycle.ts';
import type { ReconcileRequest } from '../reconcile/request.ts';
import type { Context } from './context.ts';
import { lifecycleRequest } from './lifecycle-request.ts';
import { HOOK_FLAGS } from './hook-flags.ts';
import { requestOfUp, withOutdated } from './outdated-containers.ts';
import { findScope } from './project-scope.ts';
import { exitCodeOf, runReconcile } from './run-reconcile.ts';

const FLAGS = {
  ...HOOK_FLAGS,
  timeout: { kind: 'int', short: 't', value: 'SECONDS', text: 'Grace period before a kill' },
  noDeps: { kind: 'boolean', text: 'Leave dependent services alone' },
} as const satisfies Flags;

export const command: Command<Context, typeof FLAGS> = {
  name: 'restart',
  summary: 'Restart containers',
  positionals: { usage: '[SERVICE...]', complete: 'services' },
  flags: FLAGS,
  async run({ flags, args }, context) {
    const scope = await findScope(context, args);
    const { request, options } = lifecycleRequest(scope, 'restart', (input) =>
      planRestart({
        ...input,
        strictHooks: flags.strictHooks === true,
        withoutDependents: flags.noDeps === true,
        ...(flags.timeout === undefined ? {} : { timeoutSeconds: flags.timeout }),
      }),
    );
    const up = await requestOfUp(context, scope);
    const aware: ReconcileRequest =
      up === undefined
        ? request
        : {
            ...request,
            images: up.images,
            environmentsOf: up.environmentsOf ?? [],
            plan: (...seen) => withOutdated(request.plan(...seen), up.plan(...seen)),
          };
    return exitCodeOf(await runReconcile(context, { ...aware, lookAgain: 'warn' }, options));
  },
};

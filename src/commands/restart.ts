import type { Command, Flags } from '../cli/command.ts';
import { planRestart } from '../plan/plan-lifecycle.ts';
import type { Context } from './context.ts';
import { lifecycleRequest } from './lifecycle-request.ts';
import { findScope } from './project-scope.ts';
import { exitCodeOf, runReconcile } from './run-reconcile.ts';

const FLAGS = {
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
        withoutDependents: flags.noDeps === true,
        ...(flags.timeout === undefined ? {} : { timeoutSeconds: flags.timeout }),
      }),
    );
    return exitCodeOf(await runReconcile(context, { ...request, lookAgain: 'warn' }, options));
  },
};

import type { Command, Flags } from '../cli/command.ts';
import { planStop } from '../plan/plan-lifecycle.ts';
import type { Context } from './context.ts';
import { lifecycleRequest } from './lifecycle-request.ts';
import { HOOK_FLAGS } from './hook-flags.ts';
import { findScope } from './project-scope.ts';
import { exitCodeOf, runReconcile } from './run-reconcile.ts';

const FLAGS = {
  ...HOOK_FLAGS,
  timeout: { kind: 'int', short: 't', value: 'SECONDS', text: 'Grace period before a kill' },
} as const satisfies Flags;

export const command: Command<Context, typeof FLAGS> = {
  name: 'stop',
  summary: 'Stop containers',
  positionals: { usage: '[SERVICE...]', complete: 'services' },
  flags: FLAGS,
  async run({ flags, args }, context) {
    const scope = await findScope(context, args);
    const { request, options } = lifecycleRequest(scope, 'stop', (input) =>
      planStop({
        ...input,
        strictHooks: flags.strictHooks === true,
        ...(flags.timeout === undefined ? {} : { timeoutSeconds: flags.timeout }),
      }),
    );
    return exitCodeOf(await runReconcile(context, request, options));
  },
};

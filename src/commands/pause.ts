import type { Command } from '../cli/command.ts';
import { planPause } from '../plan/plan-power.ts';
import type { Context } from './context.ts';
import { lifecycleRequest } from './lifecycle-request.ts';
import { findScope } from './project-scope.ts';
import { exitCodeOf, runReconcile } from './run-reconcile.ts';

export const command: Command<Context, {}> = {
  name: 'pause',
  summary: 'Pause running containers',
  positionals: { usage: '[SERVICE...]', complete: 'services' },
  flags: {},
  async run({ args }, context) {
    const scope = await findScope(context, args);
    const { request, options } = lifecycleRequest(scope, 'pause', planPause);
    return exitCodeOf(await runReconcile(context, request, options));
  },
};

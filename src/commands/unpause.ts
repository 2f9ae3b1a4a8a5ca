import type { Command } from '../cli/command.ts';
import { planUnpause } from '../plan/plan-power.ts';
import type { Context } from './context.ts';
import { lifecycleRequest } from './lifecycle-request.ts';
import { findScope } from './project-scope.ts';
import { exitCodeOf, runReconcile } from './run-reconcile.ts';

export const command: Command<Context, {}> = {
  name: 'unpause',
  summary: 'Let paused containers go on',
  positionals: { usage: '[SERVICE...]', complete: 'services' },
  flags: {},
  async run({ args }, context) {
    const scope = await findScope(context, args);
    const { request, options } = lifecycleRequest(scope, 'unpause', planUnpause);
    return exitCodeOf(await runReconcile(context, request, options));
  },
};

import type { Command, Flags } from '../cli/command.ts';
import { planRestart } from '../plan/plan-lifecycle.ts';
import type { Context } from './context.ts';
import { findScope, resourcesOf } from './project-scope.ts';
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
    const result = await runReconcile(
      context,
      {
        project: scope.name,
        verb: 'restart',
        ...resourcesOf(scope.project),
        images: [],
        plan: (observed) =>
          planRestart({
            project: scope.projectIn(observed),
            observed,
            named: args,
            withoutDependents: flags.noDeps === true,
            ...(flags.timeout === undefined ? {} : { timeoutSeconds: flags.timeout }),
          }),
      },
      scope.project === undefined ? {} : { project: scope.project },
    );
    return exitCodeOf(result);
  },
};

import type { Command, Flags } from '../cli/command.ts';
import { planKill } from '../plan/plan-power.ts';
import type { Context } from './context.ts';
import { lifecycleRequest } from './lifecycle-request.ts';
import { findScope } from './project-scope.ts';
import { exitCodeOf, runReconcile } from './run-reconcile.ts';
import { isTruthy } from './settings.ts';

/** Those that programs in containers are written to take. */
const SIGNALS = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'];

const FLAGS = {
  signal: {
    kind: 'string',
    short: 's',
    value: 'SIGNAL',
    default: 'SIGKILL',
    text: 'What to send',
    complete: SIGNALS,
  },
  removeOrphans: { kind: 'boolean', text: 'Containers of services that no file declares, too' },
} as const satisfies Flags;

export const command: Command<Context, typeof FLAGS> = {
  name: 'kill',
  summary: 'Send a signal to running containers',
  positionals: { usage: '[SERVICE...]', complete: 'services' },
  flags: FLAGS,
  async run({ flags, args }, context) {
    const scope = await findScope(context, args);
    const orphans = flags.removeOrphans ?? isTruthy(context.host.env['COMPOSE_REMOVE_ORPHANS']);
    const { request, options } = lifecycleRequest(scope, 'kill', (input) =>
      planKill({
        ...input,
        killSignal: flags.signal,
        // without files no container is known to be an orphan
        orphans: orphans || scope.project === undefined,
      }),
    );
    const result = await runReconcile(context, request, options);
    if (result.plan.steps.length === 0) await context.host.stderr.write('no container to kill\n');
    return exitCodeOf(result);
  },
};

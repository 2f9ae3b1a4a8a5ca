import type { Command, Flags } from '../cli/command.ts';
import type { Context } from './context.ts';
import { exitCodeOf, runReconcile } from './run-reconcile.ts';
import { CREATE_FLAGS, upRequest } from './up-request.ts';

const FLAGS = {
  ...CREATE_FLAGS,
  detach: { kind: 'boolean', short: 'd', text: 'Run containers in the background' },
  wait: { kind: 'boolean', text: 'Wait until services are running or healthy; implies --detach' },
  waitTimeout: { kind: 'int', value: 'SECONDS', text: 'Longest wait' },
  noStart: { kind: 'boolean', text: 'Create containers only' },
  noDeps: { kind: 'boolean', text: 'Leave dependencies out' },
  alwaysRecreateDeps: { kind: 'boolean', text: 'Recreate dependencies too' },
  renewAnonVolumes: { kind: 'boolean', short: 'V', text: 'Fresh anonymous volumes' },
  timeout: { kind: 'int', short: 't', value: 'SECONDS', text: 'Grace period before a kill' },
} as const satisfies Flags;

export const command: Command<Context, typeof FLAGS> = {
  name: 'up',
  summary: 'Create and start containers',
  positionals: { usage: '[SERVICE...]', complete: 'services' },
  flags: FLAGS,
  async run({ flags, args }, context) {
    const loaded = await context.load({ services: args, withoutDependencies: flags.noDeps === true });
    const request = upRequest(context, loaded, flags, {
      verb: 'up',
      start: flags.noStart !== true,
      wait: flags.wait === true,
      named: args,
      alwaysRecreateDeps: flags.alwaysRecreateDeps,
      renewAnonVolumes: flags.renewAnonVolumes,
      timeoutSeconds: flags.timeout,
    });
    return exitCodeOf(
      await runReconcile(context, request, {
        project: loaded.project,
        quietPull: flags.quietPull === true,
        ...(flags.waitTimeout === undefined ? {} : { waitTimeoutMs: flags.waitTimeout * 1000 }),
      }),
    );
  },
};

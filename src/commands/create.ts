import type { Command } from '../cli/command.ts';
import type { Context } from './context.ts';
import { exitCodeOf, runReconcile } from './run-reconcile.ts';
import { CREATE_FLAGS, upRequest } from './up-request.ts';

export const command: Command<Context, typeof CREATE_FLAGS> = {
  name: 'create',
  summary: 'Create containers without starting them',
  positionals: { usage: '[SERVICE...]', complete: 'services' },
  flags: CREATE_FLAGS,
  async run({ flags, args }, context) {
    const loaded = await context.load({ asks: true, services: args });
    const request = await upRequest(context, loaded, {
      flags,
      verb: 'create',
      start: false,
      wait: false,
      named: args,
    });
    return exitCodeOf(
      await runReconcile(context, request, {
        project: loaded.project,
        placeOf: (path, part) => loaded.origins.placeOf(path, part),
        quietPull: flags.quietPull === true,
      }),
    );
  },
};

import type { Command } from '../cli/command.ts';
import type { Origins } from '../model/project.ts';
import { type Context, UserError } from './context.ts';
import { planRequest } from './plan-request.ts';
import { exitCodeOf, runReconcile } from './run-reconcile.ts';
import { UP_FLAGS, type UpFlags } from './up-flags.ts';

export const command: Command<Context, typeof UP_FLAGS> = {
  name: 'up',
  summary: 'Create and start containers',
  positionals: { usage: '[SERVICE...]', complete: 'services' },
  flags: UP_FLAGS,
  async run({ flags, args }, context) {
    checkFlags(flags);
    const { loaded, request } = await planRequest(context, flags, { services: args });
    const placeOf: Origins['placeOf'] = (path, part) => loaded.origins.placeOf(path, part);
    const options = {
      project: loaded.project,
      placeOf,
      quietPull: flags.quietPull === true,
      ...(flags.waitTimeout === undefined ? {} : { waitTimeoutMs: flags.waitTimeout * 1000 }),
    };
    if (isDetached(flags) || context.globals.dryRun === true)
      return exitCodeOf(
        await runReconcile(
          context,
          { ...request, lookAgain: flags.wait === true ? 'fail' : 'warn' },
          options,
        ),
      );
    const { runAttached } = await import('./up-attached.ts');
    return runAttached({ context, loaded, request, options, flags, named: args });
  },
};

const isDetached = (flags: UpFlags): boolean =>
  flags.detach === true || flags.wait === true || flags.noStart === true;

function checkFlags(flags: UpFlags): void {
  if (flags.abortOnContainerExit === true && flags.abortOnContainerFailure === true)
    throw new UserError(
      '--abort-on-container-failure cannot be combined with --abort-on-container-exit',
    );
  if (isDetached(flags) && isAttachedOnly(flags))
    throw new UserError(
      '--detach and --wait cannot be combined with --abort-on-container-exit, --abort-on-container-failure, ' +
        '--attach, --attach-dependencies or --watch',
    );
  if (flags.watch === true && flags.noBuild === true)
    throw new UserError('--no-build and --watch are incompatible');
  if (flags.attach.length > 0 && flags.attachDependencies === true)
    throw new UserError('cannot combine --attach and --attach-dependencies');
  if (flags.waitTimeout !== undefined && flags.waitTimeout < 0)
    throw new UserError('--wait-timeout must be a positive number of seconds');
}

const isAttachedOnly = (flags: UpFlags): boolean =>
  flags.abortOnContainerExit === true ||
  flags.abortOnContainerFailure === true ||
  flags.attach.length > 0 ||
  flags.attachDependencies === true ||
  flags.watch === true;

import type { Command, Flags } from '../cli/command.ts';
import type { ObservedImage } from '../model/observed.ts';
import { planDown } from '../plan/plan-down.ts';
import { type Context, UserError } from './context.ts';
import { HOOK_FLAGS } from './hook-flags.ts';
import { findScope, resourcesOf } from './project-scope.ts';
import { exitCodeOf, runReconcile } from './run-reconcile.ts';
import { isTruthy } from './settings.ts';
import { imagesOf, separatorOf } from './up-request.ts';

const FLAGS = {
  ...HOOK_FLAGS,
  removeOrphans: { kind: 'boolean', text: 'Remove containers of services that no file declares' },
  rmi: { kind: 'string', value: 'WHICH', text: 'Remove images too', choices: ['local', 'all'] },
  timeout: { kind: 'int', short: 't', value: 'SECONDS', text: 'Grace period before a kill' },
  volumes: {
    kind: 'boolean',
    short: 'v',
    text: 'Remove the project’s volumes too',
    aliases: ['volume'],
  },
} as const satisfies Flags;

export const command: Command<Context, typeof FLAGS> = {
  name: 'down',
  summary: 'Stop and remove containers and networks',
  positionals: { usage: '[SERVICE...]', complete: 'services' },
  flags: FLAGS,
  async run({ flags, args }, context) {
    const images = imageChoice(flags.rmi);
    const scope = await findScope(context, args);
    const separator = separatorOf(context);
    const engine = await context.engine();
    const builtImages: readonly ObservedImage[] =
      images === undefined
        ? []
        : await engine.listProjectImages(scope.name, { signal: context.signal });
    const result = await runReconcile(
      context,
      {
        project: scope.name,
        verb: 'down',
        ...resourcesOf(scope.project),
        images:
          images === undefined || scope.project === undefined
            ? []
            : imagesOf(scope.project, separator),
        plan: (observed) =>
          planDown({
            project: scope.projectIn(observed),
            observed,
            builtImages,
            options: {
              named: args,
              // without files every container of the project is one to remove
              removeOrphans:
                (flags.removeOrphans ?? isTruthy(context.host.env['COMPOSE_REMOVE_ORPHANS'])) ||
                scope.project === undefined,
              volumes: flags.volumes === true,
              separator,
              strictHooks: flags.strictHooks === true,
              ...(images === undefined ? {} : { images }),
              ...(flags.timeout === undefined ? {} : { timeoutSeconds: flags.timeout }),
            },
          }),
      },
      scope.project === undefined ? {} : { project: scope.project },
    );
    if (scope.project === undefined && result.plan.steps.length === 0)
      await context.host.stderr.write(
        `Warning: No resource found to remove for project "${scope.name}".\n`,
      );
    return exitCodeOf(result);
  },
};

function imageChoice(text: string | undefined): 'local' | 'all' | undefined {
  if (text === undefined || text === 'local' || text === 'all') return text;
  throw new UserError(`invalid value for --rmi: "${text}"`);
}

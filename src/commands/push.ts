import type { Command, Flags } from '../cli/command.ts';
import { planPush } from '../plan/plan-push.ts';
import type { Context } from './context.ts';
import { exitCodeOf, runReconcile } from './run-reconcile.ts';

const flags = {
  ignorePushFailures: { kind: 'boolean', text: 'Push what can be pushed; failures do not count' },
  includeDeps: { kind: 'boolean', text: 'Also images of dependencies' },
  quiet: { kind: 'boolean', short: 'q', text: 'Without layers' },
} as const satisfies Flags;

/** All at once; all failures are told. */
export const command: Command<Context, typeof flags> = {
  name: 'push',
  summary: 'Push images',
  positionals: { usage: '[SERVICE...]', complete: 'services' },
  flags,
  async run({ flags: given, args }, context) {
    const withoutDependencies = given.includeDeps !== true;
    const { project } = await context.load({ asks: true, services: args, withoutDependencies });
    const options = { ignoreFailures: given.ignorePushFailures === true };
    const request = {
      project: project.name,
      verb: 'push',
      networkNames: [],
      volumeNames: [],
      images: [],
      plan: () => planPush(project, options),
    };
    return exitCodeOf(
      await runReconcile(context, request, { project, quietPull: given.quiet === true }),
    );
  },
};

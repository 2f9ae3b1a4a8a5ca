import type { Turn } from '../reconcile/request.ts';
import type { Command, Flags } from '../cli/command.ts';
import { namedImages, planPull } from '../plan/plan-pull.ts';
import { type Context, UserError } from './context.ts';
import { exitCodeOf, runReconcile } from './run-reconcile.ts';

const flags = {
  ignoreBuildable: { kind: 'boolean', text: 'Leave out images that can be built' },
  ignorePullFailures: { kind: 'boolean', text: 'Pull what can be pulled; failures do not count' },
  includeDeps: { kind: 'boolean', text: 'Also images of dependencies' },
  policy: {
    kind: 'string',
    value: 'POLICY',
    text: 'Which images are pulled',
    choices: ['missing', 'always'],
  },
  quiet: { kind: 'boolean', short: 'q', text: 'Without layers' },
  parallel: {
    kind: 'boolean',
    hidden: true,
    default: true,
    text: 'Accepted',
    noEffect: 'images are always pulled together',
  },
  noParallel: {
    kind: 'boolean',
    hidden: true,
    text: 'Accepted',
    noEffect: '--parallel 1 pulls one after the other',
  },
} as const satisfies Flags;

/** Every distinct image once; all failures are told. */
export const command: Command<Context, typeof flags> = {
  name: 'pull',
  summary: 'Pull images',
  positionals: { usage: '[SERVICE...]', complete: 'services' },
  flags,
  async run({ flags: given, args }, context) {
    const { policy } = given;
    if (policy !== undefined && policy !== 'missing' && policy !== 'always')
      throw new UserError(`invalid --policy ${JSON.stringify(policy)}: use missing or always`);
    const withoutDependencies = given.includeDeps !== true;
    const { project } = await context.load({ asks: true, services: args, withoutDependencies });
    const options = {
      ignoreBuildable: given.ignoreBuildable === true,
      ignoreFailures: given.ignorePullFailures === true,
      ...(policy === undefined ? {} : { policy }),
    };
    const request = {
      project: project.name,
      verb: 'pull',
      networkNames: [],
      volumeNames: [],
      images: Object.keys(project.services).flatMap((key) => namedImages(project, key)),
      plan: (observed: Parameters<typeof planPull>[1], _facts: unknown, turn: Turn) =>
        // once pulled, there is nothing left to do
        planPull(turn.imagesSettled ? { ...project, services: {} } : project, observed, options),
    };
    return exitCodeOf(
      await runReconcile(context, request, { project, quietPull: given.quiet === true }),
    );
  },
};

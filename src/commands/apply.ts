import type { Command, FlagValues, Flags } from '../cli/command.ts';
import { differences, parseSavedPlan, type SavedPlan } from '../plan/saved-plan.ts';
import { show } from '../render/show.ts';
import { type Context, UserError } from './context.ts';
import { PLAN_FLAGS, planRequest } from './plan-request.ts';
import { exitCodeOf, runReconcile } from './run-reconcile.ts';

const FLAGS = {} as const satisfies Flags;

export const command: Command<Context, typeof FLAGS> = {
  name: 'apply',
  summary: 'Do what a saved plan says, if it is still the same',
  positionals: { usage: 'FILE', min: 1, max: 1, complete: 'files' },
  flags: FLAGS,
  async run({ args: [path = ''] }, context) {
    const saved = readPlan(context, path);
    const { services } = saved.choices;
    const { loaded, request } = await planRequest(context, flagsOf(saved), { services });
    if (loaded.project.name !== saved.project)
      throw new UserError(
        `the plan is for project "${saved.project}", and this is "${loaded.project.name}"`,
      );
    let moved: readonly string[] = [];
    const result = await runReconcile(context, request, {
      project: loaded.project,
      placeOf: (path) => loaded.origins.placeOf(path),
      // what the plan is compared with holds no values
      explains: false,
      ask: (plan) => {
        moved = differences(saved, plan);
        return Promise.resolve(moved.length === 0);
      },
    });
    if (result.status !== 'declined') return exitCodeOf(result);
    const lines = [
      'the plan is out of date, nothing was done:',
      ...moved.map((line) => `  ${show(line)}`),
    ];
    await context.host.stderr.write(`${lines.join('\n')}\n`);
    return 1;
  },
};

function readPlan({ host }: Context, path: string): SavedPlan {
  const absolute = path.startsWith('/') ? path : `${host.cwd}/${path}`;
  const saved = parseSavedPlan(new TextDecoder().decode(host.files.read(absolute)));
  if (saved === undefined) throw new UserError(`"${path}" is not a plan that \`plan -o\` wrote`);
  return saved;
}

/** The choices that the plan was made with; what it does not mention was not given. */
function flagsOf({ choices }: SavedPlan): FlagValues<typeof PLAN_FLAGS> {
  const given = Object.entries(PLAN_FLAGS).map(([name, flag]) => [
    name,
    choices.flags[name] ?? (flag.kind === 'strings' ? [] : undefined),
  ]);
  return Object.fromEntries(given) as FlagValues<typeof PLAN_FLAGS>;
}

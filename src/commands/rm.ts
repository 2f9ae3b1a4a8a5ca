import type { Command, Flags } from '../cli/command.ts';
import type { Plan } from '../plan/plan.ts';
import { planRemove } from '../plan/plan-power.ts';
import { show } from '../render/show.ts';
import { confirm } from './confirm.ts';
import type { Context } from './context.ts';
import { lifecycleRequest } from './lifecycle-request.ts';
import { findScope } from './project-scope.ts';
import { exitCodeOf, runReconcile } from './run-reconcile.ts';

const FLAGS = {
  force: { kind: 'boolean', short: 'f', text: 'Do not ask' },
  stop: { kind: 'boolean', short: 's', text: 'Stop what runs first' },
  volumes: { kind: 'boolean', short: 'v', text: 'Remove anonymous volumes too' },
  all: {
    kind: 'boolean',
    short: 'a',
    text: 'Accepted',
    hidden: true,
    noEffect: 'one-offs are never removed',
  },
} as const satisfies Flags;

export const command: Command<Context, typeof FLAGS> = {
  name: 'rm',
  summary: 'Remove stopped containers',
  positionals: { usage: '[SERVICE...]', complete: 'services' },
  flags: FLAGS,
  async run({ flags, args }, context) {
    const scope = await findScope(context, args);
    const { request, options } = lifecycleRequest(scope, 'rm', (input) =>
      planRemove({ ...input, stop: flags.stop === true, volumes: flags.volumes === true }),
    );
    const result = await runReconcile(context, request, {
      ...options,
      ask: (plan) => announce(context, plan, flags.force === true),
    });
    if (result.plan.steps.length === 0) await context.host.stderr.write('No stopped containers\n');
    return exitCodeOf(result);
  },
};

/** Names on standard error what goes; asks unless that is settled. */
async function announce({ host }: Context, plan: Plan, isSettled: boolean): Promise<boolean> {
  const names = plan.steps
    .filter((step) => step.kind === 'removeContainer')
    .map((step) => show(step.resource.name));
  if (names.length === 0) return true;
  await host.stderr.write(`Going to remove ${names.join(', ')}\n`);
  return isSettled || confirm(host, 'Are you sure?', host.stderr);
}

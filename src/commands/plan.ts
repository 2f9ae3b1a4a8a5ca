import type { Command, Flags } from '../cli/command.ts';
import { hasErrors } from '../model/diagnostic.ts';
import { reconcile } from '../reconcile/reconcile.ts';
import { planToJson, renderPlan } from '../render/plan-view.ts';
import { type Context, UserError } from './context.ts';
import { printDiagnostics, themeFor } from './output.ts';
import { refusal } from './run-reconcile.ts';
import { CREATE_FLAGS, upRequest } from './up-request.ts';

const FLAGS = {
  ...CREATE_FLAGS,
  format: { kind: 'string', value: 'FORMAT', text: 'How to print it', choices: ['text', 'json'] },
  detailedExitcode: { kind: 'boolean', text: 'Exit with 2 when there is something to do' },
  noDeps: { kind: 'boolean', text: 'Leave dependencies out' },
  alwaysRecreateDeps: { kind: 'boolean', text: 'Recreate dependencies too' },
  renewAnonVolumes: { kind: 'boolean', short: 'V', text: 'Fresh anonymous volumes' },
  noStart: { kind: 'boolean', text: 'Create only' },
  wait: { kind: 'boolean', text: 'As up --wait would do' },
} as const satisfies Flags;

export const command: Command<Context, typeof FLAGS> = {
  name: 'plan',
  summary: 'Show what `up` would do, and why',
  positionals: { usage: '[SERVICE...]', complete: 'services' },
  flags: FLAGS,
  async run({ flags, args }, context) {
    const format = flags.format ?? 'text';
    if (format !== 'text' && format !== 'json')
      throw new UserError(`unsupported format "${format}": use text or json`);
    const loaded = await context.load({
      services: args,
      withoutDependencies: flags.noDeps === true,
    });
    const request = await upRequest(context, loaded, {
      flags,
      verb: 'up',
      start: flags.noStart !== true,
      wait: flags.wait === true,
      named: args,
      alwaysRecreateDeps: flags.alwaysRecreateDeps,
      renewAnonVolumes: flags.renewAnonVolumes,
    });
    const { host, signal } = context;
    const engine = await context.engine();
    const { plan } = await reconcile(request, {
      engine,
      host,
      clock: host.clock,
      signal,
      emit: () => undefined,
      dryRun: true,
    });
    if (hasErrors(plan.diagnostics)) throw refusal(plan);
    await printDiagnostics(context, plan.diagnostics);
    await host.stdout.write(
      format === 'json'
        ? `${JSON.stringify(planToJson(plan), undefined, 2)}\n`
        : renderPlan(plan, themeFor(context, host.stdout)),
    );
    return flags.detailedExitcode === true && plan.steps.length > 0 ? 2 : 0;
  },
};

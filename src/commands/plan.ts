import type { Command, FlagValues, Flags } from '../cli/command.ts';
import { hasErrors } from '../model/diagnostic.ts';
import type { Plan } from '../plan/plan.ts';
import { savePlan } from '../plan/saved-plan.ts';
import { reconcile } from '../reconcile/reconcile.ts';
import { planToJson, renderPlan } from '../render/plan-view.ts';
import { type Context, UserError } from './context.ts';
import { layoutFor, printDiagnostics, themeFor } from './output.ts';
import { PLAN_FLAGS, planRequest } from './plan-request.ts';
import { refusal } from './run-reconcile.ts';

const FLAGS = {
  ...PLAN_FLAGS,
  format: { kind: 'string', value: 'FORMAT', text: 'How to print it', choices: ['text', 'json'] },
  detailedExitcode: { kind: 'boolean', text: 'Exit with 2 when there is something to do' },
  output: { kind: 'string', short: 'o', value: 'FILE', text: 'Write it to a file for `apply`' },
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
    const { loaded, request } = await planRequest(context, flags, { services: args, asks: false });
    const { host, signal } = context;
    const engine = await context.engine();
    const { plan } = await reconcile(request, {
      engine,
      host,
      clock: host.clock,
      signal,
      emit: () => undefined,
      dryRun: true,
      project: loaded.project,
      placeOf: (path, part) => loaded.origins.placeOf(path, part),
    });
    if (hasErrors(plan.diagnostics)) throw refusal(plan);
    await printDiagnostics(context, plan.diagnostics);
    if (flags.output !== undefined) writePlan(context, flags, { plan, services: args });
    await host.stdout.write(
      format === 'json'
        ? `${JSON.stringify(planToJson(plan), undefined, 2)}\n`
        : renderPlan(plan, themeFor(context, host.stdout), layoutFor(host)),
    );
    return flags.detailedExitcode === true && plan.steps.length > 0 ? 2 : 0;
  },
};

function writePlan(
  { host }: Context,
  flags: FlagValues<typeof FLAGS>,
  { plan, services }: { readonly plan: Plan; readonly services: readonly string[] },
): void {
  const chosen = Object.fromEntries(
    Object.keys(PLAN_FLAGS).flatMap((name) => {
      const value = flags[name as keyof typeof PLAN_FLAGS];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
  const saved = savePlan(plan, { services, flags: chosen }, host.randomHex(32));
  const path = flags.output ?? '';
  host.files.write(
    path.startsWith('/') ? path : `${host.cwd}/${path}`,
    `${JSON.stringify(saved, undefined, 2)}\n`,
  );
}

/** Runs a reconciliation with progress on the screen, and tells how it ended. */
import { buildTools } from '../engine/build-tools.ts';
import type { RegistryLogin } from '../engine/engine.ts';
import type { RegistryLogins } from '../engine/registry-login.ts';
import type { ApplyReport, Event } from '../events/event.ts';
import { allowedFailures } from '../events/warning-of.ts';
import type { Origins, Project } from '../model/project.ts';
import type { Plan } from '../plan/plan.ts';
import type { Step } from '../plan/step.ts';
import { reconcile } from '../reconcile/reconcile.ts';
import type { ReconcileOptions, ReconcileRequest, ReconcileResult } from '../reconcile/request.ts';
import { firstFailure, renderReport } from '../render/report-view.ts';
import { showLines } from '../render/show.ts';
import { confirm } from './confirm.ts';
import { type Context, UserError } from './context.ts';
import {
  layoutFor,
  openProgress,
  printDiagnostics,
  type RunningProgress,
  themeFor,
} from './output.ts';
import { readSettings } from './settings.ts';

export interface RunOptions {
  readonly project?: Project;
  readonly placeOf?: Origins['placeOf'];
  readonly waitTimeoutMs?: number;
  /** Logs follow on the same screen. */
  readonly attached?: boolean;
  readonly beforeStart?: (step: Step, containerId: string) => Promise<void>;
  readonly onEvent?: (event: Event) => void;
  /** Progress of pulls is not shown layer by layer. */
  readonly quietPull?: boolean;
  /** Instead of the context's, where the command handles signals itself. */
  readonly signal?: AbortSignal;
  /** Starts that `beforeStart` is called for; all unless given. */
  readonly attachesTo?: (step: Step) => boolean;
  /** Steps that are not told. */
  readonly hides?: (step: Step) => boolean;
  /** Shown the plan before anything is changed; false ends it there. */
  readonly ask?: (plan: Plan) => Promise<boolean>;
  /** Whether it is told the values from before. */
  readonly explains?: boolean;
  /** The command's own words for a failure; undefined: the usual report. */
  readonly explain?: (report: ApplyReport) => string | undefined;
}

/** Carries out the request; with `--dry-run` prints the plan instead. Failures are told on standard error. */
export async function runReconcile(
  context: Context,
  request: ReconcileRequest,
  options: RunOptions = {},
): Promise<ReconcileResult> {
  const { host, globals } = context;
  const engine = await context.engine();
  const { parallel, lockTimeoutMs } = readSettings(globals, host.env);
  const progress = openProgress(context, {
    verb: request.verb,
    ...(options.attached === undefined ? {} : { attached: options.attached }),
  });
  const screen = shareScreen(progress, options);
  let result: ReconcileResult;
  try {
    result = await reconcile(request, {
      engine,
      host,
      clock: host.clock,
      signal: options.signal ?? context.signal,
      loginFor: (reference) => loginFor(context, reference),
      logins: async () => (await loginsOf(context)).all(context.signal),
      keptLogins: async () => (await loginsOf(context)).kept(context.signal),
      buildTools: buildTools(host),
      confirm: async ({ text }) => {
        progress.pause();
        return confirm(host, text);
      },
      ...pick(options),
      ...asking(progress, options),
      ...screen,
      ...(parallel === undefined || parallel < 1 ? {} : { limit: parallel }),
      ...(lockTimeoutMs === undefined ? {} : { lockTimeoutMs }),
      ...(globals.dryRun === true ? { dryRun: true } : {}),
    });
  } finally {
    await progress.end();
  }
  await tell(context, result, options);
  return result;
}

/** Events go to the progress until a container's output takes over a screen that is redrawn. */
function shareScreen(
  progress: RunningProgress,
  options: RunOptions,
): Pick<ReconcileOptions, 'emit' | 'beforeStart'> {
  let isTaken = false;
  const emit = (event: Event): void => {
    options.onEvent?.(event);
    if (!isTaken && !isHidden(event, options)) progress.emit(withoutHidden(event, options));
  };
  const { beforeStart } = options;
  if (beforeStart === undefined) return { emit };
  return {
    emit,
    beforeStart: async (step, id) => {
      if (options.attachesTo?.(step) === false) return;
      if (progress.isLive && !isTaken) {
        isTaken = true;
        await progress.end();
      }
      await beforeStart(step, id);
    },
  };
}

const isHidden = (event: Event, { quietPull, hides }: RunOptions): boolean =>
  (quietPull === true && isTransfer(event)) || ('step' in event && hides?.(event.step) === true);

/** What is not told must not be counted as something to come either. */
function withoutHidden(event: Event, { hides }: RunOptions): Event {
  if (event.kind !== 'planned' || hides === undefined) return event;
  const steps = event.plan.steps.filter((step) => !hides(step));
  return { ...event, plan: { ...event.plan, steps } };
}

const isTransfer = (event: Event): boolean =>
  event.kind === 'stepProgress' && event.progress.kind === 'transfer';

function asking(progress: RunningProgress, { ask }: RunOptions): Pick<ReconcileOptions, 'ask'> {
  if (ask === undefined) return {};
  return {
    ask: (plan) => {
      progress.pause();
      return ask(plan);
    },
  };
}

function pick({ project, placeOf, waitTimeoutMs, explains }: RunOptions): RunOptions {
  return {
    ...(explains === undefined ? {} : { explains }),
    ...(project === undefined ? {} : { project }),
    ...(placeOf === undefined ? {} : { placeOf }),
    ...(waitTimeoutMs === undefined ? {} : { waitTimeoutMs }),
  };
}

async function loginFor({ host }: Context, reference: string): Promise<RegistryLogin | undefined> {
  const { registryLogin } = await import('../engine/registry-login.ts');
  return registryLogin(host, reference);
}

async function loginsOf({ host }: Context): Promise<RegistryLogins> {
  const { registryLogins } = await import('../engine/registry-login.ts');
  return registryLogins(host);
}

async function tell(
  context: Context,
  result: ReconcileResult,
  { explain }: RunOptions,
): Promise<void> {
  if (result.status === 'refused') throw refusal(result.plan);
  if (result.status === 'planned') return showPlan(context, result.plan);
  if (result.status === 'done' || result.status === 'failed')
    await printDiagnostics(context, allowedFailures(result.report));
  if (result.status === 'failed')
    await tellFailure(context, result.report, explain?.(result.report));
}

/** Errors found while planning: nothing has been changed. */
export function refusal(plan: Plan): UserError {
  const errors = plan.diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  return new UserError(errors[0]?.message ?? 'the plan cannot be applied', plan.diagnostics);
}

async function tellFailure(
  context: Context,
  report: ApplyReport,
  told: string | undefined,
): Promise<void> {
  const { host, globals } = context;
  const json = readSettings(globals, host.env).progress === 'json';
  const plain = told === undefined ? undefined : `${showLines(told)}\n`;
  const text = json
    ? `${JSON.stringify({ error: true, message: told ?? firstFailure(report) ?? 'interrupted' })}\n`
    : (plain ?? renderReport(report, themeFor(context, host.stderr), host.cwd));
  await host.stderr.write(text);
}

/** Prints the plan to standard output, and what was found while planning to standard error. */
export async function showPlan(context: Context, plan: Plan): Promise<void> {
  const { renderPlan, planToJson } = await import('../render/plan-view.ts');
  const { host, globals } = context;
  await printDiagnostics(context, plan.diagnostics);
  const json = readSettings(globals, host.env).progress === 'json';
  await host.stdout.write(
    json
      ? `${JSON.stringify(planToJson(plan))}\n`
      : renderPlan(plan, themeFor(context, host.stdout), layoutFor(host)),
  );
}

export const exitCodeOf = (result: ReconcileResult): number => (result.status === 'failed' ? 1 : 0);

/** Trouble that comes from a world that moved between looking and acting. */
import type { ApplyReport, Failure, StepResult } from '../events/event.ts';
import type { EngineErrorKind } from '../model/engine-error.ts';
import type { StepKind } from '../plan/step.ts';

const MOVED: ReadonlySet<EngineErrorKind> = new Set([
  'nameTaken',
  'notFound',
  'networkMissing',
  'wrongState',
  'removalInProgress',
]);

/** What a registry or the engine has no image of is not there at a second look either. */
const TRANSFERS: ReadonlySet<StepKind> = new Set(['pullImage', 'pushImage']);

/** A program that has ended by itself refuses them, too. */
const HOOKS: ReadonlySet<StepKind> = new Set(['runHook']);

/** The steps that failed because the world moved; empty when there are none or others failed too. */
export function movedSteps(report: ApplyReport): string {
  const failed = report.results.filter(({ outcome }) => outcome.status === 'failed');
  const moved = failed.filter(isMoved);
  return moved.length < failed.length ? '' : moved.map(({ step }) => step.id).join(' ');
}

function isMoved({ step, outcome }: StepResult): boolean {
  const kind = outcome.status === 'failed' ? outcome.failure.engine?.kind : undefined;
  if (kind === undefined || TRANSFERS.has(step.kind)) return false;
  return MOVED.has(kind) && !(kind === 'wrongState' && HOOKS.has(step.kind));
}

/** The report of a run that gave up after so many looks: says that somebody else is at work. */
export function withConflict(report: ApplyReport, looks: number): ApplyReport {
  return { ...report, results: report.results.map((result) => explained(result, looks)) };
}

function explained(result: StepResult, looks: number): StepResult {
  const { outcome } = result;
  if (outcome.status !== 'failed' || !isMoved(result) || !isAboutOthers(result)) return result;
  const failure: Failure = {
    ...outcome.failure,
    code: 'changed-meanwhile',
    hint: `somebody else changes this project at the same time: it was looked at ${looks} times, and the plan failed each time`,
  };
  return { ...result, outcome: { status: 'failed', failure } };
}

/** What a container is made of may be missing without anybody's doing, and a name that is taken has a hint of its own. */
const isAboutOthers = ({ step, outcome }: StepResult): boolean =>
  step.kind !== 'createContainer' &&
  step.kind !== 'runPreStart' &&
  outcome.status === 'failed' &&
  outcome.failure.hint === undefined;

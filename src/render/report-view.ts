import type { ApplyReport, Failure, StepResult } from '../events/event.ts';
import { maskLine } from './mask.ts';
import { show } from './show.ts';
import type { Theme } from './theme.ts';

/** What failed and why, with the evidence at hand, and what was left undone because of it; empty when all went well. */
export function renderReport(report: ApplyReport, theme: Theme): string {
  const lines: string[] = [];
  const told = new Set<string>();
  for (const result of report.results) {
    const failure = failureOf(result);
    if (failure === undefined || told.has(failure.message)) continue;
    told.add(failure.message);
    lines.push(...renderFailure(failure, theme));
  }
  const skipped = skippedNames(report);
  if (skipped.length > 0)
    lines.push(`${theme.dim('not done because of that:')} ${skipped.map(show).join(', ')}`);
  return lines.map((line) => `${line}\n`).join('');
}

/** The message of the first failure; undefined when there is none. */
export function firstFailure(report: ApplyReport): string | undefined {
  for (const result of report.results) {
    const failure = failureOf(result);
    if (failure !== undefined) return failure.message;
  }
  return undefined;
}

function failureOf({ step, outcome }: StepResult): Failure | undefined {
  if (step.optional === true) return undefined;
  return outcome.status === 'failed' || outcome.status === 'unknown' ? outcome.failure : undefined;
}

function renderFailure(failure: Failure, theme: Theme): readonly string[] {
  return [
    show(failure.message),
    ...(failure.evidence ?? []).map((line) => theme.dim(`  ${maskLine(show(line))}`)),
    ...(failure.hint === undefined ? [] : [`  ${theme.cyan('hint:')} ${failure.hint}`]),
  ];
}

function skippedNames(report: ApplyReport): readonly string[] {
  const names = report.results
    .filter(({ outcome }) => outcome.status === 'skipped')
    .map(({ step }) => step.resource.name);
  return [...new Set(names)];
}

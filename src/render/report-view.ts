import { type ApplyReport, type Failure, isTolerated, type StepResult } from '../events/event.ts';
import { renderPosition } from './diagnostic-view.ts';
import { renderEvidence } from './evidence-view.ts';
import { show } from './show.ts';
import type { Theme } from './theme.ts';

/**
 * What failed and why, with the evidence at hand, and what was left undone because of it; empty when all went well.
 * Files below `base` are shown relative to it.
 */
export function renderReport(report: ApplyReport, theme: Theme, base?: string): string {
  const lines: string[] = [];
  const told = new Set<string>();
  for (const failure of failuresOf(report)) {
    if (failure.isTold === true || told.has(failure.message)) continue;
    told.add(failure.message);
    lines.push(...renderFailure(failure, theme, base));
  }
  const skipped = skippedNames(report);
  if (skipped.length > 0)
    lines.push(`${theme.dim('not done because of that:')} ${skipped.map(show).join(', ')}`);
  return lines.map((line) => `${line}\n`).join('');
}

/** The message of the first failure; undefined when there is none. */
export function firstFailure(report: ApplyReport): string | undefined {
  return failuresOf(report)[0]?.message;
}

const failuresOf = ({ results, found = [] }: ApplyReport): readonly Failure[] => [
  ...results.flatMap((result) => failureOf(result) ?? []),
  ...found,
];

function failureOf({ step, outcome }: StepResult): Failure | undefined {
  if (isTolerated(step, outcome)) return undefined;
  return outcome.status === 'failed' || outcome.status === 'unknown' ? outcome.failure : undefined;
}

function renderFailure(failure: Failure, theme: Theme, base?: string): readonly string[] {
  const { message, at, evidence = [], hint } = failure;
  const place = at === undefined ? '' : `  ${theme.dim(renderPosition(at, base))}`;
  return [
    `${show(message)}${place}`,
    ...renderEvidence(evidence, theme),
    ...(hint === undefined ? [] : [`  ${theme.cyan('hint:')} ${show(hint)}`]),
  ];
}

function skippedNames(report: ApplyReport): readonly string[] {
  const names = report.results
    .filter(({ outcome }) => outcome.status === 'skipped')
    .map(({ step }) => step.resource.name);
  return [...new Set(names)];
}

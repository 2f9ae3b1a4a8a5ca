/** A plan on paper: what was going to be done and why, and a digest that tells whether it still would be. */
import { createHmac } from 'node:crypto';
import type { Place } from '../model/diagnostic.ts';
import type { Plan } from './plan.ts';
import type { Reason, ResourceRef, Risk, StepKind } from './step.ts';

export const SAVED_PLAN_VERSION = 1;

export interface SavedStep {
  readonly id: string;
  readonly kind: StepKind;
  readonly resource: ResourceRef;
  readonly reason: Reason;
  readonly risk: Risk;
}

/** Choices of the command line that a later run has to make again. */
export interface SavedChoices {
  readonly services: readonly string[];
  readonly flags: Readonly<Record<string, boolean | number | string | readonly string[]>>;
}

export interface SavedPlan {
  readonly version: typeof SAVED_PLAN_VERSION;
  readonly project: string;
  readonly choices: SavedChoices;
  /** Hex digits; digests made with different keys cannot be compared, nor looked up. */
  readonly key: string;
  readonly digest: string;
  readonly steps: readonly SavedStep[];
}

/** Holds no value of any attribute: requests go into the keyed digest alone. */
export function savePlan(plan: Plan, choices: SavedChoices, key: string): SavedPlan {
  return {
    version: SAVED_PLAN_VERSION,
    project: plan.project,
    choices,
    key,
    digest: digestOf(plan, key),
    steps: plan.steps.map(({ id, kind, resource, reason, risk }) => ({
      id,
      kind,
      resource,
      reason: withoutValues(reason),
      risk,
    })),
  };
}

/** What the saved plan and a new one do not have in common, a sentence each; empty when they are the same. */
export function differences(saved: SavedPlan, plan: Plan): readonly string[] {
  const before = new Set(saved.steps.map((step) => step.id));
  const now = new Set<string>(plan.steps.map((step) => step.id));
  const moved = [
    ...[...before].filter((id) => !now.has(id)).map((id) => `no longer needed: ${id}`),
    ...[...now].filter((id) => !before.has(id)).map((id) => `new since: ${id}`),
  ];
  if (moved.length > 0 || digestOf(plan, saved.key) === saved.digest) return moved;
  return ['the steps are the same, but what they act on or what they create has changed'];
}

/** Which attributes differ and where they stand, not what is written there. */
function withoutValues(reason: Reason): Reason {
  if (reason.kind !== 'configChanged')
    return 'at' in reason && reason.at !== undefined
      ? { ...reason, at: withoutText(reason.at) }
      : reason;
  const changes = reason.changes.map(({ attribute, change, at }) => ({
    attribute,
    ...(change === undefined ? {} : { change }),
    ...(at === undefined ? {} : { at: withoutText(at) }),
  }));
  return { kind: reason.kind, changes };
}

const withoutText = ({ file, line, column, length }: Place): Place => ({
  file,
  line,
  column,
  length,
});

function digestOf(plan: Plan, key: string): string {
  const facts = plan.steps.map((step) =>
    JSON.stringify({ ...step, reason: withoutExplanation(step.reason) }),
  );
  return createHmac('sha256', key).update(facts.join('\n')).digest('hex');
}

/** A comment added to a file moves lines and changes nothing; what differs follows from old id and new request. */
function withoutExplanation(reason: Reason): object {
  if (reason.kind === 'configChanged') return { kind: reason.kind };
  return 'at' in reason ? { ...reason, at: undefined } : reason;
}

/** The saved plan in a file's text; undefined when it is none. */
export function parseSavedPlan(text: string): SavedPlan | undefined {
  try {
    const value = JSON.parse(text) as Partial<SavedPlan> | null;
    const isPlan =
      value?.version === SAVED_PLAN_VERSION &&
      typeof value.digest === 'string' &&
      typeof value.key === 'string' &&
      Array.isArray(value.steps);
    return isPlan ? (value as SavedPlan) : undefined;
  } catch {
    return undefined;
  }
}

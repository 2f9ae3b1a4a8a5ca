/** What can happen while working. One union feeds every face: live tree, plain lines, JSON, dashboard. */
import type { Diagnostic, Place } from '../model/diagnostic.ts';
import type { EngineFailure } from '../model/engine-error.ts';
import type { Plan, Unchanged } from '../plan/plan.ts';
import type { Step, StepId } from '../plan/step.ts';

export type Outcome =
  | { readonly status: 'done' }
  /** The world was as wanted already. */
  | { readonly status: 'already' }
  | { readonly status: 'failed'; readonly failure: Failure }
  /** Not begun, because `blockedBy` failed. */
  | { readonly status: 'skipped'; readonly blockedBy: StepId }
  | { readonly status: 'cancelled' }
  /** The answer was lost and looking did not settle it. */
  | { readonly status: 'unknown'; readonly failure: Failure };

/** Why a step failed, in one sentence for people and in data for programs. */
export interface Failure {
  /** Kebab-case, such as `port-taken`, `dependency-unhealthy`. */
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly engine?: EngineFailure;
  /** What in the files has to do with it. */
  readonly at?: Place;
  /** A notice has told it before the step began. */
  readonly isTold?: true;
  /** Last output, probe results and the like, a line each; foreign text. */
  readonly evidence?: readonly string[];
}

/** Times are milliseconds since 1970. */
export type Event =
  | { readonly kind: 'planned'; readonly at: number; readonly plan: Plan }
  | { readonly kind: 'unchanged'; readonly at: number; readonly container: Unchanged }
  | { readonly kind: 'stepStarted'; readonly at: number; readonly step: Step }
  | {
      readonly kind: 'stepProgress';
      readonly at: number;
      readonly step: Step;
      readonly progress: StepProgress;
    }
  | {
      readonly kind: 'stepEnded';
      readonly at: number;
      readonly step: Step;
      readonly outcome: Outcome;
      readonly ms: number;
    }
  | { readonly kind: 'hookOutput'; readonly at: number; readonly step: Step; readonly text: string }
  | { readonly kind: 'notice'; readonly at: number; readonly diagnostic: Diagnostic }
  | { readonly kind: 'finished'; readonly at: number; readonly report: ApplyReport };

export type StepProgress =
  | {
      readonly kind: 'transfer';
      readonly layer?: string;
      readonly status: string;
      readonly current?: number;
      readonly total?: number;
    }
  | {
      readonly kind: 'build';
      readonly vertex: string;
      readonly name: string;
      readonly state: 'started' | 'completed' | 'cached' | 'failed';
      readonly error?: string;
    }
  /** What a provider says of its work. */
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'buildLog'; readonly vertex: string; readonly text: string };

/** The step's end does not make a run fail, whatever came of it. */
export function isTolerated(step: Step, outcome: Outcome): boolean {
  const isTrouble = outcome.status === 'failed' || outcome.status === 'unknown';
  if (step.optional !== 'when-in-use' || !isTrouble) return Boolean(step.optional);
  return IN_USE.has(outcome.failure.engine?.kind ?? '');
}

const IN_USE: ReadonlySet<string> = new Set(['inUse', 'wrongState']);

export interface StepResult {
  readonly step: Step;
  readonly outcome: Outcome;
  readonly ms: number;
}

export interface ApplyReport {
  readonly results: readonly StepResult[];
  /** What a look after the last step found: containers that did not stay up. */
  readonly found?: readonly Failure[];
  readonly ok: boolean;
}

export type Emit = (event: Event) => void;

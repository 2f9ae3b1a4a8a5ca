import type { ApplyOptions } from '../apply/context.ts';
import type { ApplyReport } from '../events/event.ts';
import type { Host } from '../host/host.ts';
import type { ObservedState } from '../model/observed.ts';
import type { ProvidedBy } from '../model/provided.ts';
import type { Facts, Plan, Question } from '../plan/plan.ts';

/** `fail`: whatever has failed makes the run fail; `warn`: it is told. */
export type LookAgain = 'fail' | 'warn';

/** What is to be reconciled: which part of the world to look at, and how to plan from it. */
export interface ReconcileRequest {
  readonly project: string;
  /** The command as the user knows it, for those who wait: `up`. */
  readonly verb: string;
  readonly networkNames: readonly string[];
  readonly volumeNames: readonly string[];
  readonly namedVolumesOnly?: true;
  readonly images: readonly string[];
  /** Services whose containers tell what their providers gave them the last time. */
  readonly environmentsOf?: readonly string[];
  /** Those of them whose age matters, because a policy pulls them from time to time. */
  readonly agingImages?: readonly string[];
  /** Look once more when something was started, for what did not stay up; absent: do not. */
  readonly lookAgain?: LookAgain;
  /** Pure. */
  plan(observed: ObservedState, facts: Facts, turn: Turn): Plan;
}

/** What this run has brought about so far. */
export interface Turn {
  /** Pulls and builds were carried out just now. */
  readonly imagesSettled: boolean;
  /** Ids of the plan's questions that were answered with yes. */
  readonly confirmed: ReadonlySet<string>;
  /** What providers have told. */
  readonly provided: ProvidedBy;
}

export interface ReconcileOptions extends ApplyOptions {
  readonly host: Host;
  /** Shown the plan before anything is changed; false ends it there. */
  readonly ask?: (plan: Plan) => Promise<boolean>;
  /** Whether a plan that is shown tells the values from before, which takes further calls; true unless given. */
  readonly explains?: boolean;
  /** Answers the plan's questions one by one; without it, and for every other answer, nothing more is done. */
  readonly confirm?: (question: Question) => Promise<boolean>;
  /** Plan only. */
  readonly dryRun?: boolean;
  /** Most milliseconds to wait for another run on this project; 60,000 unless given. */
  readonly lockTimeoutMs?: number;
}

export type ReconcileResult =
  /** Nothing was to be done, or all of it was done. */
  | {
      readonly status: 'done';
      readonly plan: Plan;
      readonly report: ApplyReport;
      /** Containers that ran when the plan was made, and that somebody has stopped since. */
      readonly stopped?: readonly string[];
      /** Containers that were started and did not stay up. */
      readonly fallen?: readonly string[];
    }
  | { readonly status: 'failed'; readonly plan: Plan; readonly report: ApplyReport }
  /** Stopped before the first change: an error among the plan's diagnostics, a no, or a dry run. */
  | { readonly status: 'refused' | 'declined' | 'planned'; readonly plan: Plan };

import { type ApplyReport, isTolerated, type Outcome, type StepResult } from '../events/event.ts';
import type { Plan } from '../plan/plan.ts';
import type { Step, StepId } from '../plan/step.ts';
import type { ApplyContext, ApplyOptions } from './context.ts';
import { Lanes } from './lanes.ts';
import { OpenWaits } from './open-waits.ts';
import { runStep } from './run-step.ts';
import { StateFeed } from './state-feed.ts';
import { wakeDependents } from './swap-back.ts';
import { Swaps } from './swaps.ts';

/** Calls in flight may finish for this long after a stop was asked for, so that the report is true. */
const GRACE_MS = 2000;

/**
 * Runs the steps of a plan, as many at once as their order allows. A failed step skips only those that
 * come after it; everything else goes on. Never throws for a step's failure: the report tells.
 */
export async function applyPlan(plan: Plan, options: ApplyOptions): Promise<ApplyReport> {
  const deadline = new AbortController();
  const onAbort = (): void => {
    void options.clock.sleep(GRACE_MS, deadline.signal).then(() => deadline.abort());
  };
  options.signal.addEventListener('abort', onAbort, { once: true });
  const feed = new StateFeed(options.engine, plan.project);
  try {
    if (plan.steps.some((step) => step.kind === 'waitUntil')) await feed.open(options.signal);
    const waits = new OpenWaits(plan.steps);
    const swaps = new Swaps();
    const made = { feed, waits, swaps, created: new Map() };
    const context = { ...options, deadline: deadline.signal, ...made };
    const report = await new Run(plan, context).finish();
    await wakeDependents(report.results, context);
    return report;
  } finally {
    options.signal.removeEventListener('abort', onAbort);
    feed.close();
  }
}

class Run {
  readonly #context: ApplyContext;
  readonly #steps: ReadonlyMap<StepId, Step>;
  readonly #followers = new Map<StepId, StepId[]>();
  /** Predecessors that have not ended yet. */
  readonly #open = new Map<StepId, number>();
  readonly #results = new Map<StepId, StepResult>();
  readonly #lanes: Lanes;
  #resolve: (report: ApplyReport) => void = () => undefined;

  constructor(plan: Plan, context: ApplyContext) {
    this.#context = context;
    this.#steps = new Map(plan.steps.map((step) => [step.id, step]));
    this.#lanes = new Lanes(context.limit);
    for (const step of plan.steps) {
      this.#open.set(step.id, step.after.length);
      for (const id of step.after) this.#follow(id, step.id);
    }
  }

  #follow(id: StepId, follower: StepId): void {
    const followers = this.#followers.get(id);
    if (followers === undefined) this.#followers.set(id, [follower]);
    else followers.push(follower);
  }

  finish(): Promise<ApplyReport> {
    const { promise, resolve } = Promise.withResolvers<ApplyReport>();
    this.#resolve = resolve;
    for (const step of this.#steps.values()) if (step.after.length === 0) this.#queue(step);
    this.#settleIfDone();
    return promise;
  }

  #queue(step: Step): void {
    this.#lanes.enter(step.kind, async () => {
      if (this.#context.signal.aborted) this.#end(step, { status: 'cancelled' }, 0);
      else if (this.#isUnneeded(step)) this.#end(step, { status: 'already' }, 0);
      else await this.#run(step);
    });
  }

  #isUnneeded(step: Step): boolean {
    if (step.kind !== 'buildImage' || step.unless === undefined) return false;
    return this.#results.get(step.unless)?.outcome.status === 'done';
  }

  async #run(step: Step): Promise<void> {
    const { emit, clock } = this.#context;
    const began = clock.now();
    emit({ kind: 'stepStarted', at: began, step });
    const foreseen = this.#context.foreseen?.get(step.id);
    const outcome: Outcome =
      foreseen === undefined
        ? await runStep(step, this.#context)
        : { status: 'failed', failure: foreseen };
    this.#end(step, outcome, clock.now() - began);
  }

  #end(step: Step, outcome: Outcome, ms: number): void {
    if (this.#results.has(step.id)) return;
    this.#results.set(step.id, { step, outcome, ms });
    this.#context.waits.settle(step.id);
    this.#context.emit({ kind: 'stepEnded', at: this.#context.clock.now(), step, outcome, ms });
    const succeeded = outcome.status === 'done' || outcome.status === 'already';
    for (const id of this.#followers.get(step.id) ?? []) {
      const follower = this.#steps.get(id);
      if (follower === undefined) continue;
      if (succeeded || isTolerated(step, outcome)) this.#release(follower);
      else this.#end(follower, blocked(outcome, step.id), 0);
    }
    this.#settleIfDone();
  }

  #release(step: Step): void {
    const left = (this.#open.get(step.id) ?? 0) - 1;
    this.#open.set(step.id, left);
    if (left === 0 && !this.#results.has(step.id)) this.#queue(step);
  }

  #settleIfDone(): void {
    if (this.#results.size < this.#steps.size) return;
    const results = [...this.#steps.keys()].flatMap((id) => this.#results.get(id) ?? []);
    this.#resolve({ results, ok: results.every(isGood) });
  }
}

function blocked(outcome: Outcome, by: StepId): Outcome {
  if (outcome.status === 'cancelled') return outcome;
  return { status: 'skipped', blockedBy: outcome.status === 'skipped' ? outcome.blockedBy : by };
}

function isGood({ step, outcome }: StepResult): boolean {
  return outcome.status === 'done' || outcome.status === 'already' || isTolerated(step, outcome);
}

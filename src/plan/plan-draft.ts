import type { Diagnostic } from '../model/diagnostic.ts';
import { type PassedOver, PLAN_VERSION, type Plan, type Question, type Unchanged } from './plan.ts';
import type { Step, StepId } from './step.ts';

function pushTo(lists: Map<StepId, StepId[]>, key: StepId, id: StepId): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [id]);
  else list.push(id);
}

const withAfter = (step: Step, after: readonly StepId[]): Step =>
  after.length === step.after.length ? step : { ...step, after };

/** A plan while it is being written. */
export class PlanDraft {
  readonly #steps = new Map<StepId, Step>();
  readonly #unchanged: Unchanged[] = [];
  readonly #passedOver: PassedOver[] = [];
  readonly #diagnostics: Diagnostic[] = [];
  readonly #questions: Question[] = [];

  /** Adds the step unless one of its id is there, and gives back its id. */
  add(step: Step): StepId {
    if (!this.#steps.has(step.id)) this.#steps.set(step.id, step);
    return step.id;
  }

  has(id: StepId): boolean {
    return this.#steps.has(id);
  }

  keep(container: Unchanged): void {
    this.#unchanged.push(container);
  }

  passOver(service: PassedOver): void {
    this.#passedOver.push(service);
  }

  ask(question: Question): void {
    this.#questions.push(question);
  }

  report(diagnostic: Diagnostic): void {
    this.#diagnostics.push(diagnostic);
  }

  /** Orders the steps so that each stands behind those it comes after; edges to steps that are not there vanish. */
  finish(project: string, verb: string): Plan {
    return {
      version: PLAN_VERSION,
      project,
      verb,
      steps: this.#sorted(),
      unchanged: this.#unchanged,
      ...(this.#passedOver.length === 0 ? {} : { passedOver: this.#passedOver }),
      questions: this.#questions,
      diagnostics: this.#diagnostics,
    };
  }

  #sorted(): readonly Step[] {
    const open = new Map<StepId, number>();
    const followers = new Map<StepId, StepId[]>();
    const predecessors = new Map<StepId, readonly StepId[]>();
    const queue: Step[] = [];
    for (const step of this.#steps.values()) {
      const known = this.#predecessors(step);
      open.set(step.id, known.length);
      for (const id of known) pushTo(followers, id, step.id);
      predecessors.set(step.id, known);
      if (known.length === 0) queue.push(withAfter(step, known));
    }
    for (const step of queue)
      for (const id of followers.get(step.id) ?? []) {
        const left = (open.get(id) ?? 0) - 1;
        open.set(id, left);
        const follower = this.#steps.get(id);
        if (left === 0 && follower) queue.push(withAfter(follower, predecessors.get(id) ?? []));
      }
    if (queue.length !== this.#steps.size) throw new Error('the plan has a circle');
    return queue;
  }

  #predecessors(step: Step): readonly StepId[] {
    return [...new Set(step.after)].filter((id) => this.#steps.has(id));
  }
}

import type { Diagnostic } from '../model/diagnostic.ts';
import { type PassedOver, PLAN_VERSION, type Plan, type Question, type Unchanged } from './plan.ts';
import { orderSteps } from './order-steps.ts';
import type { Step, StepId } from './step.ts';

/** A plan while it is being written. */
export class PlanDraft {
  readonly #steps = new Map<StepId, Step>();
  readonly #wishes = new Map<StepId, readonly StepId[]>();
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

  /** So far, in no order. */
  steps(): readonly Step[] {
    return [...this.#steps.values()];
  }

  /** The step must come after the others as well. */
  order(id: StepId, after: readonly StepId[]): void {
    const step = this.#steps.get(id);
    if (step !== undefined) this.#steps.set(id, { ...step, after: [...step.after, ...after] });
  }

  /** The step comes after the others as well, unless they have to come after it. */
  prefer(id: StepId, after: readonly StepId[]): void {
    if (after.length > 0) this.#wishes.set(id, [...(this.#wishes.get(id) ?? []), ...after]);
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

  /** With the steps in an order that works. */
  finish(project: string, verb: string): Plan {
    return {
      version: PLAN_VERSION,
      project,
      verb,
      steps: orderSteps(this.#steps, this.#wishes),
      unchanged: this.#unchanged,
      ...(this.#passedOver.length === 0 ? {} : { passedOver: this.#passedOver }),
      questions: this.#questions,
      diagnostics: this.#diagnostics,
    };
  }
}

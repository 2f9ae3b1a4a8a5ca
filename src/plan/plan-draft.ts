import type { Diagnostic } from '../model/diagnostic.ts';
import { type PassedOver, PLAN_VERSION, type Plan, type Question, type Unchanged } from './plan.ts';
import type { Step, StepId } from './step.ts';

/** A step and where it stands while the steps are put in order. */
interface Node {
  step: Step;
  /** How many of those it comes after have no place yet. */
  open: number;
  readonly followers: Node[];
}

const withAfter = (step: Step, after: readonly StepId[]): Step =>
  after.length === step.after.length ? step : { ...step, after };

/** A plan while it is being written. */
export class PlanDraft {
  readonly #nodes = new Map<StepId, Node>();
  readonly #unchanged: Unchanged[] = [];
  readonly #passedOver: PassedOver[] = [];
  readonly #diagnostics: Diagnostic[] = [];
  readonly #questions: Question[] = [];

  /** Adds the step unless one of its id is there, and gives back its id. */
  add(step: Step): StepId {
    if (!this.#nodes.has(step.id)) this.#nodes.set(step.id, { step, open: 0, followers: [] });
    return step.id;
  }

  has(id: StepId): boolean {
    return this.#nodes.has(id);
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
    const queue: Node[] = [];
    for (const node of this.#nodes.values()) {
      const after = this.#predecessors(node.step);
      node.step = withAfter(node.step, after);
      node.open = after.length;
      for (const id of after) this.#nodes.get(id)?.followers.push(node);
      if (after.length === 0) queue.push(node);
    }
    for (const { followers } of queue)
      for (const follower of followers) if (--follower.open === 0) queue.push(follower);
    if (queue.length !== this.#nodes.size) throw new Error('the plan has a circle');
    return queue.map(({ step }) => step);
  }

  #predecessors({ after }: Step): readonly StepId[] {
    const isThere = (id: StepId): boolean => this.#nodes.has(id);
    // a copy only where something is to be left out
    const known = after.every(isThere) ? after : after.filter(isThere);
    return known.length < 2 ? known : [...new Set(known)];
  }
}

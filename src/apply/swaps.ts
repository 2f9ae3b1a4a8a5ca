/** Replacements under way: each is undone once, and only when none of its steps is at work any more. */
import type { Step, StepId } from '../plan/step.ts';

export class Swaps {
  /** By the id of the old container. */
  readonly #atWork = new Map<string, Set<Promise<unknown>>>();
  /** By the id of the old container: the step that failed. */
  readonly #undone = new Map<string, StepId>();

  /** The step for whose failure this one's replacement was undone. */
  undoneFor({ fallback }: Step): StepId | undefined {
    return fallback?.replacement === undefined ? undefined : this.#undone.get(fallback.id);
  }

  /** Notes a step while it is at work. */
  async watch<T>({ fallback }: Step, work: Promise<T>): Promise<T> {
    if (fallback?.replacement === undefined) return work;
    const others = this.#othersOf(fallback.id);
    others.add(work);
    try {
      return await work;
    } finally {
      others.delete(work);
    }
  }

  /** False when somebody else undoes it; else resolves when that is possible. */
  async claim({ id }: Step, old: string): Promise<boolean> {
    if (this.#undone.has(old)) return false;
    this.#undone.set(old, id);
    await Promise.allSettled(this.#othersOf(old));
    return true;
  }

  #othersOf(old: string): Set<Promise<unknown>> {
    const known = this.#atWork.get(old) ?? new Set();
    this.#atWork.set(old, known);
    return known;
  }
}

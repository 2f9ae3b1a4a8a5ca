import type { Step, StepId } from '../plan/step.ts';

/** Which waits of a run have not come to an end, be it good or bad. */
export class OpenWaits {
  readonly #open: Set<StepId>;
  readonly #listeners = new Set<() => void>();

  constructor(steps: readonly Step[]) {
    this.#open = new Set(steps.filter(({ kind }) => kind === 'waitUntil').map(({ id }) => id));
  }

  get isEmpty(): boolean {
    return this.#open.size === 0;
  }

  settle(id: StepId): void {
    if (this.#open.delete(id) && this.isEmpty) for (const listener of this.#listeners) listener();
  }

  /** Calls the listener when the last wait has come to an end. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

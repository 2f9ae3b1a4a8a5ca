/** Changes of files until somebody has the time for them: what comes in a burst is taken together. */
import type { Clock } from '../../host/host.ts';

/** So long nothing must have come before a batch is taken: editors and version control write many files. */
const QUIET_MS = 250;
/** Where it never gets quiet, what has come is taken after this. */
const LONGEST_MS = 3000;

export class ChangeQueue {
  readonly #clock: Clock;
  readonly #paths = new Set<string>();
  #count = 0;
  #wake = Promise.withResolvers<void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(path: string): void {
    this.#paths.add(path);
    this.#count += 1;
    this.#wake.resolve();
  }

  /** Each path once, in the order of their first changes; nothing once the signal has fired. */
  async next(signal: AbortSignal): Promise<readonly string[]> {
    const stop = (): void => this.#wake.resolve();
    signal.addEventListener('abort', stop, { once: true });
    if (!signal.aborted) await this.#wake.promise;
    signal.removeEventListener('abort', stop);
    await this.#untilQuiet(signal);
    if (signal.aborted) return [];
    this.#wake = Promise.withResolvers();
    const paths = [...this.#paths];
    this.#paths.clear();
    return paths;
  }

  async #untilQuiet(signal: AbortSignal): Promise<void> {
    const began = this.#clock.now();
    for (let seen = -1; seen !== this.#count && !signal.aborted;) {
      if (this.#clock.now() - began >= LONGEST_MS) return;
      seen = this.#count;
      await this.#clock.sleep(QUIET_MS, signal);
    }
  }
}

/** Passes another signal on, some time after it has fired. */
export class LateSignal implements Disposable {
  readonly #controller = new AbortController();
  readonly #from: AbortSignal;
  readonly #onAbort: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(from: AbortSignal, delayMs: number) {
    this.#from = from;
    this.#onAbort = () => {
      this.#timer = setTimeout(() => this.#controller.abort(from.reason), delayMs);
    };
    if (from.aborted) this.#onAbort();
    else from.addEventListener('abort', this.#onAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#from.removeEventListener('abort', this.#onAbort);
  }
}

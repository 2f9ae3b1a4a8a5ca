/** How long an engine that went away is waited for, and telling of it once. */
import type { Clock } from '../host/host.ts';
import { EngineError, type EngineErrorKind, isEngineError } from '../model/engine-error.ts';
import type { Cancel } from './engine.ts';

/** How long is waited for the engine to come back, from the first failure on. */
const PATIENCE_MS = 10_000;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 1000;

const TROUBLE: ReadonlySet<EngineErrorKind> = new Set([
  'unreachable',
  'connectionLost',
  'unavailable',
]);

/** What a call whose answer was lost would have answered. */
export interface Settled<T> {
  readonly value: T;
}

/** What all calls and streams to one engine know of its absence together. */
export class Patience {
  readonly clock: Clock;
  readonly #onAway: ((error: EngineError) => void) | undefined;
  /** An engine that never answered is not waited for: most likely there is none. */
  wasReached = false;
  /** Errors after which nothing is tried any more. */
  readonly final = new WeakSet<EngineError>();
  /** How often it was away. */
  absences = 0;
  #isAway = false;

  /** `onAway` is called once for an absence, when the first call or stream is going to be repeated. */
  constructor(clock: Clock, onAway?: (error: EngineError) => void) {
    this.clock = clock;
    this.#onAway = onAway;
  }

  /** Repeats a call until it works. `settle` looks whether a call whose answer was lost has worked. */
  async again<T>(
    call: () => Promise<T>,
    options: Cancel | undefined,
    settle?: () => Promise<Settled<T> | undefined>,
  ): Promise<T> {
    const trouble = new Trouble(this);
    for (;;) {
      try {
        const settled = trouble.isLost ? await settle?.() : undefined;
        const value = settled === undefined ? await call() : settled.value;
        this.wasReached = true;
        this.#isAway = false;
        return value;
      } catch (error) {
        if (!(await trouble.outlasts(error, options?.signal))) throw trouble.name(error);
      }
    }
  }

  tellAway(error: EngineError): void {
    if (this.#isAway) return;
    this.#isAway = true;
    this.absences += 1;
    this.#onAway?.(error);
  }
}

/** What has gone wrong with one call, or with one stream since it last got on. */
export class Trouble {
  readonly #patience: Patience;
  #until: number | undefined;
  #pauseMs = FIRST_PAUSE_MS;
  /** An answer was lost: the call may have worked. */
  isLost = false;

  constructor(patience: Patience) {
    this.#patience = patience;
  }

  /** Whether it is worth another try; it has waited before that then. */
  async outlasts(error: unknown, signal: AbortSignal | undefined): Promise<boolean> {
    const { clock, wasReached, final } = this.#patience;
    if (signal?.aborted === true || !isTrouble(error, this.isLost) || final.has(error))
      return false;
    if (error.kind === 'unreachable' && !wasReached) return false;
    this.isLost ||= isEngineError(error, 'connectionLost');
    this.#until ??= clock.now() + PATIENCE_MS;
    if (clock.now() + this.#pauseMs > this.#until) return false;
    this.#patience.tellAway(error);
    await clock.sleep(this.#nextPause(), signal);
    return true;
  }

  /** The error with which it is given up, with how long the engine was waited for. */
  name(error: unknown): unknown {
    const { final } = this.#patience;
    if (this.#until === undefined || !isTrouble(error, false) || final.has(error)) return error;
    const text = `${error.text} (waited ${PATIENCE_MS / 1000} s for it to come back)`;
    const named = error.withText(text);
    final.add(named);
    return named;
  }

  #nextPause(): number {
    const pause = this.#pauseMs;
    this.#pauseMs = Math.min(pause * 2, LONGEST_PAUSE_MS);
    return pause;
  }
}

/** A name that is taken after a lost answer is most likely ours: the engine went on without us. */
const isTrouble = (error: unknown, isLost: boolean): error is EngineError =>
  error instanceof EngineError &&
  (TROUBLE.has(error.kind) || (isLost && error.kind === 'nameTaken'));

/** What signals do to `run`: the container gets them, and who asks for an end gets one. */
import type { Engine } from '../engine/engine.ts';
import type { Host, SignalName } from '../host/host.ts';
import { isEngineError } from '../model/engine-error.ts';
import { EXIT_CODES } from './interrupts.ts';

/** The container that signals are for. */
export interface SignalTarget {
  readonly id: string;
  readonly name: string;
  /** After a signal that asks for an end it is killed when this time is over; never before `NOTICE_MS`. */
  readonly graceMs: number;
}

/** A container that is up this long after a signal is told of. */
const NOTICE_MS = 2000;

/**
 * Before there is a container a signal ends the command. Afterwards the first is the container's, the second kills it
 * (the program leaves by itself at the third). SIGTERM gives it its grace period and no more, and so does SIGINT when
 * standard input has ended: as long as somebody talks to the program, an interrupt may be a word of theirs.
 */
export class SignalRelay {
  readonly #engine: Engine;
  readonly #host: Host;
  readonly #stop = new AbortController();
  readonly #leave = new AbortController();
  readonly #left = Promise.withResolvers<number>();
  readonly #over = new AbortController();
  readonly #held: string[] = [];
  #target: SignalTarget | undefined;
  #isAlone = false;
  #first: SignalName | undefined;
  #code: number | undefined;

  constructor(engine: Engine, host: Host) {
    this.#engine = engine;
    this.#host = host;
  }

  /** Fires when nothing more is to be begun. */
  get stop(): AbortSignal {
    return this.#stop.signal;
  }

  /** Fires when the terminal has gone: the container may go on without it. */
  get leave(): AbortSignal {
    return this.#leave.signal;
  }

  /** Resolves when `leave` fires. */
  get left(): Promise<number> {
    return this.#left.promise;
  }

  /** Set once a signal, and not the container by itself, has ended the command. */
  get code(): number | undefined {
    return this.#code;
  }

  /** The container is about to be started. */
  sendTo(target: SignalTarget): void {
    this.#target = target;
  }

  /** Signals that came before the container ran are passed on now. */
  async started(): Promise<void> {
    for (const signal of this.#held.splice(0)) await this.#send(signal);
  }

  /** Standard input has ended or is not passed on. */
  leaveAlone(): void {
    this.#isAlone = true;
  }

  pass(name: SignalName): void {
    if (this.#target === undefined) {
      this.#code ??= EXIT_CODES[name];
      this.#stop.abort();
    } else if (name === 'SIGHUP') {
      void this.#send(name);
      this.#code = EXIT_CODES.SIGHUP;
      this.#leave.abort();
      this.#left.resolve(EXIT_CODES.SIGHUP);
    } else if (this.#first === undefined) {
      this.#first = name;
      void this.#send(name);
      void this.#seeToEnd(name, this.#target);
    } else void this.#kill(this.#first);
  }

  /** Forgets about the container. */
  end(): void {
    this.#over.abort();
  }

  async #seeToEnd(signal: SignalName, { name, graceMs }: SignalTarget): Promise<void> {
    const isOver = await this.#wait(NOTICE_MS);
    if (isOver) return;
    const isLimited = signal === 'SIGTERM' || this.#isAlone;
    if (isLimited && graceMs <= NOTICE_MS) return this.#kill(signal);
    const limit = isLimited ? ` when its grace period of ${graceMs / 1000} s is over, or` : '';
    await this.#host.stderr.write(
      `${name} goes on after ${signal}; it is killed${limit} by one more signal\n`,
    );
    if (isLimited && !(await this.#wait(graceMs - NOTICE_MS))) await this.#kill(signal);
  }

  async #wait(ms: number): Promise<boolean> {
    await this.#host.clock.sleep(ms, this.#over.signal);
    return this.#over.signal.aborted;
  }

  async #kill(asked: SignalName): Promise<void> {
    this.#code ??= EXIT_CODES[asked];
    await this.#send('SIGKILL');
  }

  async #send(killSignal: string): Promise<void> {
    if (this.#target === undefined) return;
    try {
      await this.#engine.killContainer(this.#target.id, { killSignal });
    } catch (error) {
      // it does not run yet, or no longer; other trouble shows where its output is read
      if (isEngineError(error, 'wrongState')) this.#held.push(killSignal);
    }
  }
}

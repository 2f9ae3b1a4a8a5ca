/** One container of an attached `up`: what is read and told of it, one thing after the other. */
import type { ContainerDetails, Engine } from '../engine/engine.ts';
import { sinceOf } from '../engine/log-time.ts';
import type { Patience } from '../engine/patience.ts';
import { isEngineError } from '../model/engine-error.ts';
import { LABEL } from '../model/labels.ts';
import type { AttachedLines } from './attached-lines.ts';
import { AttachedReading } from './attached-reading.ts';
import { makerOf, type Sequel } from './container-end.ts';

export interface ContainerExit {
  readonly id: string;
  readonly service: string;
  /** As the engine knows it. */
  readonly name: string;
  readonly exitCode: number;
  /** A restart policy, or somebody, has started it again or will. */
  readonly restarting: boolean;
}

export interface ContainerTools {
  /** Patient. */
  readonly engine: Engine;
  readonly patience: Patience;
  readonly lines: AttachedLines;
  readonly signal: AbortSignal;
  /** Resolves when events were missed. */
  readonly gap: () => Promise<unknown>;
  /** What the end leads to; asked in the order of the ends. */
  readonly judge: (end: { readonly id: string; readonly at: number }) => Promise<Sequel>;
  readonly onExit: ((exit: ContainerExit) => void) | undefined;
  /** Called when one thing more has been read or told. */
  readonly onProgress: () => void;
  readonly onFailure: (error: unknown) => void;
}

export interface ContainerParts {
  readonly id: string;
  readonly name: string;
  readonly service: string;
  readonly isShown: boolean;
}

/** The event of a run's end follows the end of its output within this time. */
const END_MS = 1000;

/** Times are `since` texts. */
export class AttachedContainer {
  readonly #parts: ContainerParts;
  readonly #tools: ContainerTools;
  readonly #reading: AttachedReading;
  #queue: Promise<void> = Promise.resolve();
  #pending = 0;
  #isAwaitingStart = false;
  #isUp = false;
  /** Its end was told before its event came. */
  #isEndTold = false;
  /** When it last ended: what later runs say is younger. */
  #endedAt = '';
  #died = Promise.withResolvers<true>();

  constructor(parts: ContainerParts, tools: ContainerTools) {
    const { engine, patience, lines, signal } = tools;
    const { id, name } = parts;
    this.#parts = parts;
    this.#tools = tools;
    this.#reading = new AttachedReading({
      engine,
      patience,
      id,
      signal,
      show: (more) => lines.show(name, more),
      hasEnded: () => this.#hasEnded(),
      onMissing: (reason) => void lines.tellMissing(name, reason),
    });
  }

  get service(): string {
    return this.#parts.service;
  }

  /** Something is still to be read or told. */
  get isBusy(): boolean {
    return this.#pending > 0;
  }

  /** For the next start: its event opens nothing. */
  async attachBeforeStart(): Promise<void> {
    this.#isAwaitingStart = true;
    await this.#attach();
  }

  async attachRunning(): Promise<void> {
    this.#isUp = true;
    await this.#attach();
  }

  async #attach(): Promise<void> {
    if (!this.#parts.isShown) return;
    this.#died = Promise.withResolvers();
    this.#enqueue(await this.#reading.attach());
  }

  /** `labels` are those of a container that was not known before. */
  takeStart(at: string, labels: Readonly<Record<string, string>> = {}): void {
    const replaced = labels[LABEL.replace] ?? '';
    const wasAttached = this.#isAwaitingStart;
    this.#isAwaitingStart = false;
    this.#isUp = true;
    this.#isEndTold = false;
    if (wasAttached && at !== '') this.#reading.noteStart(at);
    if (wasAttached || !this.#parts.isShown) return;
    this.#died = Promise.withResolvers();
    if (replaced !== '') void this.#tools.lines.showReplaced(replaced, makerOf(labels));
    const endedAt = this.#endedAt;
    this.#enqueue(() => this.#reading.readSince(endedAt));
  }

  takeEnd(at: string, exitCode: number): void {
    const wasTold = this.#isEndTold;
    this.#isEndTold = false;
    if (!wasTold) this.#end(at, exitCode);
  }

  /** After events were missed: what they would have told is seen from the container. */
  async takeState(isUp: boolean): Promise<void> {
    if (this.#isAwaitingStart && !(await this.#reading.hasBegun())) return;
    if (this.#isAwaitingStart || (!this.#isUp && isUp)) this.takeStart('');
    if (!isUp) await this.#takeMissedEnd();
  }

  async #takeMissedEnd(): Promise<void> {
    if (!this.#isUp) return;
    const state = await this.#inspectState();
    if (!this.#isUp || state?.running === true) return;
    this.#isEndTold = state !== undefined;
    if (state !== undefined) this.#end(sinceOf(state.finishedAt), state.exitCode);
    this.#isUp = false;
    this.#died.resolve(true);
  }

  #end(at: string, exitCode: number): void {
    this.#isUp = false;
    this.#endedAt = at;
    this.#died.resolve(true);
    const known = this.#judgeExit(at, exitCode);
    // told behind the lines, and failing there
    known.catch(() => undefined);
    this.#enqueue(async () => {
      const exit = await known;
      if (exit !== undefined && this.#parts.isShown)
        await this.#tools.lines.showExit(exit.name, exit);
    });
  }

  /** The end of one that is being replaced is no end of its service. */
  async #judgeExit(at: string, exitCode: number): Promise<ContainerExit | undefined> {
    const { id, name, service } = this.#parts;
    const sequel = await this.#tools.judge({ id, at: Number(at) * 1000 });
    if (sequel === 'replaced') return undefined;
    const exit = { id, name, service, exitCode, restarting: sequel === 'restarts' };
    this.#tools.onExit?.(exit);
    return exit;
  }

  /** Undefined when it is gone. */
  async #inspectState(): Promise<ContainerDetails['state'] | undefined> {
    const { engine, signal } = this.#tools;
    try {
      return (await engine.inspectContainer(this.#parts.id, { signal })).state;
    } catch (error) {
      if (isEngineError(error, 'notFound')) return undefined;
      throw error;
    }
  }

  /** With the events cut, too, or without one about the end, only the connection has ended. */
  async #hasEnded(): Promise<boolean> {
    const { patience, signal, gap } = this.#tools;
    const over = new AbortController();
    const late = patience.clock.sleep(END_MS, AbortSignal.any([signal, over.signal]));
    const died = await Promise.race([this.#died.promise, gap(), late]);
    over.abort();
    return died === true;
  }

  #enqueue(task: () => Promise<void>): void {
    const { onProgress, onFailure } = this.#tools;
    this.#pending += 1;
    this.#queue = this.#queue.then(async () => {
      try {
        await task();
      } catch (error) {
        if (!isEngineError(error, 'notFound')) onFailure(error);
      } finally {
        this.#pending -= 1;
        onProgress();
      }
    });
  }
}

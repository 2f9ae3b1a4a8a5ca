/**
 * The output of an attached `up`.
 *
 *     const output = await attachOutput(options);            // subscribed: nothing later is missed
 *     await runReconcile(…, { beforeStart: output.beforeStart });
 *     await output.untilGone();                              // all watched containers have ended
 *     await output.close();                                  // on every way out
 *
 * `onEvent` may be given apply's events: containers that stay as they are are attached at once instead of in
 * `untilGone`, and output of hooks is shown. Signals are the caller's: lines go on until `close`. Each container
 * has a queue, so that all comes in order: attached before the start → lines → `exited with code` → the log since
 * then → lines → …
 */
import type { Cancel, Engine, EngineEvent, EventFeed, OutputChunk } from '../engine/engine.ts';
import { skipSeen } from '../engine/last-seen.ts';
import { sinceOf, sinceOfNano } from '../engine/log-time.ts';
import { readLogs, splitOutput } from '../engine/read-logs.ts';
import type { Event } from '../events/event.ts';
import { isEngineError } from '../model/engine-error.ts';
import { LABEL } from '../model/labels.ts';
import type { Step } from '../plan/step.ts';
import { AttachedLines, type AttachedLinesOptions } from './attached-lines.ts';
import { makerOf, sequelOf } from './container-end.ts';
import { isAlive, newWatched, type Watched } from './watched-container.ts';

export interface ContainerExit {
  readonly id: string;
  readonly service: string;
  /** As the engine knows it. */
  readonly name: string;
  readonly exitCode: number;
  /** A restart policy, or somebody, has started it again or will. */
  readonly restarting: boolean;
}

export interface AttachedOptions extends AttachedLinesOptions {
  readonly engine: Engine;
  /** Services whose output is shown; may be none. */
  readonly shown: ReadonlySet<string>;
  /** Services whose containers are waited for. */
  readonly watched: ReadonlySet<string>;
  /** Called for every end of a watched container, as soon as it is known. */
  readonly onExit?: (exit: ContainerExit) => void;
}

export interface AttachedOutput {
  /** For `applyPlan`: the container is attached when the promise is kept, so that its first byte is shown. */
  readonly beforeStart: (step: Step, containerId: string) => Promise<void>;
  readonly onEvent: (event: Event) => void;
  /** Resolves when no watched container runs any more and all lines are written. */
  untilGone(): Promise<void>;
  /** Ends all streams; lines that have come are written. */
  close(): Promise<void>;
}

/** Resolves when the engine's events are subscribed. */
export async function attachOutput(options: AttachedOptions): Promise<AttachedOutput> {
  const output = new Attached(options);
  await output.open();
  return output;
}

class Attached implements AttachedOutput {
  readonly #options: AttachedOptions;
  readonly #lines: AttachedLines;
  readonly #watched = new Map<string, Watched>();
  readonly #abort = new AbortController();
  readonly #gone = Promise.withResolvers<void>();
  #feed: EventFeed | undefined;
  /** The last end whose meaning is being found out. */
  #judged: Promise<unknown> = Promise.resolve();
  #isWaiting = false;

  constructor(options: AttachedOptions) {
    this.#options = options;
    this.#lines = new AttachedLines(options);
    // nobody may be waiting yet when it fails
    this.#gone.promise.catch(() => undefined);
  }

  async open(): Promise<void> {
    const { engine, project } = this.#options;
    this.#feed = await engine.events({
      labels: [`${LABEL.project}=${project}`],
      types: ['container'],
      actions: ['start', 'die', 'destroy'],
      signal: this.#abort.signal,
    });
    void this.#readFeed(this.#feed);
  }

  readonly beforeStart = async (step: Step, id: string): Promise<void> => {
    const { name, service = '' } = step.resource;
    if (!this.#isWatched(service)) return;
    await this.#lines.announce();
    const container = this.#know({ id, name, service });
    if (step.kind === 'restartContainer' && container.pending > 0) return;
    container.isAwaitingStart = step.kind === 'startContainer';
    container.owesExit = true;
    await this.#attach(container);
  };

  readonly onEvent = (event: Event): void => {
    if (event.kind === 'unchanged' && event.container.state === 'running') {
      const { id, name, service } = event.container;
      if (this.#isWatched(service) && !this.#watched.has(id))
        this.#attach(this.#know({ id, name, service })).catch(this.#fail);
    }
    if (event.kind !== 'hookOutput') return;
    const { name, service = '' } = event.step.resource;
    if (this.#options.shown.has(service)) void this.#lines.showHook(name, event.text);
  };

  async untilGone(): Promise<void> {
    await this.#lines.announce();
    this.#isWaiting = true;
    this.#look();
    await this.#gone.promise;
    await this.#lines.flush();
  }

  async close(): Promise<void> {
    this.#abort.abort();
    this.#feed?.close();
    this.#gone.resolve();
    await this.#lines.flush();
  }

  /** Reads on whatever happens: a slow reader of events slows the whole engine. */
  async #readFeed(feed: EventFeed): Promise<void> {
    try {
      for await (const event of feed) this.#take(event);
      if (!this.#abort.signal.aborted) await this.open();
    } catch (error) {
      this.#fail(error);
    }
  }

  #take(event: EngineEvent): void {
    const { id, attributes } = event;
    const service = attributes[LABEL.service] ?? '';
    if (attributes[LABEL.oneoff] === 'True' || !this.#isWatched(service)) return;
    const isNew = !this.#watched.has(id);
    const container = this.#know({ id, name: attributes['name'] ?? id, service });
    if (event.action === 'start') this.#takeStart(container, isNew ? attributes : {});
    if (event.action === 'die' && (container.owesExit || isNew)) {
      container.endedAt = sinceOfNano(event.timeNano);
      const at = Number(event.timeNano) / 1e6;
      this.#owedExit(container, { exitCode: Number(attributes['exitCode'] ?? 0), at });
    }
    this.#look();
  }

  #takeStart(container: Watched, labels: EngineEvent['attributes']): void {
    const wasAttached = container.isAwaitingStart;
    container.isAwaitingStart = false;
    container.owesExit = true;
    if (wasAttached || !this.#options.shown.has(container.service)) return;
    const replaced = labels[LABEL.replace] ?? '';
    if (replaced !== '') void this.#lines.showReplaced(replaced, makerOf(labels));
    const { endedAt } = container;
    this.#queue(container, () => this.#readSince(container, endedAt));
  }

  /** What the end leads to is decided in the order of the ends; it is told behind the container's lines. */
  #owedExit(container: Watched, end: { readonly exitCode: number; readonly at: number }): void {
    container.owesExit = false;
    const judged = this.#judged.then(() => this.#judgeExit(container, end));
    this.#judged = judged.catch(() => undefined);
    this.#queue(container, async () => {
      const exit = await judged;
      if (exit !== undefined && this.#options.shown.has(exit.service))
        await this.#lines.showExit(exit.name, exit);
    });
  }

  /** The end of one that is being replaced is no end of its service. */
  async #judgeExit(
    { id, name, service }: Watched,
    { exitCode, at }: { readonly exitCode: number; readonly at: number },
  ): Promise<ContainerExit | undefined> {
    const { engine, project } = this.#options;
    const sequel = await sequelOf(engine, { id, project, at }, this.#cancel());
    if (sequel === 'replaced') return undefined;
    const exit = { id, name, service, exitCode, restarting: sequel === 'restarts' };
    this.#options.onExit?.(exit);
    return exit;
  }

  /** Output from now on; resolves when it is connected. */
  async #attach(container: Watched): Promise<void> {
    if (!this.#options.shown.has(container.service)) return;
    const { engine } = this.#options;
    const { tty, state } = await engine.inspectContainer(container.id, this.#cancel());
    if (state.running) container.attachedRun = state.startedAt;
    container.owesExit ||= state.running;
    const session = await engine.attach(container.id, { tty, ...this.#cancel() });
    this.#queue(container, () => this.#pass(container, session.output));
  }

  /** The log since the container last ended, or since it started where its end was not seen. */
  async #readSince(container: Watched, endedAt: string): Promise<void> {
    const { id, seen } = container;
    const { engine } = this.#options;
    const { tty, state } = await engine.inspectContainer(id, this.#cancel());
    if (endedAt === '' && state.startedAt === container.attachedRun) return;
    const since = later(endedAt || sinceOf(state.startedAt), seen.lastTime);
    const options = { follow: true, timestamps: true, since, ...this.#cancel() };
    const fresh = skipSeen(seen);
    try {
      for await (const lines of readLogs(engine, { id, tty }, options))
        await this.#lines.show(container.name, fresh(lines));
    } catch (error) {
      if (!isEngineError(error, 'unavailable') && !isEngineError(error, 'rejected')) throw error;
      // a log that cannot be read can still be listened to
      const session = await engine.attach(id, { tty, ...this.#cancel() });
      await this.#pass(container, session.output);
    }
  }

  async #pass({ name }: Watched, output: AsyncIterable<OutputChunk>): Promise<void> {
    for await (const lines of splitOutput(output)) await this.#lines.show(name, lines);
  }

  #queue(container: Watched, task: () => Promise<void>): void {
    container.pending += 1;
    container.queue = container.queue.then(async () => {
      try {
        await task();
      } catch (error) {
        if (!isEngineError(error, 'notFound')) this.#fail(error);
      } finally {
        container.pending -= 1;
        this.#look();
      }
    });
  }

  /** Ends the wait when nothing is to come: neither lines nor a watched container that runs. */
  #look(): void {
    if (!this.#isWaiting || this.#isReading()) return;
    this.#endWhenGone().catch(this.#fail);
  }

  #isReading(): boolean {
    return [...this.#watched.values()].some(({ pending }) => pending > 0);
  }

  async #endWhenGone(): Promise<void> {
    const { engine, project } = this.#options;
    const filter = { labels: [`${LABEL.project}=${project}`], all: true };
    const all = await engine.listContainers(filter, this.#cancel());
    const watched = all.filter(({ oneoff, service }) => !oneoff && this.#isWatched(service));
    for (const { id, name, service, state } of watched)
      if (state === 'running' && !this.#watched.has(id))
        await this.#attach(this.#know({ id, name, service }));
    if (watched.some(isAlive) || this.#isReading()) return;
    // lists may be ahead of events
    const owing = watched.filter(
      ({ id, state }) => state !== 'created' && this.#watched.get(id)?.owesExit === true,
    );
    for (const container of owing)
      this.#owedExit(this.#know(container), {
        exitCode: container.exitCode ?? 0,
        at: this.#options.clock.now(),
      });
    if (owing.length === 0) this.#gone.resolve();
  }

  #know({ id, name, service }: Pick<Watched, 'id' | 'name' | 'service'>): Watched {
    const known = this.#watched.get(id);
    if (known !== undefined) return known;
    const container = newWatched({ id, name, service });
    this.#watched.set(id, container);
    return container;
  }

  #isWatched(service: string): boolean {
    return this.#options.watched.has(service) || this.#options.shown.has(service);
  }

  readonly #cancel = (): Cancel => ({ signal: this.#abort.signal });

  readonly #fail = (error: unknown): void => {
    if (!this.#abort.signal.aborted) this.#gone.reject(error);
  };
}

const later = (since: string, lastTime: string): string => {
  const seen = lastTime === '' ? '' : sinceOf(lastTime);
  return seen > since ? seen : since;
};

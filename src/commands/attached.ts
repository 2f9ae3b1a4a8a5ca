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
import { type LastSeen, skipSeen } from '../engine/last-seen.ts';
import { laterOf, sinceOf, sinceOfNano } from '../engine/log-time.ts';
import { readLogs, splitOutput } from '../engine/read-logs.ts';
import type { Event } from '../events/event.ts';
import { isEngineError } from '../model/engine-error.ts';
import { LABEL } from '../model/labels.ts';
import type { ObservedContainer } from '../model/observed.ts';
import type { Step } from '../plan/step.ts';
import { AttachedLines, type AttachedLinesOptions } from './attached-lines.ts';

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
  /** Services whose output is shown as long as the wait goes on; may be none. */
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

interface Followed {
  readonly id: string;
  readonly name: string;
  readonly service: string;
  /** What is still to be read and told, one after the other. */
  queue: Promise<void>;
  /** Tasks in the queue. */
  pending: number;
  /** Attached for the next start: its event opens nothing. */
  isAwaitingStart: boolean;
  /** Start time of the run that was going on when it was attached. */
  attachedRun: string;
  /** When it last ended, as `since` text: what later runs say is younger. */
  endedAt: string;
  readonly seen: LastSeen;
}

class Attached implements AttachedOutput {
  readonly #options: AttachedOptions;
  readonly #lines: AttachedLines;
  readonly #followed = new Map<string, Followed>();
  readonly #abort = new AbortController();
  readonly #gone = Promise.withResolvers<void>();
  #feed: EventFeed | undefined;
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
    if (!this.#isFollowed(service)) return;
    await this.#lines.announce();
    const container = this.#know({ id, name, service });
    if (step.kind === 'restartContainer' && container.pending > 0) return;
    container.isAwaitingStart = step.kind === 'startContainer';
    await this.#attach(container);
  };

  readonly onEvent = (event: Event): void => {
    if (event.kind === 'unchanged' && event.container.state === 'running') {
      const { id, name, service } = event.container;
      if (this.#isFollowed(service) && !this.#followed.has(id))
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
    if (attributes[LABEL.oneoff] === 'True' || !this.#isFollowed(service)) return;
    const isNew = !this.#followed.has(id);
    const container = this.#know({ id, name: attributes['name'] ?? id, service });
    if (event.action === 'start')
      this.#takeStart(container, isNew ? attributes[LABEL.replace] : '');
    if (event.action === 'die') {
      const exitCode = Number(attributes['exitCode'] ?? 0);
      container.endedAt = sinceOfNano(event.timeNano);
      this.#queue(container, () => this.#tellExit(container, exitCode));
    }
    this.#look();
  }

  #takeStart(container: Followed, replaced: string | undefined): void {
    const wasAttached = container.isAwaitingStart;
    container.isAwaitingStart = false;
    if (wasAttached || !this.#options.shown.has(container.service)) return;
    if (replaced !== undefined && replaced !== '') void this.#lines.showReplaced(replaced);
    const { endedAt } = container;
    this.#queue(container, () => this.#readSince(container, endedAt));
  }

  async #tellExit(container: Followed, exitCode: number): Promise<void> {
    const { id, name, service } = container;
    const restarting = await this.#isUpAgain(id);
    if (this.#options.watched.has(service))
      this.#options.onExit?.({ id, name, service, exitCode, restarting });
    if (this.#options.shown.has(service))
      await this.#lines.showExit(name, { exitCode, restarting });
  }

  async #isUpAgain(id: string): Promise<boolean> {
    try {
      const { state } = await this.#options.engine.inspectContainer(id, this.#cancel());
      return state.restarting || state.running;
    } catch (error) {
      if (isEngineError(error, 'notFound')) return false;
      throw error;
    }
  }

  /** Output from now on; resolves when it is connected. */
  async #attach(container: Followed): Promise<void> {
    if (!this.#options.shown.has(container.service)) return;
    const { engine } = this.#options;
    const { tty, state } = await engine.inspectContainer(container.id, this.#cancel());
    if (state.running) container.attachedRun = state.startedAt;
    const { output } = await engine.attach(container.id, { tty, ...this.#cancel() });
    this.#queue(container, () => this.#pass(container, output));
  }

  /** The log since the container last ended, or since it started where its end was not seen. */
  async #readSince(container: Followed, endedAt: string): Promise<void> {
    const { id, seen } = container;
    const { engine } = this.#options;
    const { tty, state } = await engine.inspectContainer(id, this.#cancel());
    if (endedAt === '' && state.startedAt === container.attachedRun) return;
    const since = laterOf(endedAt || sinceOf(state.startedAt), seen.lastTime);
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

  async #pass({ name }: Followed, output: AsyncIterable<OutputChunk>): Promise<void> {
    for await (const lines of splitOutput(output)) await this.#lines.show(name, lines);
  }

  #queue(container: Followed, task: () => Promise<void>): void {
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
    return [...this.#followed.values()].some(
      ({ pending, service }) => pending > 0 && this.#options.watched.has(service),
    );
  }

  async #endWhenGone(): Promise<void> {
    const { engine, project } = this.#options;
    const filter = { labels: [`${LABEL.project}=${project}`], all: true };
    const all = await engine.listContainers(filter, this.#cancel());
    const followed = all.filter(({ oneoff, service }) => !oneoff && this.#isFollowed(service));
    for (const { id, name, service, state } of followed)
      if (state === 'running' && !this.#followed.has(id))
        await this.#attach(this.#know({ id, name, service }));
    const watched = followed.filter(({ service }) => this.#options.watched.has(service));
    if (!watched.some(isAlive) && !this.#isReading()) this.#gone.resolve();
  }

  #know({ id, name, service }: Pick<Followed, 'id' | 'name' | 'service'>): Followed {
    const known = this.#followed.get(id);
    if (known !== undefined) return known;
    const container: Followed = {
      ...{ id, name, service },
      queue: Promise.resolve(),
      pending: 0,
      isAwaitingStart: false,
      attachedRun: '',
      endedAt: '',
      seen: { lastTime: '', lastCount: 0 },
    };
    this.#followed.set(id, container);
    return container;
  }

  #isFollowed(service: string): boolean {
    return this.#options.watched.has(service) || this.#options.shown.has(service);
  }

  readonly #cancel = (): Cancel => ({ signal: this.#abort.signal });

  readonly #fail = (error: unknown): void => {
    if (!this.#abort.signal.aborted) this.#gone.reject(error);
  };
}

const RUNS: ReadonlySet<string> = new Set(['running', 'restarting', 'paused']);

/** A replacement that is made but not started yet keeps its service alive. */
const isAlive = ({ state, labels }: ObservedContainer): boolean =>
  RUNS.has(state) || (state === 'created' && (labels[LABEL.replace] ?? '') !== '');

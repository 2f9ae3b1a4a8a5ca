/** Logs of many containers, live: over restarts, and of containers that come later. */
import { isEngineError } from '../model/engine-error.ts';
import type { ObservedContainer } from '../model/observed.ts';
import type { Cancel, ContainerDetails, Engine, EventFeed, LogOptions } from './engine.ts';
import { sinceOf } from './log-time.ts';
import type { Patience } from './patience.ts';
import { makePatient } from './patient-engine.ts';
import type { LogLine } from './read-logs.ts';
import { resumeLogs } from './resume-logs.ts';
import { SeenLines } from './seen-lines.ts';

export interface FollowLogsOptions extends Cancel {
  /** With an engine that goes away while its logs are followed. */
  readonly patience: Patience;
  /** Label filters of the containers and their events. */
  readonly labels: readonly string[];
  readonly wants: (container: ObservedContainer) => boolean;
  /** For containers that are there at the beginning; later ones are read whole. */
  readonly tail?: string;
  readonly since?: string;
  readonly until?: string;
  /** The next lines of a container; it is read on when the promise is kept. */
  readonly onLines: (container: ObservedContainer, lines: readonly LogLine[]) => Promise<void>;
  /** Called behind the last lines of a run that was followed. */
  readonly onExit?: (container: ObservedContainer, exit: FollowedExit) => Promise<void>;
  /** Called once for a container whose logs the engine cannot read. */
  readonly onUnreadable?: (container: ObservedContainer, reason: string) => void;
  /** All wanted containers, whenever the set was looked at; called before their lines. */
  readonly onContainers?: (containers: readonly ObservedContainer[]) => void;
}

export interface FollowedExit {
  readonly exitCode: number;
  /** A restart policy, or somebody, has started it again or will. */
  readonly restarting: boolean;
}

/** Ends when no wanted container runs any more and all its lines are out, or when the signal fires. */
export async function followLogs(engine: Engine, options: FollowLogsOptions): Promise<void> {
  const follower = new Follower(makePatient(engine, options.patience), options);
  const onAbort = (): void => follower.stop();
  options.signal?.addEventListener('abort', onAbort, { once: true });
  if (options.signal?.aborted === true) onAbort();
  try {
    void follower.readFeed(await follower.openFeed());
    follower.look();
    await follower.ended;
  } finally {
    options.signal?.removeEventListener('abort', onAbort);
    follower.stop();
  }
}

/** How far a container has been read. */
interface Reading {
  readonly seen: SeenLines;
  isOpen: boolean;
  /** Nothing more will come, or nothing can be read. */
  isOver: boolean;
}

class Follower {
  readonly ended: Promise<void>;
  readonly #engine: Engine;
  readonly #options: FollowLogsOptions;
  readonly #readings = new Map<string, Reading>();
  /** Containers that started since their log was opened. */
  readonly #started = new Set<string>();
  /** By container, of the last end. */
  readonly #exitCodes = new Map<string, number>();
  readonly #abort = new AbortController();
  readonly #end: () => void;
  readonly #fail: (error: unknown) => void;
  #feed: EventFeed | undefined;
  #isFirstLook = true;
  #isLooking = false;
  #mustLookAgain = false;

  constructor(engine: Engine, options: FollowLogsOptions) {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.ended = promise;
    this.#end = resolve;
    this.#fail = reject;
    this.#engine = engine;
    this.#options = options;
  }

  stop(): void {
    this.#end();
    this.#abort.abort();
    this.#feed?.close();
  }

  openFeed(): Promise<EventFeed> {
    return this.#engine.events({
      labels: this.#options.labels,
      types: ['container'],
      actions: ['start', 'die', 'destroy'],
      onGap: this.#lookAtAll,
      ...this.#cancel(),
    });
  }

  /** Reads on whatever happens: a slow reader of events slows the whole engine. */
  async readFeed(feed: EventFeed): Promise<void> {
    this.#feed = feed;
    try {
      for await (const event of feed) {
        if (event.action === 'start') this.#started.add(event.id);
        if (event.action === 'die')
          this.#exitCodes.set(event.id, Number(event.attributes['exitCode'] ?? 0));
        this.look();
      }
    } catch (error) {
      this.#failUnlessStopped(error);
    }
  }

  readonly #lookAtAll = (): void => {
    for (const id of this.#readings.keys()) this.#started.add(id);
    this.look();
  };

  /** Looks at the engine's state; while one look is going on, further wishes become one more. */
  look(): void {
    this.#mustLookAgain = true;
    if (!this.#isLooking) void this.#lookWhileNeeded();
  }

  async #lookWhileNeeded(): Promise<void> {
    this.#isLooking = true;
    try {
      while (this.#mustLookAgain && !this.#abort.signal.aborted) {
        this.#mustLookAgain = false;
        await this.#lookOnce();
      }
    } catch (error) {
      this.#failUnlessStopped(error);
    } finally {
      this.#isLooking = false;
    }
  }

  async #lookOnce(): Promise<void> {
    const { labels, wants, onContainers } = this.#options;
    const signal = this.#abort.signal;
    const all = await this.#engine.listContainers({ labels, all: true }, { signal });
    const wanted = all.filter(wants);
    onContainers?.(wanted);
    for (const container of wanted) if (this.#shouldOpen(container)) this.#open(container);
    this.#isFirstLook = false;
    const isAlive = (container: ObservedContainer): boolean =>
      runs(container) && this.#readings.get(container.id)?.isOver !== true;
    const isReading = [...this.#readings.values()].some((reading) => reading.isOpen);
    if (!isReading && !this.#mustLookAgain && !wanted.some(isAlive)) this.#end();
  }

  #shouldOpen(container: ObservedContainer): boolean {
    const reading = this.#readings.get(container.id);
    // the log of a container that never ran ends at once and would hide the first start
    if (reading === undefined) return container.state !== 'created';
    if (reading.isOpen || reading.isOver) return false;
    const isUp = container.state === 'running' || container.state === 'paused';
    return isUp || this.#started.has(container.id);
  }

  #open(container: ObservedContainer): void {
    const isLater = !this.#isFirstLook;
    const known = this.#readings.get(container.id);
    const reading = known ?? { isOpen: true, isOver: false, seen: new SeenLines() };
    reading.isOpen = true;
    this.#readings.set(container.id, reading);
    this.#started.delete(container.id);
    void this.#read(container, reading, known !== undefined ? 'again' : isLater ? 'late' : 'first');
  }

  async #read(
    container: ObservedContainer,
    reading: Reading,
    which: 'first' | 'late' | 'again',
  ): Promise<void> {
    try {
      const { tty, state } = await this.#engine.inspectContainer(container.id, this.#cancel());
      const options = this.#logOptions(reading, { which, startedAt: state.startedAt });
      const { seen } = reading;
      const { patience, onLines } = this.#options;
      const source = { id: container.id, tty };
      for await (const lines of resumeLogs(this.#engine, source, { ...options, seen, patience }))
        await onLines(container, lines);
      if (this.#options.until !== undefined) reading.isOver = true;
      else if (state.running || which !== 'first') await this.#tellExit(container);
    } catch (error) {
      this.#closeReading(container, reading, error);
    } finally {
      reading.isOpen = false;
      this.look();
    }
  }

  /** The end of one that is gone or runs again is known from its event. */
  async #tellExit(container: ObservedContainer): Promise<void> {
    const { onExit } = this.#options;
    if (onExit === undefined || this.#abort.signal.aborted) return;
    const state = await this.#stateOf(container.id);
    const isUp = state?.running === true;
    const ended = state !== undefined && (!isUp || state.restarting);
    const exitCode = ended ? state.exitCode : this.#exitCodes.get(container.id);
    if (exitCode !== undefined) await onExit(container, { exitCode, restarting: isUp });
  }

  /** Undefined when it is gone. */
  async #stateOf(id: string): Promise<ContainerDetails['state'] | undefined> {
    try {
      return (await this.#engine.inspectContainer(id, this.#cancel())).state;
    } catch (error) {
      if (isEngineError(error, 'notFound')) return undefined;
      throw error;
    }
  }

  #logOptions(
    reading: Reading,
    { which, startedAt }: { readonly which: string; readonly startedAt: string },
  ): LogOptions {
    const { tail, until } = this.#options;
    const again = reading.seen.since ?? sinceOf(startedAt);
    const since = which === 'again' ? again : this.#options.since;
    return {
      follow: true,
      ...this.#cancel(),
      ...(which === 'first' && tail !== undefined ? { tail } : {}),
      ...(since === undefined ? {} : { since }),
      ...(until === undefined ? {} : { until }),
    };
  }

  #closeReading(container: ObservedContainer, reading: Reading, error: unknown): void {
    reading.isOver = true;
    if (this.#abort.signal.aborted || isEngineError(error, 'notFound')) return;
    if (isEngineError(error, 'unavailable') || isEngineError(error, 'rejected'))
      this.#options.onUnreadable?.(container, error.text);
    else this.#failUnlessStopped(error);
  }

  #cancel(): { readonly signal: AbortSignal } {
    return { signal: this.#abort.signal };
  }

  #failUnlessStopped(error: unknown): void {
    if (!this.#abort.signal.aborted) this.#fail(error);
  }
}

const runs = ({ state }: ObservedContainer): boolean =>
  state === 'running' || state === 'restarting' || state === 'paused';

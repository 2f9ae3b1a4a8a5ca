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
import type { Cancel, Engine, EngineEvent, EventFeed } from '../engine/engine.ts';
import { sinceOfNano } from '../engine/log-time.ts';
import { Patience } from '../engine/patience.ts';
import { makePatient } from '../engine/patient-engine.ts';
import type { Event } from '../events/event.ts';
import { containersOf, LABEL } from '../model/labels.ts';
import type { ObservedContainer } from '../model/observed.ts';
import type { Step } from '../plan/step.ts';
import {
  AttachedContainer,
  type ContainerExit,
  type ContainerParts,
  type ContainerTools,
} from './attached-container.ts';
import { sequelOf, type Sequel } from './container-end.ts';
import { AttachedLines, type AttachedLinesOptions } from './attached-lines.ts';

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

class Attached implements AttachedOutput {
  readonly #options: AttachedOptions;
  readonly #lines: AttachedLines;
  readonly #engine: Engine;
  readonly #tools: ContainerTools;
  readonly #followed = new Map<string, AttachedContainer>();
  readonly #abort = new AbortController();
  readonly #gone = Promise.withResolvers<void>();
  #feed: EventFeed | undefined;
  #gap = Promise.withResolvers<void>();
  /** The last end whose meaning is being found out. */
  #judged: Promise<unknown> = Promise.resolve();
  #isWaiting = false;

  constructor(options: AttachedOptions) {
    this.#options = options;
    this.#lines = new AttachedLines(options);
    const patience = new Patience(options.clock, ({ text }) => this.#lines.tellAway(text));
    this.#engine = makePatient(options.engine, patience);
    this.#tools = {
      engine: this.#engine,
      patience,
      lines: this.#lines,
      signal: this.#abort.signal,
      gap: () => this.#gap.promise,
      judge: (end) => this.#judge(end),
      onExit: options.onExit,
      onProgress: () => this.#look(),
      onFailure: (error) => this.#fail(error),
    };
    // nobody may be waiting yet when it fails
    this.#gone.promise.catch(() => undefined);
  }

  async open(): Promise<void> {
    this.#feed = await this.#engine.events({
      labels: containersOf(this.#options.project),
      types: ['container'],
      actions: ['start', 'die', 'destroy'],
      onGap: this.#afterGap,
      ...this.#cancel(),
    });
    void this.#readFeed(this.#feed);
  }

  readonly beforeStart = async (step: Step, id: string): Promise<void> => {
    const { name, service = '' } = step.resource;
    if (!this.#isFollowed(service)) return;
    await this.#lines.announce();
    const container = this.#know({ id, name, service });
    if (step.kind === 'startContainer') await container.attachBeforeStart();
    else if (!container.isBusy) await container.attachRunning();
  };

  readonly onEvent = (event: Event): void => {
    if (event.kind === 'unchanged' && event.container.state === 'running') {
      const { id, name, service } = event.container;
      if (this.#isFollowed(service) && !this.#followed.has(id))
        this.#know({ id, name, service }).attachRunning().catch(this.#fail);
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
    } catch (error) {
      this.#fail(error);
    }
  }

  #take(event: EngineEvent): void {
    const { id, attributes, action } = event;
    const service = attributes[LABEL.service] ?? '';
    if (attributes[LABEL.oneoff] === 'True' || !this.#isFollowed(service)) return;
    const isNew = !this.#followed.has(id);
    const container = this.#know({ id, name: attributes['name'] ?? id, service });
    const at = sinceOfNano(event.timeNano);
    if (action === 'start') container.takeStart(at, isNew ? attributes : {});
    if (action === 'die') container.takeEnd(at, Number(attributes['exitCode'] ?? 0));
    this.#look();
  }

  readonly #afterGap = (): void => {
    this.#gap.resolve();
    this.#gap = Promise.withResolvers();
    this.#lookAtAll().catch(this.#fail);
  };

  async #lookAtAll(): Promise<void> {
    const up = new Set<string>();
    for (const { id, state } of await this.#list()) if (RUNS.has(state)) up.add(id);
    for (const [id, container] of this.#followed) await container.takeState(up.has(id));
    this.#look();
  }

  /** Ends the wait when nothing is to come: neither lines nor a watched container that runs. */
  #look(): void {
    if (!this.#isWaiting || this.#isReading()) return;
    this.#endWhenGone().catch(this.#fail);
  }

  #isReading(): boolean {
    return [...this.#followed.values()].some(
      ({ isBusy, service }) => isBusy && this.#options.watched.has(service),
    );
  }

  async #endWhenGone(): Promise<void> {
    const followed = await this.#list();
    for (const { id, name, service, state } of followed)
      if (state === 'running' && !this.#followed.has(id))
        await this.#know({ id, name, service }).attachRunning();
    const watched = followed.filter(({ service }) => this.#options.watched.has(service));
    if (watched.some(isAlive) || this.#isReading()) return;
    const alive = new Set<string>(followed.filter(isAlive).map(({ id }) => id));
    // ends whose events were missed are told first
    for (const [id, container] of this.#followed)
      if (!alive.has(id)) await container.takeState(false);
    if (!this.#isReading()) this.#gone.resolve();
  }

  #judge(end: { readonly id: string; readonly at: number }): Promise<Sequel> {
    const { project } = this.#options;
    const judge = () => sequelOf(this.#engine, { ...end, project }, this.#cancel());
    const judged = this.#judged.then(judge);
    this.#judged = judged.catch(() => undefined);
    return judged;
  }

  async #list(): Promise<readonly ObservedContainer[]> {
    const filter = { labels: containersOf(this.#options.project), all: true };
    const all = await this.#engine.listContainers(filter, this.#cancel());
    return all.filter(({ oneoff, service }) => !oneoff && this.#isFollowed(service));
  }

  #know(parts: Omit<ContainerParts, 'isShown'>): AttachedContainer {
    const known = this.#followed.get(parts.id);
    if (known !== undefined) return known;
    const { shown, watched } = this.#options;
    const isShown = shown.has(parts.service);
    const tools = watched.has(parts.service) ? this.#tools : { ...this.#tools, onExit: undefined };
    const container = new AttachedContainer({ ...parts, isShown }, tools);
    this.#followed.set(parts.id, container);
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

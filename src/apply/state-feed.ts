import type { Engine, EventFeed } from '../engine/engine.ts';
import { LABEL } from '../model/labels.ts';

const ACTIONS = ['start', 'die', 'destroy', 'health_status', 'oom'];

type Listener = () => void;

/**
 * Says when a container of the project may have changed; what has become of it is for an inspect to tell.
 * Open before the first start, so that no change falls between looking and listening.
 */
export class StateFeed {
  readonly #engine: Engine;
  readonly #project: string;
  readonly #listeners = new Map<string, Set<Listener>>();
  #feed: EventFeed | undefined;
  #isClosed = false;

  constructor(engine: Engine, project: string) {
    this.#engine = engine;
    this.#project = project;
  }

  async open(signal: AbortSignal): Promise<void> {
    const feed = await this.#subscribe(signal);
    void this.#read(feed, signal);
  }

  #subscribe(signal: AbortSignal): Promise<EventFeed> {
    return this.#engine.events({
      labels: [`${LABEL.project}=${this.#project}`],
      types: ['container'],
      actions: ACTIONS,
      signal,
    });
  }

  /** Calls the listener after every event of that container, and once when the feed is cut. */
  listen(containerId: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(containerId) ?? new Set();
    this.#listeners.set(containerId, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  close(): void {
    this.#isClosed = true;
    this.#feed?.close();
  }

  /** Subscribes again when the feed is cut: whatever happened meanwhile, all look again then. */
  async #read(first: EventFeed, signal: AbortSignal): Promise<void> {
    try {
      for (let feed = first; !this.#isClosed; feed = await this.#subscribe(signal)) {
        this.#feed = feed;
        this.#wakeAll();
        await this.#drain(feed);
      }
    } catch {
      // the engine is away for good: whoever waits looks again and meets the trouble there
    }
    this.#wakeAll();
  }

  // the engine slows down for everybody when a reader falls behind: nothing is awaited between events
  async #drain(feed: EventFeed): Promise<void> {
    try {
      for await (const event of feed)
        for (const listener of this.#listeners.get(event.id) ?? []) listener();
    } catch {
      // cut in the middle
    }
  }

  #wakeAll(): void {
    for (const listeners of this.#listeners.values()) for (const listener of listeners) listener();
  }
}

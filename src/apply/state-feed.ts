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

  constructor(engine: Engine, project: string) {
    this.#engine = engine;
    this.#project = project;
  }

  async open(signal: AbortSignal): Promise<void> {
    this.#feed = await this.#engine.events({
      labels: [`${LABEL.project}=${this.#project}`],
      types: ['container'],
      actions: ACTIONS,
      onGap: () => this.#wakeAll(),
      signal,
    });
    void this.#read(this.#feed);
  }

  /** Calls the listener after every event of that container, and once when the feed was cut. */
  listen(containerId: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(containerId) ?? new Set();
    this.#listeners.set(containerId, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  close(): void {
    this.#feed?.close();
  }

  // the engine slows down for everybody when a reader falls behind: nothing is awaited between events
  async #read(feed: EventFeed): Promise<void> {
    try {
      for await (const event of feed)
        for (const listener of this.#listeners.get(event.id) ?? []) listener();
    } catch {
      // the engine is away for good: whoever waits looks again and meets the trouble there
    }
    this.#wakeAll();
  }

  #wakeAll(): void {
    for (const listeners of this.#listeners.values()) for (const listener of listeners) listener();
  }
}

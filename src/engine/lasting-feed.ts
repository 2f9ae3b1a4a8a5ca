/** A feed of events that outlives its connection. */
import type { Engine, EngineEvent, EventFeed, EventFilter } from './engine.ts';
import { sinceOfNano } from './log-time.ts';
import { type Patience, Trouble } from './patience.ts';

/** A feed that lasted this long was no failure from the start. */
const STEADY_MS = 1000;

/** Opened again where it is cut, from the last event on; `onGap` of the filter is told, before the events that come then. */
export async function openLastingFeed(
  engine: Engine,
  filter: EventFilter,
  patience: Patience,
): Promise<EventFeed> {
  const feed = new LastingFeed(engine, filter, patience);
  await feed.open();
  return feed;
}

class LastingFeed implements EventFeed {
  readonly #engine: Engine;
  readonly #filter: EventFilter;
  readonly #patience: Patience;
  #trouble: Trouble;
  #inner: EventFeed | undefined;
  /** What ended the inner feed. */
  #cut: unknown;
  #openedAt = 0;
  #isClosed = false;
  /** Of the last event, and of those before it at the same time: `since` includes them. */
  #lastTime = '';
  readonly #atLastTime = new Set<string>();

  constructor(engine: Engine, filter: EventFilter, patience: Patience) {
    this.#engine = engine;
    this.#filter = filter;
    this.#patience = patience;
    this.#trouble = new Trouble(patience);
  }

  async open(): Promise<void> {
    const since = this.#lastTime === '' ? {} : { since: sinceOfNano(this.#lastTime) };
    const filter = { ...this.#filter, ...since };
    this.#inner = await this.#patience.again(() => this.#engine.events(filter), filter);
    this.#openedAt = this.#patience.clock.now();
    if (this.#isClosed) this.#inner.close();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<EngineEvent> {
    try {
      for (;;) {
        yield* this.#readToCut();
        if (this.#cut === undefined) return;
        await this.#reopen(this.#cut);
      }
    } finally {
      this.close();
    }
  }

  async *#readToCut(): AsyncGenerator<EngineEvent> {
    this.#cut = undefined;
    try {
      for await (const event of this.#inner ?? []) if (this.#isNew(event)) yield event;
    } catch (error) {
      this.#cut = error;
    }
  }

  async #reopen(cut: unknown): Promise<void> {
    const wasSteady = this.#patience.clock.now() - this.#openedAt > STEADY_MS;
    if (wasSteady) this.#trouble = new Trouble(this.#patience);
    const isWorthIt = await this.#trouble.outlasts(cut, this.#filter.signal);
    if (!isWorthIt) throw this.#trouble.name(cut);
    await this.open();
    this.#filter.onGap?.();
  }

  /** `since` gives nothing that is older than the last event: only those of its very time come twice. */
  #isNew({ timeNano, id, action, detail = '' }: EngineEvent): boolean {
    const key = `${id} ${action} ${detail}`;
    if (timeNano === this.#lastTime && this.#atLastTime.has(key)) return false;
    if (timeNano > this.#lastTime) {
      this.#lastTime = timeNano;
      this.#atLastTime.clear();
    }
    this.#atLastTime.add(key);
    return true;
  }

  close(): void {
    this.#isClosed = true;
    this.#inner?.close();
  }
}

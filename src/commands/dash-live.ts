/** A project on an engine, as the dashboard looks at it. */
import type { Engine, EventFeed } from '../engine/engine.ts';
import type { Clock } from '../host/host.ts';
import { containersOf } from '../model/labels.ts';
import type { ContainerFacts, ProjectHead, Verb } from '../tui/dashboard-state.ts';
import type { LiveListeners, LiveProject } from '../tui/live-project.ts';
import type { DesiredService } from '../tui/service-rows.ts';
import { factsOf } from './dash-facts.ts';
import { LogFollower } from './dash-logs.ts';

export interface LiveInput {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly head: ProjectHead;
  /** Absent when no files are known. */
  readonly desired?: readonly DesiredService[];
  readonly act: (verb: Verb, service: string, signal: AbortSignal) => Promise<void>;
}

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 10_000;
const DEBOUNCE_MS = 100;
/** Looks at most four times a second, however much happens. */
const LOOK_MS = 250;
/** Level-based: without any event, too. */
const IDLE_MS = 30_000;

/** Probes would wake us for each of their steps: only what changes the list is asked for. */
const ACTIONS = [
  'create',
  'start',
  'die',
  'destroy',
  'rename',
  'pause',
  'unpause',
  'health_status',
  'oom',
];

export function liveProject(input: LiveInput): LiveProject {
  return new EngineProject(input);
}

class EngineProject implements LiveProject {
  readonly head: ProjectHead;
  readonly act: LiveInput['act'];
  private readonly input: LiveInput;
  private retryNow = new AbortController();

  constructor(input: LiveInput) {
    this.input = input;
    this.head = input.head;
    this.act = input.act;
  }

  retry(): void {
    this.retryNow.abort();
  }

  inspect(ids: readonly string[], signal: AbortSignal): Promise<readonly ContainerFacts[]> {
    const { engine } = this.input;
    return Promise.all(
      ids.map(async (id) => factsOf(await engine.inspectContainer(id, { signal }))),
    );
  }

  async follow(listeners: LiveListeners, signal: AbortSignal): Promise<void> {
    const { clock, engine } = this.input;
    const logs = new LogFollower(engine, listeners.onLogs);
    let delay = FIRST_RETRY_MS;
    while (!signal.aborted) {
      const text = await this.watch(
        { listeners, logs, onUp: () => (delay = FIRST_RETRY_MS) },
        signal,
      );
      if (signal.aborted) return;
      const at = clock.now();
      listeners.onState({ kind: 'engineLost', at, retryAt: at + delay, text });
      this.retryNow = new AbortController();
      await clock.sleep(delay, AbortSignal.any([signal, this.retryNow.signal]));
      delay = Math.min(delay * 2, LAST_RETRY_MS);
    }
  }

  /** Until the engine is lost; says how. */
  private async watch(to: Watch, signal: AbortSignal): Promise<string> {
    const end = new AbortController();
    const inner = AbortSignal.any([signal, end.signal]);
    try {
      const filter = {
        types: ['container'],
        actions: ACTIONS,
        labels: containersOf(this.head.name),
      };
      // Subscribed before the first look: no change falls between the two.
      const feed = await this.input.engine.events({ ...filter, signal: inner });
      await this.lookOnEvents(feed, to, inner);
      return 'the engine ended the connection';
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    } finally {
      end.abort();
    }
  }

  private async lookOnEvents(feed: EventFeed, to: Watch, signal: AbortSignal): Promise<void> {
    const bell = new Bell();
    const reading = readAll(feed, bell);
    try {
      for (;;) {
        await this.look(to, signal);
        await this.input.clock.sleep(IDLE_MS, AbortSignal.any([signal, bell.signal()]));
        if (signal.aborted || bell.isBroken) return await reading;
        await this.input.clock.sleep(DEBOUNCE_MS, signal);
      }
    } finally {
      feed.close();
    }
  }

  private async look({ listeners, logs, onUp }: Watch, signal: AbortSignal): Promise<void> {
    const { engine, clock, desired } = this.input;
    const began = clock.now();
    const containers = await engine.listContainers(
      { labels: containersOf(this.head.name), all: true },
      { signal },
    );
    const at = clock.now();
    onUp();
    listeners.onState({
      kind: 'observed',
      at,
      containers,
      ...(desired === undefined ? {} : { desired }),
    });
    logs.keepUp(containers, signal);
    await clock.sleep(Math.max(0, began + LOOK_MS - DEBOUNCE_MS - at), signal);
  }
}

interface Watch {
  readonly listeners: LiveListeners;
  readonly logs: LogFollower;
  readonly onUp: () => void;
}

/** Rings once however often it is pulled; never makes the reader of events wait. */
class Bell {
  /** There will be no more events. */
  isBroken = false;
  private pulled = new AbortController();

  pull(): void {
    this.pulled.abort();
  }

  break(): void {
    this.isBroken = true;
    this.pull();
  }

  /** Fires when the bell was pulled since the last call. */
  signal(): AbortSignal {
    const { signal } = this.pulled;
    if (signal.aborted && !this.isBroken) this.pulled = new AbortController();
    return signal;
  }
}

async function readAll(feed: EventFeed, bell: Bell): Promise<void> {
  try {
    for await (const _ of feed) bell.pull();
  } catch {
    // How the stream ended is of no interest: the engine is looked for again in any case.
  }
  bell.break();
}

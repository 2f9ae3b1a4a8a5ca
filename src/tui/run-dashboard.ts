/** The dashboard at work: keys, looks at the engine and the time become events; intents become deeds. */
import type { Host } from '../host/host.ts';
import { wantsColor, wantsUnicode } from '../render/theme.ts';
import type { DashboardEvent, DashboardState, Intent, LogMove } from './dashboard-state.ts';
import { initialState } from './dashboard-state.ts';
import type { LiveProject } from './live-project.ts';
import { LogIntake } from './log-intake.ts';
import { LogStore } from './log-store.ts';
import type { Input } from './read-keys.ts';
import { KeyReader } from './read-keys.ts';
import { reduce } from './reduce.ts';
import { Screen } from './screen.tsx';
import { enterTerminal } from './terminal.ts';
import { createTheme } from './theme.ts';

export interface DashboardOptions {
  /** Leaves the dashboard. */
  readonly signal: AbortSignal;
  /** `--ansi` as given. */
  readonly ansi?: string | undefined;
}

/** Shows the project until the user leaves; the terminal is given back whatever happens. */
export async function runDashboard(
  host: Host,
  live: LiveProject,
  options: DashboardOptions,
): Promise<void> {
  const restore = enterTerminal(host);
  const session = new Session(host, live, options);
  try {
    await session.run();
  } finally {
    restore();
    host.stdin.close();
  }
}

const FRAME_MS = 33;
const TICK_MS = 250;
const ESCAPE_MS = 50;
const FIRST_LOGS_MS = 350;
const LOGS_MS = 40;

class Session {
  private readonly host: Host;
  private readonly live: LiveProject;
  private readonly end = new AbortController();
  private readonly signal: AbortSignal;
  private readonly ended = Promise.withResolvers<void>();
  private readonly store = new LogStore();
  private readonly intake = new LogIntake();
  private readonly screen: Screen;
  private state: DashboardState;
  private isDirty = false;
  private isPainting = false;
  private paintedAt = 0;
  private isDraining = false;

  constructor(host: Host, live: LiveProject, options: DashboardOptions) {
    this.host = host;
    this.live = live;
    this.signal = AbortSignal.any([options.signal, this.end.signal]);
    const { env, stdout } = host;
    const colour = wantsColor({ isTerminal: true, env, ansi: options.ansi });
    this.screen = new Screen(this.store, createTheme({ colour, ascii: !wantsUnicode(env) }));
    const { columns, rows } = stdout;
    this.state = initialState(live.head, { columns, rows, now: host.clock.now() });
  }

  async run(): Promise<void> {
    const stopResize = this.host.stdout.onResize(() => this.resize());
    this.signal.addEventListener('abort', () => this.ended.resolve(), { once: true });
    if (this.signal.aborted) this.ended.resolve();
    const listeners = {
      onState: (event: DashboardEvent) => this.dispatch(event),
      onLogs: (entries: Parameters<LogIntake['push']>[0]) => {
        this.intake.push(entries);
        void this.guard(this.drain());
      },
    };
    void this.guard(this.live.follow(listeners, this.signal));
    void this.guard(this.readInput());
    void this.guard(this.keepTime());
    this.requestFrame();
    try {
      await this.ended.promise;
    } finally {
      stopResize();
      this.end.abort();
    }
  }

  /** A failure anywhere ends the whole. */
  private async guard(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      if (!this.signal.aborted) this.ended.reject(error);
    }
  }

  private dispatch(event: DashboardEvent): void {
    const { state, intents } = reduce(this.state, event);
    const isChanged = state !== this.state;
    this.state = state;
    for (const intent of intents) this.carryOut(intent);
    if (isChanged) this.requestFrame();
  }

  private carryOut(intent: Intent): void {
    switch (intent.kind) {
      case 'quit':
        return this.end.abort();
      case 'retry':
        return this.live.retry();
      case 'repaint':
        this.screen.invalidate();
        return this.requestFrame();
      case 'scrollLogs':
        return this.scroll(intent.move);
      case 'inspect':
        return void this.inspect(intent.service);
      case 'act':
        return void this.act(intent);
    }
  }

  private async act({ verb, service }: Extract<Intent, { kind: 'act' }>): Promise<void> {
    let failure: string | undefined;
    try {
      await this.live.act(verb, service, this.signal);
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error);
    }
    if (this.signal.aborted) return;
    const at = this.host.clock.now();
    const base = { kind: 'actionEnded', service, verb, at } as const;
    this.dispatch(failure === undefined ? base : { ...base, failure });
  }

  private async inspect(service: string): Promise<void> {
    const row = this.state.services.find((one) => one.name === service);
    const ids = (row?.containers ?? []).map((container) => container.id);
    try {
      const facts = await this.live.inspect(ids, this.signal);
      if (!this.signal.aborted) this.dispatch({ kind: 'facts', service, facts });
    } catch {
      // The next look at the engine asks again; a container that has gone is no news.
    }
  }

  private scroll(move: LogMove): void {
    const anchor = this.screen.anchorAfter(this.state, move);
    if (anchor !== undefined) this.dispatch({ kind: 'logsScrolled', anchor });
  }

  /** The first lines wait for those of the other containers, so that the start is in order of time. */
  private async drain(): Promise<void> {
    if (this.isDraining) return;
    this.isDraining = true;
    await this.host.clock.sleep(this.store.end === 0 ? FIRST_LOGS_MS : LOGS_MS, this.signal);
    this.isDraining = false;
    this.dispatch({ kind: 'logsAppended', count: this.intake.drain(this.store) });
  }

  private async keepTime(): Promise<void> {
    while (!this.signal.aborted) {
      await this.host.clock.sleep(TICK_MS, this.signal);
      this.dispatch({ kind: 'tick', at: this.host.clock.now() });
      if (this.screen.isStale) this.requestFrame();
    }
  }

  private async readInput(): Promise<void> {
    const reader = new KeyReader();
    let reads = 0;
    for await (const bytes of this.host.stdin) {
      reads += 1;
      this.take(reader.push(bytes));
      if (reader.isOpen) {
        const read = reads;
        void this.host.clock.sleep(ESCAPE_MS, this.signal).then(() => {
          if (read === reads) this.take(reader.flush());
        });
      }
      if (this.signal.aborted) return;
    }
    // The terminal has gone.
    this.end.abort();
  }

  private take(inputs: readonly Input[]): void {
    for (const input of inputs) this.dispatch(input);
  }

  private resize(): void {
    const { columns, rows } = this.host.stdout;
    this.screen.invalidate();
    this.dispatch({ kind: 'resize', columns, rows });
    this.requestFrame();
  }

  private requestFrame(): void {
    this.isDirty = true;
    if (!this.isPainting) void this.guard(this.paintFrames());
  }

  /** At most thirty a second, and none while the terminal has not taken the last. */
  private async paintFrames(): Promise<void> {
    this.isPainting = true;
    while (this.isDirty && !this.signal.aborted) {
      const now = this.host.clock.now();
      const wait = this.paintedAt + FRAME_MS - now;
      // Even at once means after everything that this turn brings: keys of one read are one frame.
      await this.host.clock.sleep(Math.max(0, Math.min(wait, FRAME_MS)), this.signal);
      if (this.signal.aborted) break;
      this.isDirty = false;
      this.paintedAt = this.host.clock.now();
      const bytes = this.screen.draw(this.state, this.paintedAt);
      if (bytes !== '') await this.host.stdout.write(bytes);
    }
    this.isPainting = false;
  }
}

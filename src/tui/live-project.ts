/** What the dashboard is given: a project to look at and to act on. It knows no engine. */
import type { ContainerFacts, DashboardEvent, ProjectHead, Verb } from './dashboard-state.ts';

export type StateEvent = Extract<DashboardEvent, { kind: 'observed' | 'engineLost' }>;

/** One line of output; `bytes` without the line break, foreign, and only valid during the call. */
export interface LogEntry {
  readonly service: string;
  /** The container as people see it in logs: `web-1`. */
  readonly label: string;
  /** Milliseconds since 1970, with fractions. */
  readonly at: number;
  readonly stderr: boolean;
  readonly bytes: Uint8Array;
}

export interface LiveProject {
  readonly head: ProjectHead;
  /** Looks, and goes on looking, until the signal fires; resolves then. */
  follow(listeners: LiveListeners, signal: AbortSignal): Promise<void>;
  /** Rejects with the sentence that tells why not. */
  act(verb: Verb, service: string, signal: AbortSignal): Promise<void>;
  inspect(ids: readonly string[], signal: AbortSignal): Promise<readonly ContainerFacts[]>;
  /** Does not wait any longer before it looks for a lost engine. */
  retry(): void;
}

export interface LiveListeners {
  readonly onState: (event: StateEvent) => void;
  readonly onLogs: (entries: readonly LogEntry[]) => void;
}

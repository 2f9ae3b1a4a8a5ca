/** The dashboard's state, what can happen to it and what it asks for. No log text is kept here. */
import type { ObservedContainer } from '../model/observed.ts';
import type { DesiredService, ServiceRow } from './service-rows.ts';

export type Pane = 'services' | 'logs' | 'details';
export type Verb = 'start' | 'stop' | 'restart';

/** Texts of the head line; foreign. */
export interface ProjectHead {
  readonly name: string;
  /** The project directory as shown to people; absent when no files are known. */
  readonly directory?: string;
  readonly engine: string;
}

export type EngineStatus =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'up' }
  /** Times in milliseconds since 1970. */
  | {
      readonly kind: 'lost';
      readonly since: number;
      readonly retryAt: number;
      readonly text: string;
    };

/** What an inspect adds to the row of a container; texts are foreign. */
export interface ContainerFacts {
  readonly id: string;
  readonly name: string;
  readonly restarts: number;
  readonly oomKilled: boolean;
  readonly error: string;
  readonly command: string;
  readonly networks: readonly string[];
  readonly mounts: readonly string[];
  readonly probes: readonly { readonly exitCode: number; readonly output: string }[];
}

export interface LogUi {
  readonly follow: boolean;
  /** Id of the top row while not following. */
  readonly anchor?: number;
  /** Cells scrolled off on the left. */
  readonly left: number;
  readonly timestamps: boolean;
  readonly filter: string;
  /** Lines that came since following stopped. */
  readonly fresh: number;
  /** Grows with every line that came, so that the screen is drawn again. */
  readonly version: number;
}

export interface Toast {
  readonly level: 'info' | 'error';
  readonly text: string;
  /** Errors stay until a key is pressed. */
  readonly until?: number;
}

export interface DashboardState {
  readonly columns: number;
  readonly rows: number;
  /** Milliseconds since 1970, as of the last tick. */
  readonly now: number;
  readonly head: ProjectHead;
  readonly engine: EngineStatus;
  readonly services: readonly ServiceRow[];
  /** Name of the marked service; it survives changes of the list. */
  readonly selected?: string;
  /** The one service whose logs and details are shown. */
  readonly solo?: string;
  readonly pane: Pane;
  readonly help: boolean;
  /** The filter while it is typed. */
  readonly draft?: string;
  readonly logs: LogUi;
  /** Rows the details are scrolled by. */
  readonly detailsTop: number;
  readonly facts: readonly ContainerFacts[];
  readonly busy: Readonly<Record<string, Verb>>;
  readonly toast?: Toast;
}

export type DashboardEvent =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'paste'; readonly text: string }
  | { readonly kind: 'resize'; readonly columns: number; readonly rows: number }
  | { readonly kind: 'tick'; readonly at: number }
  | {
      readonly kind: 'observed';
      readonly at: number;
      readonly containers: readonly ObservedContainer[];
      readonly desired?: readonly DesiredService[];
    }
  | {
      readonly kind: 'engineLost';
      readonly at: number;
      readonly retryAt: number;
      readonly text: string;
    }
  | { readonly kind: 'logsAppended'; readonly count: number }
  /** The answer to a `scrollLogs`: `anchor` absent means following. */
  | { readonly kind: 'logsScrolled'; readonly anchor?: number }
  | { readonly kind: 'facts'; readonly service: string; readonly facts: readonly ContainerFacts[] }
  | {
      readonly kind: 'actionEnded';
      readonly service: string;
      readonly verb: Verb;
      readonly at: number;
      /** Absent on success. */
      readonly failure?: string;
    };

export type LogMove =
  | { readonly kind: 'lines'; readonly by: number }
  | { readonly kind: 'pages'; readonly by: number }
  | { readonly kind: 'oldest' };

export type Intent =
  | { readonly kind: 'act'; readonly verb: Verb; readonly service: string }
  | { readonly kind: 'inspect'; readonly service: string }
  | { readonly kind: 'scrollLogs'; readonly move: LogMove }
  | { readonly kind: 'retry' }
  | { readonly kind: 'repaint' }
  | { readonly kind: 'quit' };

export interface Reduced {
  readonly state: DashboardState;
  readonly intents: readonly Intent[];
}

export function initialState(
  head: ProjectHead,
  size: { readonly columns: number; readonly rows: number; readonly now: number },
): DashboardState {
  return {
    ...size,
    head,
    engine: { kind: 'connecting' },
    services: [],
    pane: 'services',
    help: false,
    logs: {
      follow: true,
      left: 0,
      timestamps: size.columns >= 100,
      filter: '',
      fresh: 0,
      version: 0,
    },
    detailsTop: 0,
    facts: [],
    busy: {},
  };
}

/** The service that actions and details are about. */
export function targetOf(state: DashboardState): string | undefined {
  return state.solo ?? state.selected;
}

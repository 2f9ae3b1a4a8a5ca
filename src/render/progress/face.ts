import type { Theme } from '../theme.ts';
import type { Update } from './update.ts';

export interface ProgressOutput {
  readonly write: (text: string) => void;
  /** Takes what builders say, line by line; `write` unless given. */
  readonly writeBuild?: (text: string) => void;
  readonly columns: () => number;
  readonly rows: () => number;
  readonly theme: Theme;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Title of the live tree: `up`. */
  readonly verb: string;
  /** Nothing is done: every line says so. */
  readonly dryRun?: boolean;
  /** Logs follow on the same screen: starts are not told, and the output of hooks stands among the logs. */
  readonly attached?: boolean;
}

/** One way to show progress: the live tree, plain lines, JSON. */
export interface Face {
  take(updates: readonly Update[]): void;
  tick(): void;
  pause(): void;
  end(): void;
}

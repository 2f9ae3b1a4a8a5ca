import type { ReconcileRequest } from '../reconcile/request.ts';
import type { Context, LoadedProject } from './context.ts';
import type { RunOptions } from './run-reconcile.ts';
import type { UpFlags } from './up-flags.ts';

/** What an `up` in the foreground is to do. */
export interface AttachedRun {
  readonly context: Context;
  readonly loaded: LoadedProject;
  readonly request: ReconcileRequest;
  readonly options: RunOptions;
  readonly flags: UpFlags;
  readonly named: readonly string[];
}

/** Progress of work that is one call, no plan. */
import type { Context } from './context.ts';
import { openProgress } from './output.ts';

export interface WorkWords {
  /** Title of the live tree. */
  readonly verb: string;
  readonly id: string;
  readonly during: string;
}

/** The work gives the word for its end; what it throws is told as an error there and passed on. */
export async function tellWork(
  context: Context,
  { verb, id, during }: WorkWords,
  work: () => Promise<string>,
): Promise<void> {
  const progress = openProgress(context, { verb, dryRun: context.globals.dryRun === true });
  progress.tell({ kind: 'change', id, verb: during, status: 'working' });
  try {
    progress.tell({ kind: 'change', id, verb: await work(), status: 'done' });
  } catch (error) {
    progress.tell({ kind: 'change', id, verb: 'Error', status: 'error' });
    throw error;
  } finally {
    await progress.end();
  }
}

import type { StepResult } from '../events/event.ts';
import { EngineError } from '../model/engine-error.ts';
import { isTemporaryName } from '../model/names.ts';
import type { Fallback } from '../plan/step.ts';
import { type ApplyContext, idOf } from './context.ts';

/**
 * After a replacement that did not work out: removes the new container, gives the old one its name back and starts it
 * again, so that a bad command or a taken port takes no running service down.
 */
export async function swapBack(fallback: Fallback, context: ApplyContext): Promise<void> {
  const { engine, deadline: signal } = context;
  const { id, name, replacement } = fallback;
  try {
    if (replacement !== undefined)
      await engine.removeContainer(idOf(context, replacement), { force: true, signal });
    if (replacement !== undefined && (await isAside(fallback, context)))
      await engine.renameContainer(id, name, { signal });
    if (fallback.wasRunning) await engine.startContainer(id, { signal });
    if (replacement !== undefined)
      note(context, `container ${name} could not be replaced, the old one is back`);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const fate =
      replacement === undefined
        ? 'was stopped while a dependency was to be replaced, and could not be started again'
        : 'could not be replaced, and the old one could not be put back';
    note(context, `container ${name} ${fate}: ${error.text}`);
  }
}

/**
 * Wakes what was stopped for a replacement that was undone: the dependents that restart with it. Those that were to be
 * replaced themselves are put back.
 */
export async function wakeDependents(
  results: readonly StepResult[],
  context: ApplyContext,
): Promise<void> {
  const failed = results.filter(({ outcome }) => outcome.status === 'failed');
  const undone = failed.filter(({ step }) => step.fallback?.replacement !== undefined);
  const names = new Set(undone.map(({ step }) => step.resource.name));
  const causes = new Set(
    failed.filter(({ step }) => names.has(step.resource.name)).map(({ step }) => step.id),
  );
  const stopped = new Set(
    results
      .filter(({ step, outcome }) => step.kind === 'stopContainer' && outcome.status === 'done')
      .map(({ step }) => (step.kind === 'stopContainer' ? idOf(context, step.container) : '')),
  );
  const isBack = new Set(undone.map(({ step }) => step.fallback?.id));
  for (const { step, outcome } of results) {
    if (outcome.status !== 'skipped' || !causes.has(outcome.blockedBy)) continue;
    if (step.kind !== 'startContainer' || step.fallback === undefined) continue;
    const { id } = step.fallback;
    if (stopped.has(id) && !isBack.has(id)) await swapBack(step.fallback, context);
  }
}

/** The engine is asked, since the rename may have been at work beside what failed. */
async function isAside({ id }: Fallback, { engine, deadline }: ApplyContext): Promise<boolean> {
  const { name } = await engine.inspectContainer(id, { signal: deadline });
  return isTemporaryName(name);
}

const note = (context: ApplyContext, message: string): void =>
  context.emit({
    kind: 'notice',
    at: context.clock.now(),
    diagnostic: { code: 'swapped-back', severity: 'warning', message },
  });

import { EngineError } from '../model/engine-error.ts';
import { temporaryName } from '../model/names.ts';
import type { StepOf } from '../plan/step.ts';
import { type ApplyContext, idOf } from './context.ts';

/**
 * After a replacement that did not start: gives the old container its name back and starts it again, so that
 * a bad command or a taken port takes no running service down. The new container is removed.
 */
export async function swapBack(
  step: StepOf<'startContainer'>,
  context: ApplyContext,
): Promise<void> {
  const { fallback } = step;
  if (fallback === undefined) return;
  const { engine, deadline: signal } = context;
  const fresh = idOf(context, step.container);
  const name = step.resource.name;
  try {
    await engine.renameContainer(fresh, temporaryName(fresh, name), { signal });
    if (fallback.parked) await engine.renameContainer(fallback.id, name, { signal });
    if (fallback.wasRunning) await engine.startContainer(fallback.id, { signal });
    await engine.removeContainer(fresh, { force: true, signal });
    note(context, `container ${name}: the new one did not start, the old one is back`);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    note(
      context,
      `container ${name}: the new one did not start, and the old one could not be put back: ${error.text}`,
    );
  }
}

const note = (context: ApplyContext, message: string): void =>
  context.emit({
    kind: 'notice',
    at: context.clock.now(),
    diagnostic: { code: 'swapped-back', severity: 'warning', message },
  });

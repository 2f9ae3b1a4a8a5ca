import { EngineError } from '../model/engine-error.ts';
import type { Fallback } from '../plan/step.ts';
import { type ApplyContext, idOf } from './context.ts';

/**
 * After a replacement that did not work out: removes the new container, gives the old one its name back and starts it
 * again, so that a bad command or a taken port takes no running service down.
 */
export async function swapBack(fallback: Fallback, context: ApplyContext): Promise<void> {
  const { engine, deadline: signal } = context;
  const { id, name } = fallback;
  try {
    await engine.removeContainer(idOf(context, fallback.replacement), { force: true, signal });
    if (fallback.parked) await engine.renameContainer(id, name, { signal });
    if (fallback.wasRunning) await engine.startContainer(id, { signal });
    note(context, `container ${name} could not be replaced, the old one is back`);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    note(
      context,
      `container ${name} could not be replaced, and the old one could not be put back: ${error.text}`,
    );
  }
}

const note = (context: ApplyContext, message: string): void =>
  context.emit({
    kind: 'notice',
    at: context.clock.now(),
    diagnostic: { code: 'swapped-back', severity: 'warning', message },
  });

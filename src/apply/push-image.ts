import type { StepOf } from '../plan/step.ts';
import type { ApplyContext } from './context.ts';
import { explainTransfer } from './pull-image.ts';

/** Runs until the registry has the image. A failure names image, registry and cause. */
export async function pushImage(step: StepOf<'pushImage'>, context: ApplyContext): Promise<void> {
  const { engine, clock, emit, signal } = context;
  const { reference } = step;
  try {
    const login = await context.loginFor?.(reference);
    const request = { reference, signal, ...(login === undefined ? {} : { login }) };
    for await (const progress of engine.pushImage(request)) {
      const transfer = { kind: 'transfer', ...progress } as const;
      emit({ kind: 'stepProgress', at: clock.now(), step, progress: transfer });
    }
  } catch (error) {
    throw explainTransfer(error, { reference, code: 'push-failed', did: 'pushed to' });
  }
}

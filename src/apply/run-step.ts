import type { Outcome } from '../events/event.ts';
import { EngineError, isEngineError } from '../model/engine-error.ts';
import { finishRequest } from '../plan/request/late-request.ts';
import type { Step, StepKind, StepOf } from '../plan/step.ts';
import { type ApplyContext, idOf } from './context.ts';
import { explainFailure } from './explain-failure.ts';
import { StepFailure } from './failure.ts';
import { putFiles } from './put-files.ts';
import { runHook } from './run-hook.ts';
import { runPreStart } from './run-pre-start.ts';
import { swapBack } from './swap-back.ts';
import { waitUntil } from './wait-until.ts';

/** `already`: the engine was in the wanted state. */
type Done = 'already' | void;

type Handlers = {
  readonly [K in StepKind]: (step: StepOf<K>, context: ApplyContext) => Promise<Done>;
};

/** Carries out one step and says how it ended; throws only for bugs. */
export async function runStep(step: Step, context: ApplyContext): Promise<Outcome> {
  const blockedBy = context.swaps.undoneFor(step);
  if (blockedBy !== undefined) return { status: 'skipped', blockedBy };
  try {
    const done = await context.swaps.watch(step, handle(step, context));
    return { status: done === 'already' ? 'already' : 'done' };
  } catch (error) {
    return await outcomeOf(error, step, context);
  }
}

// the one cast of the program: the table's key and its handler's parameter are of one kind
const handle = (step: Step, context: ApplyContext): Promise<Done> =>
  (HANDLERS[step.kind] as (step: Step, context: ApplyContext) => Promise<Done>)(step, context);

async function outcomeOf(error: unknown, step: Step, context: ApplyContext): Promise<Outcome> {
  if (isEngineError(error, 'cancelled') || (context.signal.aborted && step.kind === 'waitUntil'))
    return { status: 'cancelled' };
  if (!(error instanceof EngineError) && !(error instanceof StepFailure)) throw error;
  const failure = await explainFailure(error, step, context);
  // whether it worked nobody knows; the next run looks and finishes it
  if (isEngineError(error, 'connectionLost') || isEngineError(error, 'unreachable'))
    return { status: 'unknown', failure };
  const { fallback } = step;
  if (fallback?.replacement !== undefined && (await context.swaps.claim(step, fallback.id)))
    await swapBack(fallback, context);
  return { status: 'failed', failure };
}

const cut = (context: ApplyContext): { signal: AbortSignal } => ({ signal: context.deadline });

const timeout = (step: { timeoutSeconds?: number }): { timeoutSeconds?: number } =>
  step.timeoutSeconds === undefined ? {} : { timeoutSeconds: step.timeoutSeconds };

const HANDLERS: Handlers = {
  // what builds and pulls load is not needed by most runs
  pullImage: async (step, context) => (await import('./pull-image.ts')).pullImage(step, context),
  buildImage: async (step, context) => (await import('./build-image.ts')).buildImage(step, context),
  pushImage: async (step, context) => (await import('./push-image.ts')).pushImage(step, context),
  removeImage: (step, context) =>
    unlessGone(context.engine.removeImage(step.reference, cut(context))),

  createNetwork: async (step, context) => {
    await context.engine.createNetwork(step.body, cut(context));
  },
  removeNetwork: (step, context) =>
    unlessGone(context.engine.removeNetwork(step.network, cut(context))),
  connectNetwork: (step, context) =>
    unlessConnected(
      context.engine.connectNetwork(
        step.network,
        idOf(context, step.container),
        step.endpoint,
        cut(context),
      ),
    ),
  disconnectNetwork: (step, context) =>
    unlessGone(
      context.engine.disconnectNetwork(step.network, idOf(context, step.container), cut(context)),
    ),

  createVolume: async (step, context) => {
    await context.engine.createVolume(step.body, cut(context));
  },
  removeVolume: (step, context) =>
    unlessGone(context.engine.removeVolume(step.volume, cut(context))),

  createContainer,
  putFiles,
  startContainer: async (step, context) => {
    const id = idOf(context, step.container);
    await context.beforeStart?.(step, id);
    await context.engine.startContainer(id, cut(context));
  },
  stopContainer: (step, context) =>
    unlessGone(
      context.engine.stopContainer(idOf(context, step.container), {
        ...cut(context),
        ...timeout(step),
      }),
    ),
  restartContainer: async (step, context) => {
    const id = idOf(context, step.container);
    await context.beforeStart?.(step, id);
    await context.engine.restartContainer(id, { ...cut(context), ...timeout(step) });
  },
  killContainer: (step, context) =>
    unlessSo(
      context.engine.killContainer(idOf(context, step.container), {
        ...cut(context),
        killSignal: step.killSignal,
      }),
    ),
  pauseContainer: (step, context) =>
    unlessSo(context.engine.pauseContainer(idOf(context, step.container), cut(context))),
  unpauseContainer: (step, context) =>
    unlessSo(context.engine.unpauseContainer(idOf(context, step.container), cut(context))),
  renameContainer: (step, context) => {
    const id = idOf(context, step.container);
    const renamed = context.engine.renameContainer(id, step.name, cut(context));
    // an old container that is gone has left its name to the new one
    return step.fallback?.id === id ? unlessGone(renamed) : renamed;
  },
  removeContainer: (step, context) =>
    unlessGone(
      context.engine.removeContainer(idOf(context, step.container), {
        ...cut(context),
        force: step.force,
        volumes: step.volumes,
      }),
    ),

  runHook,
  runPreStart,
  runProvider: async (step, context) =>
    (await import('./run-provider.ts')).runProvider(step, context),
  waitUntil,
};

async function unlessGone(call: Promise<void>): Promise<Done> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (isEngineError(error, 'notFound') || isEngineError(error, 'notConnected')) return 'already';
    throw error;
  }
}

async function unlessConnected(call: Promise<void>): Promise<Done> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (isEngineError(error, 'alreadyConnected')) return 'already';
    throw error;
  }
}

/** It has ended, was paused or was let go meanwhile: nothing is left to be done. */
async function unlessSo(call: Promise<void>): Promise<Done> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (isEngineError(error, 'wrongState') || isEngineError(error, 'notFound')) return 'already';
    throw error;
  }
}

async function createContainer(
  step: StepOf<'createContainer'>,
  context: ApplyContext,
): Promise<void> {
  const ids = Object.fromEntries(
    Object.entries(step.draft.waitsFor).map(([service, container]) => [
      service,
      idOf(context, container),
    ]),
  );
  const request = finishRequest(step.draft, ids);
  const { id, warnings } = await context.engine.createContainer(request, cut(context));
  context.created.set(step.id, id);
  for (const warning of warnings)
    context.emit({
      kind: 'notice',
      at: context.clock.now(),
      diagnostic: {
        code: 'engine-warning',
        severity: 'warning',
        message: `container "${step.resource.name}": ${warning}`,
      },
    });
}

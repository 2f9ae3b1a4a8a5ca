import { EngineError } from '../model/engine-error.ts';
import { finishHookRequest } from '../plan/request/hook-request.ts';
import type { StepOf } from '../plan/step.ts';
import { type ApplyContext, idOf } from './context.ts';
import { describeFailure, StepFailure } from './failure.ts';
import { tellHookOutput } from './hook-output.ts';
import { putServiceFiles } from './put-files.ts';

type PreStart = StepOf<'runPreStart'>;

/**
 * Runs a `pre_start` hook to its end in a container of its own and shows its output. The container goes afterwards, and
 * when it is given up; one whose program failed stays, to be looked at.
 */
export async function runPreStart(step: PreStart, context: ApplyContext): Promise<void> {
  const id = await create(step, context);
  let ended: End;
  try {
    ended = await run(id, step, context);
  } catch (error) {
    await discard(id, context);
    throw asFailure(error, step);
  }
  if (ended.exitCode === 0) return discard(id, context);
  const { name } = step.request;
  const at = context.placeOf?.(['services', step.service, 'pre_start', step.index]);
  throw new StepFailure({
    code: 'hook-failed',
    message: `${titleOf(step)} exited with code ${ended.exitCode}`,
    evidence: ended.lines,
    ...(at === undefined ? {} : { at }),
    hint: `its container ${name} is kept until the next run: look at it with \`docker logs ${name}\``,
  });
}

async function create(step: PreStart, context: ApplyContext): Promise<string> {
  const request = finishHookRequest(step.request, {
    volumes: idOf(context, step.container),
    ...(step.network === undefined ? {} : { network: idOf(context, step.network) }),
  });
  try {
    const { id } = await context.engine.createContainer(request, { signal: context.deadline });
    return id;
  } catch (error) {
    throw asFailure(error, step);
  }
}

interface End {
  readonly exitCode: number;
  readonly lines: readonly string[];
}

/** A migration may take its time: it ends when it is done or when the user asks to stop. */
async function run(id: string, step: PreStart, context: ApplyContext): Promise<End> {
  const { engine, signal } = context;
  await putServiceFiles(id, step.service, context);
  const session = await engine.attach(id, { tty: false, signal });
  try {
    const { exitCode } = await engine.waitContainer(id, 'next-exit', { signal });
    const ended = Promise.all([tellHookOutput(session, step, context), exitCode]);
    // a refused start is told by itself
    ended.catch(() => undefined);
    await engine.startContainer(id, { signal });
    const [lines, code] = await ended;
    return { exitCode: code, lines };
  } finally {
    session.destroy();
  }
}

/** What cannot be removed now, the next run or `down` removes. */
async function discard(id: string, { engine, deadline: signal }: ApplyContext): Promise<void> {
  await engine.removeContainer(id, { force: true, volumes: true, signal }).catch(() => undefined);
}

const titleOf = (step: PreStart): string => `service "${step.service}" pre_start[${step.index}]`;

/** Told with the hook's name; what has become of the engine, or of the run, is not the hook's doing. */
function asFailure(error: unknown, step: PreStart): unknown {
  if (!(error instanceof EngineError) || error.status === undefined) return error;
  return new StepFailure({
    ...describeFailure(error, step),
    message: `${titleOf(step)}: ${error.text}`,
  });
}

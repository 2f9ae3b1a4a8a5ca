import type { Engine } from '../engine/engine.ts';
import type { Hook } from '../model/service.ts';
import type { StepOf } from '../plan/step.ts';
import { type ApplyContext, idOf } from './context.ts';
import { StepFailure } from './failure.ts';
import { tellHookOutput } from './hook-output.ts';

/** Runs a lifecycle hook inside the container, shows its output, and fails with its last lines. */
export async function runHook(step: StepOf<'runHook'>, context: ApplyContext): Promise<void> {
  const { engine, deadline: signal } = context;
  const execId = await engine.createExec(idOf(context, step.container), hookExec(step.hook), {
    signal,
  });
  const session = await engine.startExec(execId, { tty: false, stdin: false, signal });
  const evidence = await tellHookOutput(session, step, context);
  const { exitCode } = await engine.inspectExec(execId, { signal });
  if (exitCode === 0) return;
  throw new StepFailure({
    code: 'hook-failed',
    message: `${step.resource.service ?? step.resource.name} hook exited with status ${exitCode ?? 'unknown'}`,
    evidence,
  });
}

/** The exec that runs a hook. */
export function hookExec(hook: Hook): Parameters<Engine['createExec']>[1] {
  const environment = Object.entries(hook.environment ?? {});
  return {
    Cmd: hook.command ?? [],
    AttachStdout: true,
    AttachStderr: true,
    ...(hook.user === undefined ? {} : { User: hook.user }),
    ...(hook.privileged === undefined ? {} : { Privileged: hook.privileged }),
    ...(hook.working_dir === undefined ? {} : { WorkingDir: hook.working_dir }),
    ...(environment.length === 0
      ? {}
      : { Env: environment.map(([key, value]) => (value === null ? key : `${key}=${value}`)) }),
  };
}

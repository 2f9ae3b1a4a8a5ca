import { linesOf } from '../apply/hook-output.ts';
import type { Engine, ExecRequest } from '../engine/engine.ts';

export interface Inside {
  readonly engine: Engine;
  /** The container's. */
  readonly id: string;
  readonly signal: AbortSignal;
}

/** Runs a command in a running container to its end; the answer is its exit code. */
export async function runInside(
  request: ExecRequest,
  { engine, id, signal }: Inside,
  onLine: (line: string) => void,
): Promise<number | undefined> {
  const exec = await engine.createExec(id, request, { signal });
  const session = await engine.startExec(exec, { tty: false, stdin: false, signal });
  for await (const line of linesOf(session)) onLine(line);
  const { exitCode } = await engine.inspectExec(exec, { signal });
  return exitCode;
}

import type { ApplyOptions } from '../apply/context.ts';
import type { Host, Lock, LockHolder } from '../host/host.ts';

const TIMEOUT_MS = 60_000;

/** Takes the project's turn on this machine, telling whom it waits for; fails when the time is over. */
export async function obtainLock(
  request: { readonly project: string; readonly verb: string },
  options: ApplyOptions & { readonly host: Host; readonly lockTimeoutMs?: number },
): Promise<Lock> {
  const timeoutMs = options.lockTimeoutMs ?? TIMEOUT_MS;
  let other: LockHolder | undefined;
  const say = (holder: LockHolder | undefined): void => {
    other = holder;
    options.emit({
      kind: 'notice',
      at: options.clock.now(),
      diagnostic: {
        code: 'waiting-for-lock',
        severity: 'info',
        message: `waiting for ${describe(holder, options.clock.now())} of project "${request.project}"`,
      },
    });
  };
  const lock = await options.host.lock({
    project: request.project,
    engine: options.engine.address,
    command: request.verb,
    timeoutMs,
    signal: options.signal,
    onWait: say,
  });
  if (lock === undefined)
    throw new ProjectLocked(request.project, describe(other, options.clock.now()), timeoutMs);
  return lock;
}

/** Another run on the project did not end in time. */
export class ProjectLocked extends Error {
  override readonly name = 'ProjectLocked';
  readonly code = 'project-locked';

  constructor(project: string, holder: string, timeoutMs: number) {
    const wait = timeoutMs > 0 ? ` and did not end within ${timeoutMs / 1000} s` : '';
    super(`${holder} is at work on project "${project}"${wait}`);
  }
}

function describe(holder: LockHolder | undefined, now: number): string {
  if (holder === undefined) return 'another run';
  const seconds = Math.max(0, Math.round((now - holder.since) / 1000));
  return `"flotilla ${holder.command}" (pid ${holder.pid}, since ${seconds} s)`;
}

/** `up --watch`: the project's files are watched beside the output of its containers. */
import type { LogNames } from '../render/log-names.ts';
import { wantsUnicode } from '../render/theme.ts';
import type { AttachedOutput } from './attached.ts';
import { UserError } from './context.ts';
import { readSettings } from './settings.ts';
import type { AttachedRun } from './attached-run.ts';

export interface UpWatch {
  /** Acts on changes, those since the beginning too, until the signal fires or `end` is called. */
  begin(signal: AbortSignal): void;
  /** Resolves when nothing is being done any more. */
  end(): Promise<void>;
}

/** Undefined without `--watch`. Nothing of what watching takes is loaded then. */
export async function openUpWatch(
  { context, loaded, flags }: AttachedRun,
  output: Pick<AttachedOutput, 'beforeStart' | 'onEvent'>,
  names: Pick<LogNames, 'markOf'>,
): Promise<UpWatch | undefined> {
  if (flags.watch !== true) return undefined;
  const { findRules, NOTHING_TO_WATCH, openWatch } = await import('./watch/session.ts');
  const rules = await findRules({ context, loaded });
  if (rules.length === 0) throw new UserError(NOTHING_TO_WATCH);
  const { host, globals } = context;
  const mark = wantsUnicode(host.env) ? '⦿' : '*';
  const { progress } = readSettings(globals, host.env);
  // a tree that is redrawn has no place between lines of logs
  const plain = {
    ...globals,
    progress: progress === 'auto' || progress === 'tty' ? 'plain' : progress,
  };
  const session = await openWatch(rules, {
    context: { ...context, globals: plain },
    loaded,
    prune: true,
    say: (line) => void host.stdout.write(`${names.markOf(mark)}${line}\n`),
    runOptions: { attached: true, beforeStart: output.beforeStart, onEvent: output.onEvent },
  });
  const stop = new AbortController();
  let following: Promise<void> = Promise.resolve();
  return {
    begin: (signal) => {
      following = session.follow(AbortSignal.any([signal, stop.signal]));
    },
    end: async () => {
      stop.abort();
      await following;
      await session.close();
    },
  };
}

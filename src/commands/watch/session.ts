/** Watching a project's files, for `watch` and `up --watch`. */
import { FileError, type Lock, type LockHolder, type Watch } from '../../host/host.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { ChangeQueue } from './change-queue.ts';
import { UserError } from '../context.ts';
import { printDiagnostics } from '../output.ts';
import { WatchActions, type WatchOptions } from './actions.ts';
import { checkRules } from './checks.ts';
import { type WatchedRule, watchRules } from './rules.ts';

export interface WatchSession {
  /** Copies what is to be copied at the beginning, then acts on changes until the signal fires. */
  follow(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export const NOTHING_TO_WATCH =
  "none of the selected services is configured for watch, consider setting a 'develop' section";

/** Warns of what cannot be watched as it is written. Throws `UserError` for mistakes in the triggers. */
export async function findRules({
  context,
  loaded,
}: Pick<WatchOptions, 'context' | 'loaded'>): Promise<readonly WatchedRule[]> {
  const { files } = context.host;
  const { rules, warnings } = checkRules(loaded, watchRules(loaded.project, files), files);
  await printDiagnostics(context, warnings);
  return rules;
}

/** Whatever changes from now on is acted upon later. Throws `UserError` when another run watches the project. */
export async function openWatch(
  rules: readonly WatchedRule[],
  options: WatchOptions,
): Promise<WatchSession> {
  const lock = await takeWatchLock(options);
  const queue = new ChangeQueue(options.context.host.clock);
  try {
    const watch = await startWatch(rules, queue, options);
    const actions = new WatchActions(rules, queue, options);
    return {
      follow: (signal) => actions.follow(signal),
      close: async () => {
        lock.release();
        await watch.close();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Two would both copy, rebuild and restart. Other commands are not kept waiting by it. */
async function takeWatchLock({ context, loaded: { project } }: WatchOptions): Promise<Lock> {
  const engine = await context.engine();
  let other: LockHolder | undefined;
  const lock = await context.host.lock({
    // no project has such a name
    project: `${project.name}/watch`,
    engine: engine.address,
    command: 'watch',
    timeoutMs: 0,
    onWait: (holder) => {
      other = holder;
    },
  });
  if (lock !== undefined) return lock;
  const who = other === undefined ? 'another run' : `another run (pid ${other.pid})`;
  throw new UserError(`${who} watches project "${project.name}" already`);
}

async function startWatch(
  rules: readonly WatchedRule[],
  queue: ChangeQueue,
  { context }: WatchOptions,
): Promise<Watch> {
  const { host } = context;
  const told = new Set<string>();
  const warn = (error: FileError): void => {
    if (!told.has(error.code)) void printDiagnostics(context, [watchTrouble(error)]);
    told.add(error.code);
  };
  if (host.watch === undefined) throw new UserError('files cannot be watched here');
  try {
    return await host.watch({
      paths: [...new Set(rules.map(({ trigger }) => trigger.path))],
      leavesOut: (path) => rules.every((rule) => rule.leavesOut(path)),
      onChange: (path) => queue.add(path),
      onTrouble: warn,
    });
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new UserError(`cannot watch files: ${error.message}`);
  }
}

const watchTrouble = ({ message }: FileError): Diagnostic => ({
  code: 'watch-incomplete',
  severity: 'warning',
  message: `not everything is watched any more: ${message}`,
});

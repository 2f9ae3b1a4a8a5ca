/** Watching a project's files and acting on their changes, for `watch` and `up --watch`. */
import { listWatched } from '../engine/watched-files.ts';
import { FileError, type Lock, type LockHolder, type Watch } from '../host/host.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { planRestart } from '../plan/plan-lifecycle.ts';
import { copyOf, type FileCopy, type Reaction, reactionsTo } from '../plan/watch-reactions.ts';
import { ChangeQueue } from './change-queue.ts';
import { type Context, type LoadedProject, UserError } from './context.ts';
import { Interrupted } from './interrupts.ts';
import { printDiagnostics } from './output.ts';
import { resourcesOf } from './project-scope.ts';
import { reportError } from './report-error.ts';
import { runReconcile, type RunOptions } from './run-reconcile.ts';
import { checkRules } from './watch-checks.ts';
import type { WatchTarget } from './watch-containers.ts';
import { runWatchHook } from './watch-hook.ts';
import { listed, rebuildServices, type RebuildTools } from './watch-rebuild.ts';
import { type WatchedRule, watchRules } from './watch-rules.ts';
import { syncFiles } from './watch-sync.ts';

export interface WatchOptions {
  readonly context: Context;
  readonly loaded: LoadedProject;
  readonly prune: boolean;
  /** A line for whoever watches. */
  readonly say: (line: string) => void;
  /** Given to every reconciliation. */
  readonly runOptions?: RunOptions;
}

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
    const session = new Session(rules, queue, options);
    return {
      follow: (signal) => session.follow(signal),
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

class Session {
  readonly #rules: readonly WatchedRule[];
  readonly #queue: ChangeQueue;
  readonly #options: WatchOptions;

  constructor(rules: readonly WatchedRule[], queue: ChangeQueue, options: WatchOptions) {
    this.#rules = rules;
    this.#queue = queue;
    this.#options = options;
  }

  async follow(signal: AbortSignal): Promise<void> {
    const { say } = this.#options;
    await this.#attempt(() => this.#copyAll(this.#rules, signal), signal);
    if (signal.aborted) return;
    say('Watch enabled');
    while (!signal.aborted) {
      const paths = await this.#queue.next(signal);
      const reactions = reactionsTo(paths, this.#rules);
      if (reactions.length > 0) await this.#react(reactions, signal);
    }
  }

  /** What fails for one does not keep the others from being done. */
  async #react(reactions: readonly Reaction[], signal: AbortSignal): Promise<void> {
    const rebuilds = reactions.filter((reaction) => reaction.rebuilds);
    if (rebuilds.length > 0)
      await this.#attempt(() => this.#rebuild(namesOf(rebuilds), signal), signal);
    for (const reaction of reactions)
      await this.#attempt(() => this.#sync(reaction, signal), signal);
    const restarts = reactions.filter((reaction) => reaction.restarts);
    if (restarts.length > 0)
      await this.#attempt(() => this.#restart(namesOf(restarts), signal), signal);
    for (const reaction of reactions)
      await this.#attempt(() => this.#runHooks(reaction, signal), signal);
  }

  /** Watching goes on whatever happens. */
  async #attempt(act: () => Promise<void>, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    try {
      await act();
    } catch (error) {
      if (!signal.aborted && !(error instanceof Interrupted))
        await reportError(error, this.#options.context);
    }
  }

  async #rebuild(services: readonly string[], signal: AbortSignal): Promise<void> {
    const { context, runOptions } = this.#options;
    const run: RebuildTools['run'] = (request, options) =>
      runReconcile(context, request, { ...runOptions, ...options });
    const renewed = await rebuildServices(services, { ...this.#options, run, signal });
    const rules = this.#rules.filter(({ service }) => renewed.includes(service));
    await this.#copyAll(rules, signal);
  }

  /** `initial_sync`: the container is new, and the files may be older than its image. */
  async #copyAll(rules: readonly WatchedRule[], signal: AbortSignal): Promise<void> {
    const initial = rules.filter(({ trigger }) => trigger.initial_sync === true);
    for (const service of new Set(initial.map((rule) => rule.service))) {
      const copies = initial.filter((rule) => rule.service === service).flatMap(allCopies);
      if (copies.length > 0)
        await this.#warn(service, await syncFiles(copies, await this.#target(service, signal)));
    }
  }

  async #sync({ service, copies }: Reaction, signal: AbortSignal): Promise<void> {
    if (copies.length === 0) return;
    this.#options.say(
      `Syncing service ${JSON.stringify(service)} after ${copies.length} changes were detected`,
    );
    await this.#warn(service, await syncFiles(copies, await this.#target(service, signal)));
  }

  async #restart(services: readonly string[], signal: AbortSignal): Promise<void> {
    const { context, loaded, runOptions, say } = this.#options;
    const { project } = loaded;
    const { status } = await runReconcile(
      context,
      {
        project: project.name,
        verb: 'restart',
        ...resourcesOf(project),
        images: [],
        lookAgain: 'warn',
        plan: (observed) =>
          planRestart({ project, observed, named: services, withoutDependents: false }),
      },
      { ...runOptions, project, signal },
    );
    if (status === 'done') say(`service(s) ${listed(services)} restarted`);
  }

  async #runHooks({ service, hooks }: Reaction, signal: AbortSignal): Promise<void> {
    for (const rule of hooks) {
      const target = await this.#target(service, signal);
      const problems = await runWatchHook(rule, target, this.#options.say);
      await this.#warn(service, problems, rule.index);
    }
  }

  async #target(service: string, signal: AbortSignal): Promise<WatchTarget> {
    const { context, loaded } = this.#options;
    const engine = await context.engine();
    return { engine, clock: context.host.clock, project: loaded.project.name, service, signal };
  }

  async #warn(service: string, problems: readonly string[], hook?: number): Promise<void> {
    const { context, loaded } = this.#options;
    const path = ['services', service, 'develop', 'watch', ...(hook === undefined ? [] : [hook])];
    const place = loaded.origins.placeOf(path);
    // where to look, not a mistake to be pointed at
    const { text: _, ...at } = place ?? { text: '' };
    await printDiagnostics(
      context,
      problems.map((message) => ({
        code: hook === undefined ? 'sync-failed' : 'hook-failed',
        severity: 'warning',
        message,
        ...('file' in at ? { at } : {}),
      })),
    );
  }
}

const namesOf = (reactions: readonly Reaction[]): readonly string[] =>
  reactions.map(({ service }) => service);

function allCopies(rule: WatchedRule): readonly FileCopy[] {
  const paths = [...listWatched(rule.trigger.path, rule.leavesOut)];
  return paths.filter(rule.takes).flatMap((path) => copyOf(rule, path) ?? []);
}

/** What is done about changed files. */
import { listWatched } from '../../engine/watched-files.ts';
import { planRestart } from '../../plan/plan-lifecycle.ts';
import { toSeconds } from '../../plan/request/durations.ts';
import { copyOf, type FileCopy, type Reaction, reactionsTo } from '../../plan/watch-reactions.ts';
import type { ChangeQueue } from './change-queue.ts';
import type { Context, LoadedProject } from '../context.ts';
import { Interrupted } from '../interrupts.ts';
import { LateSignal } from '../late-signal.ts';
import { printDiagnostics } from '../output.ts';
import { resourcesOf } from '../project-scope.ts';
import { reportError } from '../report-error.ts';
import { runReconcile, type RunOptions } from '../run-reconcile.ts';
import type { WatchTarget } from './containers.ts';
import { runWatchHook } from './hook.ts';
import { listed, rebuildServices, type RebuildTools } from './rebuild.ts';
import type { WatchedRule } from './rules.ts';
import { syncFiles } from './sync.ts';

export interface WatchOptions {
  readonly context: Context;
  readonly loaded: LoadedProject;
  readonly prune: boolean;
  /** A line for whoever watches. */
  readonly say: (line: string) => void;
  /** Given to every reconciliation. */
  readonly runOptions?: RunOptions;
}

/** Everything that is done on a change, one batch after the other. */
export class WatchActions {
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

  /** A rebuild takes its time: services that need none come first. */
  async #react(reactions: readonly Reaction[], signal: AbortSignal): Promise<void> {
    const slow = reactions.filter(({ rebuilds }) => rebuilds);
    await this.#carryOut(
      reactions.filter(({ rebuilds }) => !rebuilds),
      signal,
    );
    if (slow.length === 0) return;
    await this.#attempt(() => this.#rebuild(namesOf(slow), signal), signal);
    await this.#carryOut(slow, signal);
  }

  /** What fails for one does not keep the others from being done. */
  async #carryOut(reactions: readonly Reaction[], signal: AbortSignal): Promise<void> {
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

  async #restart(services: readonly string[], asked: AbortSignal): Promise<void> {
    const { context, loaded, runOptions, say } = this.#options;
    const { project } = loaded;
    // a restart that is given up goes on in the engine, and would undo a stop that comes after it
    const graces = services.map((key) => graceMs(project.services[key]?.stop_grace_period));
    using late = new LateSignal(asked, Math.max(...graces) + START_MS);
    const { signal } = late;
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

const DEFAULT_GRACE_SECONDS = 10;
/** What a start takes behind the stop, on a busy machine. */
const START_MS = 5000;

const graceMs = (written: string | undefined): number =>
  (toSeconds(written) ?? DEFAULT_GRACE_SECONDS) * 1000;

const namesOf = (reactions: readonly Reaction[]): readonly string[] =>
  reactions.map(({ service }) => service);

function allCopies(rule: WatchedRule): readonly FileCopy[] {
  const paths = [...listWatched(rule.trigger.path, rule.leavesOut)];
  return paths.filter(rule.takes).flatMap((path) => copyOf(rule, path) ?? []);
}

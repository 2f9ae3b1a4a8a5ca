/** `up` in the foreground: output on the screen until all has ended, an exit rule applies, or the user asks to stop. */
import type { SignalName } from '../host/host.ts';
import { containerName } from '../model/names.ts';
import type { Project } from '../model/project.ts';
import { replicasOf } from '../model/service.ts';
import { planStop } from '../plan/plan-lifecycle.ts';
import { LogNames } from '../render/log-names.ts';
import { wantsColor } from '../render/theme.ts';
import type { ContainerExit } from './attached-container.ts';
import { attachOutput, type AttachedOutput } from './attached.ts';
import type { AttachedRun } from './attached-run.ts';
import { listenToKeys } from './attached-keys.ts';
import { type Context, UserError } from './context.ts';
import { EXIT_CODES } from './interrupts.ts';
import { killServices } from './kill-services.ts';
import { noSuchService, resourcesOf } from './project-scope.ts';
import { runReconcile, type RunOptions } from './run-reconcile.ts';
import { readSettings } from './settings.ts';
import type { UpFlags } from './up-flags.ts';
import { openUpWatch, type UpWatch } from './up-watch.ts';
import { parseScale, separatorOf } from './up-request.ts';

export async function runAttached(run: AttachedRun): Promise<number> {
  const { context, request, options } = run;
  const ending = new Ending(run);
  const names = logNames(run);
  const output = await openOutput(run, names, (exit) => ending.onExit(exit));
  const release = context.host.onSignal((name) => ending.onSignal(name));
  let closeKeys = (): void => undefined;
  let watch: UpWatch | undefined;
  // nobody reads any more: as if the terminal had gone
  const forget = context.host.stdout.onClose?.(() => ending.onSignal('SIGHUP'));
  try {
    watch = await openUpWatch(run, output, names);
    const result = await runReconcile(context, request, {
      ...options,
      attached: true,
      beforeStart: output.beforeStart,
      onEvent: output.onEvent,
      signal: ending.stop,
    });
    if (result.status === 'failed' && !ending.stop.aborted) return 1;
    closeKeys = listenToKeys(context.host, () => ending.onDetach());
    watch?.begin(ending.stop);
    await Promise.race([output.untilGone(), aborted(ending.stop)]);
    if (ending.leaves) return ending.code;
    if (ending.stop.aborted) await stopAll(run, ending, { output, watch });
    return ending.code;
  } finally {
    closeKeys();
    release();
    forget?.();
    await watch?.end();
    await output.close();
  }
}

/** Why and how the run ends. */
class Ending {
  readonly #stop = new AbortController();
  readonly #kill = new AbortController();
  readonly #run: AttachedRun;
  #signals = 0;
  #code: number | undefined;
  /** The user has left, or the terminal has gone: containers go on, as Docker Compose has it. */
  leaves = false;

  constructor(run: AttachedRun) {
    this.#run = run;
    const { exitCodeFrom } = run.flags;
    if (exitCodeFrom !== undefined && !Object.hasOwn(run.loaded.project.services, exitCodeFrom))
      throw noSuchService(`${exitCodeFrom}: not found`);
  }

  /** Fires when everything is to be stopped. */
  get stop(): AbortSignal {
    return this.#stop.signal;
  }

  /** Fires when stopping takes too long for the user. */
  get kill(): AbortSignal {
    return this.#kill.signal;
  }

  get code(): number {
    return this.#code ?? 0;
  }

  onSignal(name: SignalName): void {
    this.#signals += 1;
    if (this.#signals === 1) this.#code = EXIT_CODES[name];
    if (name === 'SIGHUP') this.leaves = true;
    if (this.#signals === 1) this.#stop.abort();
    else this.#kill.abort();
  }

  /** The containers go on; once they are being stopped there is nothing to leave. */
  onDetach(): void {
    if (this.#stop.signal.aborted) return;
    this.leaves = true;
    this.#stop.abort();
  }

  onExit(exit: ContainerExit): void {
    const { exitCodeFrom } = this.#run.flags;
    if (exitCodeFrom === exit.service && this.#signals === 0) this.#code ??= exit.exitCode;
    if (exit.restarting || !this.#isToAbort(exit)) return;
    if (exitCodeFrom === undefined) this.#code ??= exit.exitCode;
    this.#stop.abort();
  }

  #isToAbort({ exitCode }: ContainerExit): boolean {
    const { exitCodeFrom, abortOnContainerExit, abortOnContainerFailure } = this.#run.flags;
    if (abortOnContainerFailure === true) return exitCode !== 0;
    return abortOnContainerExit === true || exitCodeFrom !== undefined;
  }

  get isAsked(): boolean {
    return this.#signals > 0;
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

function logNames({ context: { host, globals }, flags }: AttachedRun): LogNames {
  const { ansi } = readSettings(globals, host.env);
  return new LogNames([], {
    color:
      flags.noColor !== true &&
      wantsColor({ isTerminal: host.stdout.isTerminal, env: host.env, ansi }),
    bare: flags.noLogPrefix === true,
  });
}

function openOutput(
  run: AttachedRun,
  names: LogNames,
  onExit: (exit: ContainerExit) => void,
): Promise<AttachedOutput> {
  const { context, loaded, flags } = run;
  const { host } = context;
  const { project } = loaded;
  const shown = shownServices(run);
  return context.engine().then((engine) =>
    attachOutput({
      engine,
      host,
      clock: host.clock,
      project: project.name,
      shown,
      watched: watchedServices(run),
      expected: expectedNames(run, shown),
      names,
      timestamps: flags.timestamps === true,
      onExit,
    }),
  );
}

/** Dependencies that are only shown end nothing: neither the run when they last, nor the others when they end. */
function watchedServices({ loaded, flags, named }: AttachedRun): ReadonlySet<string> {
  const { exitCodeFrom } = flags;
  const chosen = named.length > 0 ? named : Object.keys(loaded.project.services);
  return new Set(exitCodeFrom === undefined ? chosen : [...chosen, exitCodeFrom]);
}

function shownServices({ loaded, flags, named }: AttachedRun): ReadonlySet<string> {
  const { services } = loaded.project;
  const all = Object.keys(services);
  const included = named.length > 0 && flags.attachDependencies !== true ? named : all;
  for (const key of flags.attach)
    if (!all.includes(key))
      throw new UserError(`cannot attach to services not included in up: ${key}`);
  const chosen = flags.attach.length > 0 ? flags.attach : included;
  return new Set(
    chosen.filter(
      (key) =>
        !flags.noAttach.includes(key) &&
        (services[key]?.attach !== false || flags.attach.includes(key)),
    ),
  );
}

function expectedNames(run: AttachedRun, shown: ReadonlySet<string>): readonly string[] {
  const { project } = run.loaded;
  const scale = parseScale(run.flags.scale, project);
  const separator = separatorOf(run.context);
  return [...shown].flatMap((key) => {
    const service = project.services[key] ?? {};
    if (service.provider !== undefined) return [];
    const count = scale[key] ?? replicasOf(service);
    return Array.from(
      { length: count },
      (_, index) =>
        service.container_name ??
        containerName({ project: project.name, service: key, number: index + 1 }, separator),
    );
  });
}

/** Stops in reverse order while the output goes on; a second signal kills. */
async function stopAll(
  run: AttachedRun,
  ending: Ending,
  { output, watch }: { readonly output: AttachedOutput; readonly watch: UpWatch | undefined },
): Promise<void> {
  const { context, loaded, flags } = run;
  const { host } = context;
  await host.stderr.write(
    ending.isAsked
      ? 'Gracefully Stopping... press Ctrl+C again to force\n'
      : 'Aborting on container exit...\n',
  );
  // what it is at may start containers
  await watch?.end();
  const killed = aborted(ending.kill).then(async () =>
    killServices(await context.engine(), loaded.project.name, Object.keys(loaded.project.services)),
  );
  try {
    await Promise.race([
      stopServices(context, loaded.project, {
        ...flags,
        signal: ending.kill,
        onEvent: output.onEvent,
      }),
      killed,
    ]);
  } finally {
    // the stop gives up at once, which must not end the program before all are killed
    if (ending.kill.aborted) await killed;
  }
  await Promise.race([output.untilGone(), host.clock.sleep(2000)]);
}

async function stopServices(
  context: Context,
  project: Project,
  options: Pick<UpFlags, 'timeout'> & Required<Pick<RunOptions, 'signal' | 'onEvent'>>,
): Promise<void> {
  await runReconcile(
    context,
    {
      project: project.name,
      verb: 'stop',
      ...resourcesOf(project),
      images: [],
      plan: (observed) =>
        planStop({
          project,
          observed,
          named: [],
          ...(options.timeout === undefined ? {} : { timeoutSeconds: options.timeout }),
        }),
    },
    { project, signal: options.signal, onEvent: options.onEvent, attached: true },
  );
}

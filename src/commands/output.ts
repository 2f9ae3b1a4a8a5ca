/** Themes and progress for the streams of one run. */
import type { Event } from '../events/event.ts';
import type { Host, OutputStream } from '../host/host.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { renderDiagnosticLine, renderDiagnostics } from '../render/diagnostic-view.ts';
import type { PlanLayout } from '../render/plan-view.ts';
import { makeProgress } from '../render/progress/progress.ts';
import type { ProgressKind } from '../render/progress/progress.ts';
import type { Update } from '../render/progress/update.ts';
import { makeTheme, wantsColor, wantsUnicode } from '../render/theme.ts';
import type { Theme } from '../render/theme.ts';
import type { Context } from './context.ts';
import { readSettings } from './settings.ts';
import type { Settings } from './settings.ts';

type Surroundings = Pick<Context, 'host' | 'globals'>;

/** Colours as the flags, the environment and the stream allow. */
export function themeFor({ host, globals }: Surroundings, stream: OutputStream): Theme {
  const { ansi } = readSettings(globals, host.env);
  const color = wantsColor({ isTerminal: stream.isTerminal, env: host.env, ansi });
  return makeTheme({ color, unicode: wantsUnicode(host.env) });
}

/** How a plan is laid out on standard output: files relative to the working directory. */
export const layoutFor = ({ stdout, cwd }: Host): PlanLayout => ({
  base: cwd,
  ...(stdout.isTerminal ? { columns: stdout.columns } : {}),
});

/** On standard error, files relative to the working directory; JSON lines where progress is JSON. */
export async function printDiagnostics(
  context: Surroundings,
  diagnostics: readonly Diagnostic[],
): Promise<void> {
  const { host, globals } = context;
  if (diagnostics.length === 0) return;
  const text =
    readSettings(globals, host.env).progress === 'json'
      ? diagnostics.map(renderDiagnosticLine).join('')
      : renderDiagnostics(diagnostics, themeFor(context, host.stderr), host.cwd);
  await host.stderr.write(text);
}

/** `auto` is a live tree on a terminal and plain lines elsewhere. */
export function progressKind(settings: Settings, stream: OutputStream, host: Host): ProgressKind {
  switch (settings.progress) {
    case 'tty':
      return 'tree';
    case 'auto':
      return stream.isTerminal && host.env['TERM'] !== 'dumb' ? 'tree' : 'plain';
    default:
      return settings.progress;
  }
}

export interface ProgressOptions {
  /** Title of the live tree. */
  readonly verb: string;
  readonly dryRun?: boolean;
  /** Logs follow on the same screen: starts are not told. */
  readonly attached?: boolean;
}

export interface RunningProgress {
  /** A tree that is redrawn, which nothing else may be written into. */
  readonly isLive: boolean;
  readonly emit: (event: Event) => void;
  /** Tells of work that is no step of a plan. */
  readonly tell: (update: Update) => void;
  /** Takes the live tree off the screen while something else is written. */
  readonly pause: () => void;
  /** Draws the last frame; call it before anything that follows the work, on every way out. */
  end(): Promise<void>;
}

const FRAME_MS = 100;

/** Starts drawing on standard error (or output, where `COMPOSE_STATUS_STDOUT` says so). */
export function openProgress(context: Surroundings, options: ProgressOptions): RunningProgress {
  const { host, globals } = context;
  const settings = readSettings(globals, host.env);
  const stream = settings.statusOnStdout ? host.stdout : host.stderr;
  const kind = progressKind(settings, stream, host);
  let written: Promise<void> = Promise.resolve();
  let built: Promise<void> = Promise.resolve();
  const progress = makeProgress(kind, {
    ...options,
    write: (text) => {
      written = stream.write(text);
    },
    // a program's own output must not be mixed with that of its build
    ...(options.verb === 'run'
      ? {}
      : {
          writeBuild: (text: string) => {
            built = host.stdout.write(text);
          },
        }),
    columns: () => stream.columns,
    rows: () => stream.rows,
    theme: themeFor(context, stream),
    now: () => host.clock.now(),
  });
  const stop = new AbortController();
  if (kind === 'tree') void tickUntil(stop.signal, host, () => progress.tick());
  return {
    isLive: kind === 'tree',
    emit: (event) => progress.onEvent(event),
    tell: (update) => progress.onUpdate(update),
    pause: () => progress.pause(),
    end: async () => {
      stop.abort();
      progress.end();
      await Promise.all([written, built]);
    },
  };
}

async function tickUntil(signal: AbortSignal, host: Host, tick: () => void): Promise<void> {
  while (!signal.aborted) {
    tick();
    await host.clock.sleep(FRAME_MS, signal);
  }
}

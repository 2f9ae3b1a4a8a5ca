/** Global choices after flags, environment and defaults have been weighed. */
import type { GlobalFlags } from '../cli/global-flags.ts';
import { UserError } from './context.ts';

export type AnsiChoice = 'auto' | 'never' | 'always';
export type ProgressChoice = 'auto' | 'tty' | 'plain' | 'json' | 'quiet';

export interface Settings {
  readonly ansi: AnsiChoice;
  readonly progress: ProgressChoice;
  /** Undefined: no limit of the user's. */
  readonly parallel: number | undefined;
  /** Undefined: the default. */
  readonly lockTimeoutMs: number | undefined;
  /** Progress goes to standard output. */
  readonly statusOnStdout: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** A flag beats its variable. Throws `UserError` on a value that means nothing or on two that exclude each other. */
export function readSettings(globals: GlobalFlags, env: Environment): Settings {
  const ansi = readAnsi(globals, env);
  return {
    ansi,
    progress: readProgress(globals.progress ?? env['COMPOSE_PROGRESS'] ?? 'auto', ansi),
    parallel: globals.parallel ?? readLimit(env['COMPOSE_PARALLEL_LIMIT']),
    lockTimeoutMs: readLockTimeout(globals.lockTimeout),
    statusOnStdout: isTruthy(env['COMPOSE_STATUS_STDOUT']),
  };
}

const TRUTHY = new Set(['1', 't', 'true', 'y']);

/** Whether a `COMPOSE_…` switch is on: `1`, `t`, `true` and `y` in any case. */
export const isTruthy = (text: string | undefined): boolean =>
  TRUTHY.has((text ?? '').trim().toLowerCase());

/** Notes on old spellings and on values without effect, a line each. */
export function settingNotes(globals: GlobalFlags): readonly string[] {
  const notes: string[] = [];
  if (globals.noAnsi === true) notes.push('--no-ansi is deprecated, use --ansi never');
  if (globals.workdir !== undefined) {
    notes.push('--workdir is deprecated, use --project-directory');
  }
  if (globals.ansi !== undefined && !isAnsi(globals.ansi)) {
    notes.push(`--ansi ${JSON.stringify(globals.ansi)} has no meaning, use auto, never or always`);
  }
  return notes;
}

const isAnsi = (text: string): text is AnsiChoice => ['auto', 'never', 'always'].includes(text);

function readAnsi(globals: GlobalFlags, env: Environment): AnsiChoice {
  if (globals.noAnsi === true) return 'never';
  const text = globals.ansi ?? env['COMPOSE_ANSI'] ?? 'auto';
  return isAnsi(text) ? text : 'auto';
}

function checkConflict(progress: string, ansi: AnsiChoice): void {
  if (progress === 'tty' && ansi === 'never') {
    throw new UserError("can't use --progress tty while ANSI support is disabled");
  }
  if (progress === 'plain' && ansi === 'always') {
    throw new UserError("can't use --progress plain while ANSI support is forced");
  }
}

function readProgress(text: string, ansi: AnsiChoice): ProgressChoice {
  checkConflict(text, ansi);
  switch (text) {
    case '':
    case 'auto':
      return ansi === 'never' ? 'plain' : 'auto';
    case 'tty':
    case 'plain':
    case 'json':
    case 'quiet':
      return text;
    case 'none':
      return 'quiet';
    default:
      throw new UserError(
        `unsupported --progress value ${JSON.stringify(text)}: use auto, tty, plain, json or quiet`,
      );
  }
}

function readLockTimeout(seconds: number | undefined): number | undefined {
  if (seconds !== undefined && seconds < 0) {
    throw new UserError(`--lock-timeout must not be negative (found: ${seconds})`);
  }
  return seconds === undefined ? undefined : seconds * 1000;
}

function readLimit(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (/^[+-]?\d+$/.test(text)) return Number(text);
  throw new UserError(`COMPOSE_PARALLEL_LIMIT must be an integer (found: ${JSON.stringify(text)})`);
}

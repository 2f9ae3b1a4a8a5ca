/** What is told when a command ends with an error. */
import type { GlobalFlags } from '../cli/global-flags.ts';
import { VERSION } from '../cli/version.ts';
import { FileError } from '../host/host.ts';
import type { Host } from '../host/host.ts';
import { EngineError } from '../model/engine-error.ts';
import type { EngineErrorKind } from '../model/engine-error.ts';
import { hasErrors } from '../model/diagnostic.ts';
import { ProjectLocked } from '../reconcile/obtain-lock.ts';
import { renderDiagnosticLine, renderDiagnostics } from '../render/diagnostic-view.ts';
import { shorten, show, showLines } from '../render/show.ts';
import { makeTheme, wantsColor, wantsUnicode } from '../render/theme.ts';
import type { Theme } from '../render/theme.ts';
import { UserError } from './context.ts';

export interface ErrorReport {
  readonly host: Host;
  readonly globals: GlobalFlags;
}

/** Tells on standard error what went wrong, for the one who has to act on it; the result is the exit code. */
export async function reportError(error: unknown, report: ErrorReport): Promise<number> {
  const { host, globals } = report;
  const text = wantsJson(report)
    ? renderErrorLines(error)
    : renderError(error, errorTheme(report), { cwd: host.cwd, debug: globals.debug === true });
  await host.stderr.write(text);
  return error instanceof UserError ? error.exitCode : 1;
}

const wantsJson = ({ host, globals }: ErrorReport): boolean =>
  (globals.progress ?? host.env['COMPOSE_PROGRESS']) === 'json';

function errorTheme({ host, globals }: ErrorReport): Theme {
  const { env, stderr } = host;
  const ansi = globals.noAnsi === true ? 'never' : (globals.ansi ?? env['COMPOSE_ANSI']);
  const color = wantsColor({ isTerminal: stderr.isTerminal, env, ansi });
  return makeTheme({ color, unicode: wantsUnicode(env) });
}

const MOST_LINES = 1000;

/** A line of JSON for each diagnostic, or one for an error that has none. */
function renderErrorLines(error: unknown): string {
  const diagnostics = error instanceof UserError ? error.diagnostics : [];
  const lines = diagnostics.slice(0, MOST_LINES).map(renderDiagnosticLine);
  if (!hasErrors(diagnostics)) {
    const message = error instanceof Error ? error.message : String(error);
    lines.push(`${JSON.stringify({ error: true, severity: 'error', message })}\n`);
  }
  return lines.join('');
}

export interface ErrorView {
  readonly cwd: string;
  readonly debug: boolean;
}

/** A mistake without a stack, engine trouble in the engine's words, anything else as the bug that it is. */
export function renderError(error: unknown, theme: Theme, { cwd, debug }: ErrorView): string {
  if (error instanceof UserError) return renderUserError(error, theme, cwd);
  if (error instanceof EngineError) return renderEngineError(error, theme, debug);
  if (error instanceof FileError || error instanceof ProjectLocked) {
    return `${show(error.message)}\n`;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [
    `${theme.red('This is a bug in Flotilla')} ${VERSION}`,
    showLines(stack),
    'Report it with the lines above and the command that you ran.',
  ]
    .map((line) => `${line}\n`)
    .join('');
}

function renderUserError(error: UserError, theme: Theme, cwd: string): string {
  const known = renderDiagnostics(error.diagnostics, theme, cwd);
  return hasErrors(error.diagnostics) ? known : `${known}${showLines(error.message)}\n`;
}

const LONGEST_SENTENCE = 4096;

function renderEngineError(error: EngineError, theme: Theme, debug: boolean): string {
  const isWrongChoice = error.kind === 'unreachable' && error.socketCode === undefined;
  const hint = isWrongChoice ? undefined : HINTS[error.kind];
  const text = error.text.trim() || `the engine answered ${error.request} without saying why`;
  const sentence = show(shorten(text, LONGEST_SENTENCE));
  const status = error.status === undefined ? '' : `, ${error.status}`;
  return [
    sentence,
    ...(hint === undefined ? [] : [`  ${theme.cyan('hint:')} ${hint}`]),
    ...(debug ? [theme.dim(`  request: ${show(error.request)}${status}`)] : []),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

const HINTS: Readonly<Partial<Record<EngineErrorKind, string>>> = {
  unreachable: 'start the engine, or name another one with DOCKER_HOST, --host or --context',
  denied: 'the engine’s socket is closed to this user: join its group, or use rootless Docker',
  connectionLost: 'the engine went away in the middle of the work; run the command again',
  apiVersion: 'unset DOCKER_API_VERSION, or set a version that the engine knows',
  diskFull: 'the engine’s disk is full; what takes the room: docker system df',
  poolExhausted: 'remove networks that nobody uses: docker network prune',
  subnetOverlap: 'choose another subnet under networks.<name>.ipam.config',
};

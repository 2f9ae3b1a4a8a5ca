/** Command line → command → exit code. */
import type { Command, Flags, Invocation } from '../cli/command.ts';
import type { GlobalFlags } from '../cli/global-flags.ts';
import { parseCommand, parseProgram } from '../cli/parse-program.ts';
import type { Host } from '../host/host.ts';
import { isEngineError } from '../model/engine-error.ts';
import type { Context } from './context.ts';
import { askedForJson, failUnknown, failUsage, tellTo } from './fail-usage.ts';
import { watchInterrupts } from './interrupts.ts';
import type { Interrupts } from './interrupts.ts';
import { withProjectVariables } from './load-request.ts';
import { jsonLines } from './json-stderr.ts';
import { makeContext } from './make-context.ts';
import type { OwnedContext } from './make-context.ts';
import { REGISTRY } from './registry.ts';
import type { Registry, RegistryEntry } from './registry.ts';
import { readSettings, settingNotes } from './settings.ts';

export interface ProgramRun {
  readonly argv: readonly string[];
  readonly host: Host;
  /** Ends the process at once; for the user who asks a third time. */
  readonly leave: (code: number) => void;
  readonly registry?: Registry;
}

/** Never rejects: whatever goes wrong is told on standard error and becomes an exit code. */
export async function runProgram(run: ProgramRun): Promise<number> {
  const { argv, host, registry = REGISTRY } = run;
  if (COMPLETE.has(argv[0] ?? '')) {
    const { runCompletion } = await import('./complete.ts');
    return runCompletion(argv, host, registry);
  }
  const line = parseProgram(argv);
  if (line.status === 'bad') return failUsage(tellTo(host, askedForJson(argv)), line);
  const name = line.status === 'help' ? line.topic : line.name;
  const entry = name === undefined ? undefined : findEntry(registry, name);
  if (name !== undefined && entry === undefined) {
    return failUnknown(tellTo(host, line.globals.progress), registry, name);
  }
  try {
    return line.status === 'help' || entry === undefined
      ? await showHelp(host, registry, entry)
      : await callCommand(run, entry, line);
  } catch (error) {
    return tellError(error, { host, globals: line.globals });
  }
}

/** Verbs of the completion scripts; they count only as the first word. */
const COMPLETE = new Set(['__complete', '__completeNoDesc']);

const findEntry = (registry: Registry, name: string): RegistryEntry | undefined =>
  Object.hasOwn(registry, name) ? registry[name] : undefined;

interface VerbLine {
  readonly globals: GlobalFlags;
  readonly rest: readonly string[];
}

async function callCommand(run: ProgramRun, entry: RegistryEntry, line: VerbLine): Promise<number> {
  const { command } = await entry.load();
  const own = parseCommand(line.rest, command);
  if (own.status === 'bad') {
    return failUsage(tellTo(run.host, line.globals.progress), own, command.name);
  }
  if (own.status === 'help') return showHelp(run.host, {}, entry);
  const globals = { ...line.globals, ...own.globals };
  const interrupts = watchInterrupts(run.host, run.leave);
  const host =
    entry.standsAlone === true ? interrupts.host : await prepare(interrupts.host, globals);
  const context = makeContext({ host, globals, signal: interrupts.signal });
  try {
    return await runCommand({ command, invocation: own.invocation, context, interrupts });
  } catch (error) {
    return tellError(error, context);
  }
}

async function tellError(
  error: unknown,
  report: Pick<Context, 'host' | 'globals'>,
): Promise<number> {
  const { reportError } = await import('./report-error.ts');
  return reportError(error, report);
}

/** Env files may set what the flags do not; senseless settings stop every command. */
async function prepare(bare: Host, globals: GlobalFlags): Promise<Host> {
  const prepared = await withProjectVariables(bare, globals);
  const { progress } = readSettings(globals, prepared.env);
  const host = progress === 'json' ? { ...prepared, stderr: jsonLines(prepared.stderr) } : prepared;
  for (const note of settingNotes(globals)) await host.stderr.write(`${note}\n`);
  return host;
}

interface Call {
  readonly command: Command<Context>;
  readonly invocation: Invocation<Flags>;
  readonly context: OwnedContext;
  readonly interrupts: Interrupts;
}

async function runCommand({ command, invocation, context, interrupts }: Call): Promise<number> {
  try {
    const code = await command.run(invocation, context);
    return interrupts.isTakenOver() ? code : (interrupts.exitCode() ?? code);
  } catch (error) {
    const interrupted = interrupts.exitCode();
    if (interrupted === undefined) throw error;
    if (interrupts.isTakenOver() && !isEngineError(error, 'cancelled')) {
      await tellError(error, context);
    }
    return interrupted;
  } finally {
    await context.close();
  }
}

async function showHelp(
  host: Host,
  registry: Registry,
  entry: RegistryEntry | undefined,
): Promise<number> {
  const { renderProgramHelp, renderCommandHelp } = await import('../cli/help.ts');
  const title = host.program?.title;
  const text =
    entry === undefined
      ? renderProgramHelp(registry, title)
      : renderCommandHelp((await entry.load()).command, title);
  await host.stdout.write(text);
  return 0;
}

/** Command line → command → exit code. */
import type { Command, Flags, Invocation } from '../cli/command.ts';
import type { GlobalFlags } from '../cli/global-flags.ts';
import type { UsageProblem } from '../cli/parse-argv.ts';
import { parseCommand, parseProgram } from '../cli/parse-program.ts';
import type { Host } from '../host/host.ts';
import { isEngineError } from '../model/engine-error.ts';
import type { Context } from './context.ts';
import { watchInterrupts } from './interrupts.ts';
import type { Interrupts } from './interrupts.ts';
import { makeContext } from './make-context.ts';
import type { OwnedContext } from './make-context.ts';
import { REGISTRY } from './registry.ts';
import type { Registry, RegistryEntry } from './registry.ts';

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
  const line = parseProgram(argv);
  if (line.status === 'bad') return failUsage(host, line);
  const name = line.status === 'help' ? line.topic : line.name;
  const entry = name === undefined ? undefined : findEntry(registry, name);
  if (name !== undefined && entry === undefined) return failUnknown(host, registry, name);
  try {
    return line.status === 'help' || entry === undefined
      ? await showHelp(host, registry, entry)
      : await callCommand(run, entry, line);
  } catch (error) {
    const { reportError } = await import('./report-error.ts');
    return reportError(error, { host, globals: line.globals });
  }
}

const findEntry = (registry: Registry, name: string): RegistryEntry | undefined =>
  Object.hasOwn(registry, name) ? registry[name] : undefined;

interface VerbLine {
  readonly globals: GlobalFlags;
  readonly rest: readonly string[];
}

async function callCommand(run: ProgramRun, entry: RegistryEntry, line: VerbLine): Promise<number> {
  const { command } = await entry.load();
  const own = parseCommand(line.rest, command);
  if (own.status === 'bad') return failUsage(run.host, own);
  if (own.status === 'help') {
    const { renderCommandHelp } = await import('../cli/help.ts');
    await run.host.stdout.write(renderCommandHelp(command));
    return 0;
  }
  const globals = own.dryRun === true ? { ...line.globals, dryRun: true } : line.globals;
  const interrupts = watchInterrupts(run.host, run.leave);
  const host =
    entry.standsAlone === true ? interrupts.host : await prepare(interrupts.host, globals);
  const context = makeContext({ host, globals, signal: interrupts.signal });
  return runCommand({ command, invocation: own.invocation, context, interrupts });
}

/** Env files may set what the flags do not; senseless settings stop every command. */
async function prepare(host: Host, globals: GlobalFlags): Promise<Host> {
  const { withProjectVariables } = await import('./load-request.ts');
  const { readSettings, settingNotes } = await import('./settings.ts');
  const prepared = await withProjectVariables(host, globals);
  readSettings(globals, prepared.env);
  for (const note of settingNotes(globals)) await host.stderr.write(`${note}\n`);
  return prepared;
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
    return code === 0 && !interrupts.isTakenOver() ? (interrupts.exitCode() ?? 0) : code;
  } catch (error) {
    const interrupted = interrupts.exitCode();
    if (interrupted === undefined) throw error;
    if (interrupts.isTakenOver() && !isEngineError(error, 'cancelled')) {
      const { reportError } = await import('./report-error.ts');
      await reportError(error, context);
    }
    return interrupted;
  } finally {
    await context.close();
  }
}

async function failUsage(host: Host, problem: UsageProblem): Promise<number> {
  const { message, word, candidates = [] } = problem;
  const hint = word === undefined ? '' : await didYouMean(word, candidates);
  await host.stderr.write(`${message}\n${hint}`);
  return 1;
}

function failUnknown(host: Host, registry: Registry, name: string): Promise<number> {
  return failUsage(host, {
    status: 'bad',
    message: `unknown docker command: ${JSON.stringify(`compose ${name}`)}`,
    word: name,
    candidates: Object.keys(registry).filter((key) => registry[key]?.hidden !== true),
  });
}

async function didYouMean(word: string, candidates: readonly string[]): Promise<string> {
  const { suggest } = await import('../model/suggest.ts');
  const near = suggest(word, candidates);
  return near === undefined ? '' : `did you mean "${near}"?\n`;
}

async function showHelp(
  host: Host,
  registry: Registry,
  entry: RegistryEntry | undefined,
): Promise<number> {
  const { renderProgramHelp, renderCommandHelp } = await import('../cli/help.ts');
  const text =
    entry === undefined
      ? renderProgramHelp(registry)
      : renderCommandHelp((await entry.load()).command);
  await host.stdout.write(text);
  return 0;
}

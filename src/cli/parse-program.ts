/** The whole command line: global flags, the verb, and what belongs to the verb. */
import type { CommandSpec, Flags, FlagValues, Invocation } from './command.ts';
import { ANYWHERE_FLAGS, GLOBAL_FLAGS } from './global-flags.ts';
import type { GlobalFlags } from './global-flags.ts';
import { checkPositionals, parseArgv } from './parse-argv.ts';
import type { UsageProblem } from './parse-argv.ts';

export type ProgramLine =
  | {
      readonly status: 'help';
      readonly globals: GlobalFlags;
      readonly topic: string | undefined;
    }
  | {
      readonly status: 'command';
      readonly globals: GlobalFlags;
      readonly name: string;
      readonly rest: readonly string[];
    }
  | UsageProblem;

/** Flags of the docker program itself; for these its own wording of a missing value is kept. */
const DOCKER_FLAG =
  /^flag needs an argument: (?:'([Hcl])' in -[Hcl]|(--(?:host|context|tlscacert|tlscert|tlskey|log-level)))$/;

/** Splits at the verb; the verb's own flags are read by `parseCommand` once its declaration is loaded. */
export function parseProgram(argv: readonly string[]): ProgramLine {
  const parsed = parseArgv(argv, GLOBAL_FLAGS, { stopAtFirstPositional: true });
  if (parsed.status === 'bad') return quoteDockerFlag(parsed);
  const [name, ...rest] = joinGroup(parsed.args);
  const globals = parsed.flags;
  if (globals.version === true) return { status: 'command', globals, name: 'version', rest: [] };
  if (name === 'help') return { status: 'help', globals, topic: joinGroup(rest)[0] };
  if (name === undefined || globals.help === true) {
    return { status: 'help', globals, topic: name };
  }
  return { status: 'command', globals, name, rest };
}

/** `alpha viz` is one command of two words. */
function joinGroup(words: readonly string[]): readonly string[] {
  const [group, name = '-', ...rest] = words;
  return group === 'alpha' && !name.startsWith('-') ? [`${group} ${name}`, ...rest] : words;
}

function quoteDockerFlag(problem: UsageProblem): UsageProblem {
  const match = DOCKER_FLAG.exec(problem.message);
  if (match === null) return problem;
  const [, short, long] = match;
  return { ...problem, message: `flag needs an argument: '${long ?? `-${short}`}'` };
}

export type CommandLine<F extends Flags> =
  | { readonly status: 'help' }
  | {
      readonly status: 'run';
      readonly invocation: Invocation<F>;
      /** Global flags that stand behind the verb. */
      readonly globals: Partial<Pick<GlobalFlags, 'dryRun' | 'allowRemote'>>;
    }
  | UsageProblem;

/** Reads what stands behind the verb and checks the number of positionals. */
export function parseCommand<F extends Flags>(
  rest: readonly string[],
  spec: CommandSpec<F>,
): CommandLine<F> {
  const flags: Flags = { ...ANYWHERE_FLAGS, ...spec.flags };
  const parsed = parseArgv(rest, flags, {
    stopAtFirstPositional: spec.stopAtFirstPositional === true,
  });
  if (parsed.status === 'bad') return parsed;
  const { help, dryRun, allowRemote } = parsed.flags;
  if (help === true) return { status: 'help' };
  const problem = checkPositionals(parsed.args, spec.positionals);
  if (problem !== undefined)
    return spec.positionals?.showsUsage === true ? countProblem(spec) : problem;
  return {
    status: 'run',
    invocation: { flags: parsed.flags as FlagValues<F>, args: parsed.args },
    globals: {
      ...(dryRun === true && { dryRun }),
      ...(allowRemote === true && { allowRemote }),
    },
  };
}

/** In the form of docker's own commands. */
function countProblem<F extends Flags>({ name, positionals }: CommandSpec<F>): UsageProblem {
  const { usage, min = 0, max } = positionals ?? { usage: '' };
  const count = `${min === max ? '' : 'at least '}${min} argument${min === 1 ? '' : 's'}`;
  const command = `docker compose ${name}`;
  const message = [
    `docker: '${command}' requires ${count}`,
    `Usage:  ${command} [OPTIONS] ${usage}`,
    `More about it: ${command} --help`,
  ].join('\n\n');
  return { status: 'bad', message };
}

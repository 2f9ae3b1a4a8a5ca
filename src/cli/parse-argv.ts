/** Arguments → values of declared flags and the rest, by the rules users know from Docker's tools (pflag). */
import type { Flags, FlagValues, Positionals } from './command.ts';
import { flagTitle, indexFlags } from './flag-names.ts';
import type { FlagIndex, NamedFlag } from './flag-names.ts';
import { readFlagValue } from './flag-values.ts';
import type { FlagValue } from './flag-values.ts';

/** What was written wrong, in one line; `word` and `candidates` are for a suggestion. */
export interface UsageProblem {
  readonly status: 'bad';
  readonly message: string;
  readonly word?: string;
  readonly candidates?: readonly string[];
}

export interface ParsedArgv<F extends Flags> {
  readonly status: 'ok';
  readonly flags: FlagValues<F>;
  readonly args: readonly string[];
}

export interface ParseOptions {
  /** The first positional ends the flags. */
  readonly stopAtFirstPositional?: boolean;
}

/** Never abbreviates; a repeated scalar keeps its last value; `--` ends the flags. */
export function parseArgv<F extends Flags>(
  argv: readonly string[],
  flags: F,
  options: ParseOptions = {},
): ParsedArgv<F> | UsageProblem {
  const reader = new ArgvReader(argv, indexFlags(flags), options.stopAtFirstPositional === true);
  const problem = reader.readAll();
  if (problem !== undefined) return problem;
  return { status: 'ok', flags: withDefaults(flags, reader.values), args: reader.args };
}

/** Checks the number of positionals. */
export function checkPositionals(
  args: readonly string[],
  positionals: Positionals | undefined,
): UsageProblem | undefined {
  const { min = 0, max = positionals === undefined ? 0 : Infinity } = positionals ?? {};
  const { length } = args;
  if (length >= min && length <= max) return undefined;
  if (isRange(min, max)) return bad(`accepts between ${min} and ${max} arg(s), received ${length}`);
  if (length < min) return bad(`requires at least ${min} arg(s), only received ${length}`);
  if (max === 0) return bad(`unexpected argument ${JSON.stringify(args[0])}`);
  return bad(`accepts at most ${max} arg(s), received ${length}`);
}

const isRange = (min: number, max: number): boolean => min > 0 && min < max && max < Infinity;

const bad = (message: string): UsageProblem => ({ status: 'bad', message });

type Collected = FlagValue | string[];

class ArgvReader {
  readonly values = new Map<string, Collected>();
  readonly args: string[] = [];
  readonly #argv: readonly string[];
  readonly #index: FlagIndex;
  readonly #stopAtFirst: boolean;
  #next = 0;

  constructor(argv: readonly string[], index: FlagIndex, stopAtFirst: boolean) {
    this.#argv = argv;
    this.#index = index;
    this.#stopAtFirst = stopAtFirst;
  }

  readAll(): UsageProblem | undefined {
    for (let word = this.#take(); word !== undefined; word = this.#take()) {
      if (word === '--') {
        this.#takeRest();
      } else if (word === '-' || !word.startsWith('-')) {
        this.args.push(word);
        if (this.#stopAtFirst) this.#takeRest();
      } else {
        const problem = word.startsWith('--')
          ? this.#readLong(word)
          : this.#readShorts(word.slice(1));
        if (problem !== undefined) return problem;
      }
    }
    return undefined;
  }

  #take(): string | undefined {
    return this.#argv[this.#next++];
  }

  #takeRest(): void {
    this.args.push(...this.#argv.slice(this.#next));
    this.#next = this.#argv.length;
  }

  #readLong(word: string): UsageProblem | undefined {
    const equals = word.indexOf('=');
    const name = word.slice(2, equals === -1 ? undefined : equals);
    if (name === '' || name.startsWith('-')) return bad(`bad flag syntax: ${word}`);
    const named = this.#index.byLong.get(name);
    if (named === undefined) return this.#unknownLong(name);
    if (equals !== -1) return this.#set(named, word.slice(equals + 1));
    if (named.flag.kind === 'boolean') return this.#set(named, 'true');
    const value = this.#take();
    return value === undefined ? bad(`flag needs an argument: --${name}`) : this.#set(named, value);
  }

  /** `-d`, `-df`, `-t5`, `-t=5`, `-t 5`: a flag that takes a value takes all that is left. */
  #readShorts(group: string): UsageProblem | undefined {
    const letter = String.fromCodePoint(group.codePointAt(0) ?? 0);
    const rest = group.slice(letter.length);
    const named = this.#index.byShort.get(letter);
    if (named === undefined) {
      return { ...bad(`unknown shorthand flag: '${letter}' in -${group}`), word: `-${letter}` };
    }
    if (rest.startsWith('=') && rest.length > 1) return this.#set(named, rest.slice(1));
    if (named.flag.kind === 'boolean') {
      return this.#set(named, 'true') ?? (rest === '' ? undefined : this.#readShorts(rest));
    }
    if (rest !== '') return this.#set(named, rest);
    const value = this.#take();
    return value === undefined
      ? bad(`flag needs an argument: '${letter}' in -${group}`)
      : this.#set(named, value);
  }

  #set(named: NamedFlag, text: string): UsageProblem | undefined {
    const read = readFlagValue(named.flag, text);
    if (read.status === 'bad') {
      return bad(
        `invalid argument ${JSON.stringify(text)} for "${flagTitle(named)}" flag: ${read.why}`,
      );
    }
    if (named.flag.kind === 'strings') {
      const list = this.values.get(named.key);
      if (Array.isArray(list)) list.push(text);
      else this.values.set(named.key, [text]);
    } else {
      this.values.set(named.key, read.value);
    }
    return undefined;
  }

  #unknownLong(name: string): UsageProblem {
    const candidates = [...this.#index.byLong]
      .filter(([, named]) => named.flag.hidden !== true)
      .map(([long]) => `--${long}`);
    return { ...bad(`unknown flag: --${name}`), word: `--${name}`, candidates };
  }
}

function withDefaults<F extends Flags>(
  flags: F,
  given: ReadonlyMap<string, Collected>,
): FlagValues<F> {
  const values = Object.entries(flags).map(([key, flag]) => [
    key,
    given.get(key) ?? (flag.kind === 'strings' ? [] : flag.default),
  ]);
  return Object.fromEntries(values) as FlagValues<F>;
}

/** Commands are declared, not coded: parser, help, completion and the compatibility table read this. */

/** What completion offers: names that are looked up, a way to go on, or the values themselves. */
export type CompletionSource =
  | 'services'
  /** `web=` */
  | 'scale'
  /** `web:`, or a file */
  | 'places'
  | 'projects'
  | 'profiles'
  | 'files'
  | 'directories'
  | 'none'
  | readonly string[];

interface FlagBase {
  readonly short?: string;
  /** One line of help. */
  readonly text: string;
  /** Accepted but not shown. */
  readonly hidden?: boolean;
  /** Other long names that mean the same. */
  readonly aliases?: readonly string[];
  /** Valid values: checked where `check` says so, offered by completion. */
  readonly choices?: readonly string[];
  /** Else `choices`, else what the name of the value says (`SERVICE`, `FILE`, `DIR`). */
  readonly complete?: CompletionSource;
  /** Why the flag is accepted and does nothing. */
  readonly noEffect?: string;
}

export interface BooleanFlag extends FlagBase {
  readonly kind: 'boolean';
  readonly default?: boolean;
}
export interface StringFlag extends FlagBase {
  readonly kind: 'string';
  readonly value?: string;
  readonly default?: string;
}
/** Repeatable; values accumulate and are not split. */
export interface StringsFlag extends FlagBase {
  readonly kind: 'strings';
  readonly value?: string;
}
export interface IntFlag extends FlagBase {
  readonly kind: 'int';
  readonly value?: string;
  readonly default?: number;
}

export type Flag = BooleanFlag | StringFlag | StringsFlag | IntFlag;
/** By camel-case name: `forceRecreate` is `--force-recreate`. */
export type Flags = Readonly<Record<string, Flag>>;

type ValueOf<F extends Flag> = F extends BooleanFlag
  ? F extends { readonly default: boolean }
    ? boolean
    : boolean | undefined
  : F extends StringFlag
    ? F extends { readonly default: string }
      ? string
      : string | undefined
    : F extends StringsFlag
      ? readonly string[]
      : F extends { readonly default: number }
        ? number
        : number | undefined;

/** Values as given: undefined means not given and without default. */
export type FlagValues<F extends Flags> = { readonly [K in keyof F]: ValueOf<F[K]> };

export interface Positionals {
  /** As in the usage line: `[SERVICE...]`. */
  readonly usage: string;
  readonly min?: number;
  readonly max?: number;
  /** Docker Compose answers a wrong number with the usage line. */
  readonly showsUsage?: boolean;
  /** What completion offers. */
  readonly complete?: CompletionSource;
}

export interface Invocation<F extends Flags> {
  readonly flags: FlagValues<F>;
  readonly args: readonly string[];
}

export interface CommandSpec<F extends Flags> {
  readonly name: string;
  readonly summary: string;
  readonly positionals?: Positionals;
  /** The first positional ends the flags; the rest is passed on untouched (`exec`, `run`). */
  readonly stopAtFirstPositional?: boolean;
  readonly flags: F;
}

/** A command with its recipe. `C` is the context that the commands room defines; the result is the exit code. */
export interface Command<C, F extends Flags = Flags> extends CommandSpec<F> {
  run(invocation: Invocation<F>, context: C): Promise<number>;
}

/** An unfinished command line → what could come next. */
import type { CommandSpec, CompletionSource, Flags } from './command.ts';
import { indexFlags, longName } from './flag-names.ts';
import type { NamedFlag } from './flag-names.ts';
import { ANYWHERE_FLAGS, GLOBAL_FLAGS } from './global-flags.ts';
import { scanWords } from './scan-words.ts';
import type { ScannedWords } from './scan-words.ts';

export interface Candidate {
  readonly value: string;
  readonly text?: string;
}

export interface Wanted {
  /** What has been typed of it. */
  readonly typed: string;
  /** `command` for a word that the program itself does not understand: the shell’s own offer is best. */
  readonly source: CompletionSource | 'command' | readonly Candidate[];
  /** Not to be offered again. */
  readonly taken?: readonly string[];
}

type Shown = Readonly<Record<string, { readonly summary: string; readonly hidden?: boolean }>>;

export interface CommandWords {
  readonly name: string;
  /** What stands behind the name, without the last word. */
  readonly words: readonly string[];
}

export type ProgramWords =
  | { readonly status: 'wanted'; readonly wanted: Wanted }
  | { readonly status: 'command'; readonly command: CommandWords };

/** Looks at global flags and the command's name; `typed` is the word under the cursor. */
export function completeProgram(
  words: readonly string[],
  typed: string,
  commands: Shown,
): ProgramWords {
  const scanned = scanWords(words, GLOBAL_FLAGS, { stopAtFirstPositional: true });
  const [name] = scanned.args;
  if (name === undefined || name === 'help') {
    const wanted = completeFlag(scanned, typed, GLOBAL_FLAGS);
    return { status: 'wanted', wanted: wanted ?? { typed, source: commandNames(commands) } };
  }
  return { status: 'command', command: { name, words: scanned.rest ?? scanned.args.slice(1) } };
}

const commandNames = (commands: Shown): readonly Candidate[] => [
  ...Object.entries(commands)
    .filter(([, { hidden }]) => hidden !== true)
    .map(([value, { summary }]) => ({ value, text: summary })),
  { value: 'help', text: 'Show help' },
];

/** Looks at what stands behind the command's name. */
export function completeCommand(
  { words }: CommandWords,
  typed: string,
  spec: CommandSpec<Flags>,
): Wanted {
  const flags: Flags = { ...ANYWHERE_FLAGS, ...spec.flags };
  const { stopAtFirstPositional = false } = spec;
  const scanned = scanWords(words, flags, { stopAtFirstPositional });
  if (scanned.rest !== undefined) return { typed, source: 'command' };
  return completeFlag(scanned, typed, flags) ?? completePositional(scanned, typed, spec);
}

function completeFlag(scanned: ScannedWords, typed: string, flags: Flags): Wanted | undefined {
  if (scanned.pending !== undefined) return { typed, source: valuesOf(scanned.pending) };
  if (scanned.flagsEnded || !typed.startsWith('-')) return undefined;
  const equals = typed.indexOf('=');
  if (equals === -1) return { typed, source: flagNames(flags, scanned, typed) };
  const named = indexFlags(flags).byLong.get(typed.slice(2, equals));
  return { typed: typed.slice(equals + 1), source: named === undefined ? 'none' : valuesOf(named) };
}

const BY_VALUE_NAME: Readonly<Record<string, CompletionSource>> = {
  FILE: 'files',
  DIR: 'directories',
  SERVICE: 'services',
  SERVICES: 'services',
  'SERVICE=NUM': 'scale',
};

/** `name=PATTERN` begins with its key. */
const FILTER = /^[a-z]+=/;

function valuesOf({ flag }: NamedFlag): CompletionSource {
  if (flag.complete !== undefined) return flag.complete;
  if (flag.choices !== undefined) return flag.choices;
  if (flag.kind === 'boolean') return ['true', 'false'];
  const { value = '' } = flag;
  return BY_VALUE_NAME[value] ?? FILTER.exec(value)?.slice() ?? 'none';
}

/** Long names, and the short ones while nothing but the dash is there; a flag that holds one value is not offered twice. */
function flagNames(flags: Flags, { given }: ScannedWords, typed: string): readonly Candidate[] {
  const shown = Object.entries(flags).filter(
    ([key, flag]) => flag.hidden !== true && (flag.kind === 'strings' || !given.has(key)),
  );
  return shown.flatMap(([key, { short, text }]) => [
    { value: `--${longName(key)}`, text },
    ...(short !== undefined && typed === '-' ? [{ value: `-${short}`, text }] : []),
  ]);
}

/** `SERVICE PORT` takes one service, `[SERVICE...]` any number. */
const REPEATED = /\.\.\.|S\]$/;

function completePositional(
  { args }: ScannedWords,
  typed: string,
  { positionals, stopAtFirstPositional }: CommandSpec<Flags>,
): Wanted {
  const { complete = 'none', max = Infinity, usage = '' } = positionals ?? {};
  const isRepeated =
    stopAtFirstPositional !== true && (REPEATED.test(usage) || complete === 'places');
  if (args.length >= (isRepeated ? max : Math.min(max, 1))) return { typed, source: 'none' };
  return { typed, source: complete, taken: args };
}

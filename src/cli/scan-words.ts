/** An unfinished command line, read as far as it goes: completion must not stumble over what is still to come. */
import type { Flags } from './command.ts';
import { indexFlags } from './flag-names.ts';
import type { FlagIndex, NamedFlag } from './flag-names.ts';

export interface ScannedWords {
  /** The last word is a flag that waits for its value. */
  readonly pending?: NamedFlag;
  /** Keys of the flags that were given. */
  readonly given: ReadonlySet<string>;
  readonly args: readonly string[];
  /** From here on a dash means nothing. */
  readonly flagsEnded: boolean;
  /** What follows the first positional, where that ends the flags. */
  readonly rest?: readonly string[];
}

/** Unknown flags are passed over. */
export function scanWords(
  words: readonly string[],
  flags: Flags,
  options: { readonly stopAtFirstPositional?: boolean } = {},
): ScannedWords {
  const index = indexFlags(flags);
  const given = new Set<string>();
  const args: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '--') return { given, args: [...args, ...words.slice(at + 1)], flagsEnded: true };
    if (word === '-' || !word.startsWith('-')) {
      args.push(word);
      if (options.stopAtFirstPositional !== true) continue;
      return { given, args, flagsEnded: true, rest: words.slice(at + 1) };
    }
    const found = flagsIn(word, index);
    for (const { key } of found.flags) given.add(key);
    if (!found.waits) continue;
    const pending = found.flags.at(-1);
    if (at === words.length - 1)
      return { given, args, flagsEnded: false, ...(pending && { pending }) };
    at += 1;
  }
  return { given, args, flagsEnded: false };
}

interface WordFlags {
  readonly flags: readonly NamedFlag[];
  /** The last of them takes the next word. */
  readonly waits: boolean;
}

function flagsIn(word: string, index: FlagIndex): WordFlags {
  if (word.startsWith('--')) {
    const [name = ''] = word.slice(2).split('=', 1);
    const named = index.byLong.get(name);
    if (named === undefined) return { flags: [], waits: false };
    return { flags: [named], waits: named.flag.kind !== 'boolean' && !word.includes('=') };
  }
  const flags: NamedFlag[] = [];
  for (let at = 1; at < word.length; at += 1) {
    const named = index.byShort.get(word.charAt(at));
    if (named === undefined) break;
    flags.push(named);
    if (named.flag.kind !== 'boolean') return { flags, waits: at === word.length - 1 };
  }
  return { flags, waits: false };
}

/** How a declared flag is written on the command line. */
import type { Flag, Flags } from './command.ts';

/** `forceRecreate` → `force-recreate` */
export const longName = (key: string): string =>
  key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

export interface NamedFlag {
  readonly key: string;
  readonly flag: Flag;
}

export interface FlagIndex {
  readonly byLong: ReadonlyMap<string, NamedFlag>;
  readonly byShort: ReadonlyMap<string, NamedFlag>;
}

/** Every spelling of every flag, aliases and hidden ones included. */
export function indexFlags(flags: Flags): FlagIndex {
  const byLong = new Map<string, NamedFlag>();
  const byShort = new Map<string, NamedFlag>();
  for (const [key, flag] of Object.entries(flags)) {
    const named = { key, flag };
    for (const name of [longName(key), ...(flag.aliases ?? [])]) byLong.set(name, named);
    if (flag.short !== undefined) byShort.set(flag.short, named);
  }
  return { byLong, byShort };
}

/** `-t, --timeout`, as messages and help name it. */
export function flagTitle({ key, flag }: NamedFlag): string {
  const long = `--${longName(key)}`;
  return flag.short === undefined ? long : `-${flag.short}, ${long}`;
}

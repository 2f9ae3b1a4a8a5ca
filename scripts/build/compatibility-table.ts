/** The table of docs/compatibility.md, made from the command declarations and the names that Docker Compose has. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Flag, Flags } from '../../src/cli/command.ts';
import { indexFlags, longName } from '../../src/cli/flag-names.ts';
import { GLOBAL_FLAGS } from '../../src/cli/global-flags.ts';
import { NOT_SUPPORTED } from '../../src/cli/not-supported.ts';
import { REGISTRY } from '../../src/commands/registry.ts';

const root = join(import.meta.dirname, '../..');
export const DOCUMENT = join(root, 'docs/compatibility.md');

/** Flags as `--yes, -y`; commands by all their words. */
interface ComposeNames {
  readonly release: string;
  readonly globalFlags: readonly string[];
  readonly commands: Readonly<Record<string, readonly string[]>>;
}

export interface Compared {
  /** Empty for global flags. */
  readonly command: string;
  /** Absent where the row is about the command itself. */
  readonly flag?: string;
  readonly state:
    | { readonly kind: 'supported' }
    | { readonly kind: 'noEffect'; readonly why: string }
    | { readonly kind: 'refused'; readonly why: string }
    /** Neither declared nor refused by name, or with another short letter: a mistake of ours. */
    | { readonly kind: 'forgotten' };
}

/** One row for each command and flag of Docker Compose. */
export async function compareWithCompose(): Promise<readonly Compared[]> {
  const names = JSON.parse(
    readFileSync(join(root, 'fixtures/compatibility/commands-and-flags.json'), 'utf8'),
  ) as ComposeNames;
  const rows = names.globalFlags.map((flag) => compareFlag('', flag, GLOBAL_FLAGS));
  for (const [command, flags] of Object.entries(names.commands)) {
    rows.push(...(await compareCommand(command, flags)));
  }
  return rows;
}

async function compareCommand(
  command: string,
  flags: readonly string[],
): Promise<readonly Compared[]> {
  const declared = await flagsOf(command);
  if (declared !== undefined) {
    const own = { command, state: { kind: 'supported' } } as const;
    return [own, ...flags.map((flag) => compareFlag(command, flag, declared))];
  }
  const why = NOT_SUPPORTED[command] ?? NOT_SUPPORTED[command.split(' ', 1)[0] ?? ''];
  return [{ command, state: why === undefined ? { kind: 'forgotten' } : { kind: 'refused', why } }];
}

async function flagsOf(command: string): Promise<Flags | undefined> {
  const entry = REGISTRY[command];
  return entry === undefined ? undefined : (await entry.load()).command.flags;
}

function compareFlag(command: string, flag: string, declared: Flags): Compared {
  const [long = '', short] = flag.split(', ');
  const { byLong, byShort } = indexFlags(declared);
  const named = byLong.get(long.slice(2));
  const why = NOT_SUPPORTED[`${command} ${long}`];
  if (named === undefined) {
    return {
      command,
      flag,
      state: why === undefined ? { kind: 'forgotten' } : { kind: 'refused', why },
    };
  }
  const isSame = short === undefined || byShort.get(short.slice(1))?.key === named.key;
  return { command, flag, state: isSame ? stateOf(named.flag) : { kind: 'forgotten' } };
}

const stateOf = ({ noEffect: why }: Flag): Compared['state'] =>
  why === undefined ? { kind: 'supported' } : { kind: 'noEffect', why };

/** What is refused by name and yet declared, or unknown to Docker Compose. */
export async function needlessRefusals(): Promise<readonly string[]> {
  const rows = await compareWithCompose();
  const refused = new Set(
    rows.flatMap(({ command, flag, state }) => {
      if (state.kind !== 'refused') return [];
      if (flag === undefined) return [command.split(' ', 1)[0] ?? ''];
      return flag.split(', ').map((name) => `${command} ${name}`);
    }),
  );
  return Object.keys(NOT_SUPPORTED).filter((key) => !refused.has(key));
}

export async function renderCompatibilityTable(): Promise<string> {
  const rows = await compareWithCompose();
  const lines = rows.map(({ command, flag = '', state }) =>
    [
      '',
      command === '' ? '(global)' : `\`${command}\``,
      flag === '' ? '' : `\`${flag}\``,
      STATES[state.kind],
      'why' in state ? state.why : '',
      '',
    ]
      .join(' | ')
      .trim(),
  );
  return [
    '| command | flag | | |',
    '| --- | --- | --- | --- |',
    ...lines,
    '',
    await renderOwn(),
  ].join('\n');
}

const STATES: Readonly<Record<Compared['state']['kind'], string>> = {
  supported: 'supported',
  noEffect: 'accepted without effect',
  refused: 'not supported',
  forgotten: 'unknown',
};

/** What Docker Compose has not. */
async function renderOwn(): Promise<string> {
  const rows = await compareWithCompose();
  const known = new Set(rows.map(({ command }) => command));
  const lines: string[] = [];
  for (const [name, { hidden }] of Object.entries(REGISTRY)) {
    if (hidden === true) continue;
    if (!known.has(name)) lines.push(`- the command \`${name}\``);
    else lines.push(...ownFlags(name, rows, (await flagsOf(name)) ?? {}));
  }
  return ['Beyond Docker Compose:', '', ...lines].join('\n');
}

function ownFlags(command: string, rows: readonly Compared[], declared: Flags): readonly string[] {
  const known = new Set(
    rows.flatMap((row) => (row.command === command ? (row.flag ?? '').split(', ') : [])),
  );
  return Object.entries(declared)
    .filter(([key, flag]) => flag.hidden !== true && !known.has(`--${longName(key)}`))
    .filter(([, { aliases = [] }]) => !aliases.some((alias) => known.has(`--${alias}`)))
    .map(([key]) => `- \`${command} --${longName(key)}\``);
}

const START = '<!-- made by scripts/gen-compatibility.ts -->';
const END = '<!-- end -->';

/** The document with a fresh table; what is written by hand stays. */
export async function withFreshTable(document: string): Promise<string> {
  const [from, to] = [document.indexOf(START), document.indexOf(END)];
  if (from === -1 || to < from) throw new Error(`the marks "${START}" and "${END}" are missing`);
  const table = await renderCompatibilityTable();
  return `${document.slice(0, from)}${START}\n\n${table}\n\n${document.slice(to)}`;
}

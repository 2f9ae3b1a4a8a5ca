/** Usage text, made from the declarations. */
import type { CommandSpec, Flag, Flags } from './command.ts';
import { longName } from './flag-names.ts';
import { ANYWHERE_FLAGS, GLOBAL_FLAGS } from './global-flags.ts';

const PROGRAM = 'flotilla';

/** The whole program: commands and global flags; `program` is how a user calls it. */
export function renderProgramHelp(
  commands: Readonly<Record<string, { readonly summary: string; readonly hidden?: boolean }>>,
  program: string = PROGRAM,
): string {
  const rows = Object.entries(commands)
    .filter(([, { hidden }]) => hidden !== true)
    .map(([name, { summary }]): Row => [name, summary]);
  return sections([
    `Usage: ${program} [OPTIONS] COMMAND`,
    'Runs multi-container applications from Compose files.',
    titled('Commands', rows),
    titled('Options', flagRows(GLOBAL_FLAGS)),
    `Run "${program} COMMAND --help" for more about a command.`,
  ]);
}

/** One command: usage line, what it does, its flags. */
export function renderCommandHelp(spec: CommandSpec<Flags>, program: string = PROGRAM): string {
  const rows = flagRows({ ...spec.flags, ...ANYWHERE_FLAGS });
  const usage = [program, spec.name, '[OPTIONS]', spec.positionals?.usage ?? ''];
  return sections([`Usage: ${usage.join(' ').trimEnd()}`, spec.summary, titled('Options', rows)]);
}

type Row = readonly [name: string, text: string];

const sections = (parts: readonly string[]): string => `${parts.join('\n\n')}\n`;

function titled(title: string, rows: readonly Row[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return [`${title}:`, ...rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`)].join(
    '\n',
  );
}

function flagRows(flags: Flags): readonly Row[] {
  return Object.entries(flags)
    .filter(([, flag]) => flag.hidden !== true)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, flag]) => [flagUsage(key, flag), flagText(flag)]);
}

function flagUsage(key: string, flag: Flag): string {
  const short = flag.short === undefined ? '    ' : `-${flag.short}, `;
  const value = flag.kind === 'boolean' ? '' : ` ${flag.value ?? VALUE_NAMES[flag.kind]}`;
  return `${short}--${longName(key)}${value}`;
}

const VALUE_NAMES = { string: 'TEXT', strings: 'TEXT', int: 'N' } as const;

function flagText(flag: Flag): string {
  const notes: string[] = [];
  if (flag.choices !== undefined) notes.push(flag.choices.join(', '));
  if (flag.kind === 'strings') notes.push('may be repeated');
  const preset = flag.kind === 'strings' ? undefined : flag.default;
  if (preset !== undefined && preset !== false && preset !== '') notes.push(`default ${preset}`);
  return notes.length === 0 ? flag.text : `${flag.text} (${notes.join('; ')})`;
}

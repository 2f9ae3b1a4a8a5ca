import type { Command, Flags } from '../cli/command.ts';
import { productName, shownVersion } from '../cli/program-name.ts';
import type { Context } from './context.ts';

const flags = {
  short: { kind: 'boolean', text: 'Only the number' },
  format: {
    kind: 'string',
    short: 'f',
    value: 'FORMAT',
    text: 'Output format',
    choices: ['pretty', 'json'],
  },
} as const satisfies Flags;

/** Reads no file and asks no engine; an unknown format means `pretty`, as in Docker Compose. */
export const command: Command<Context, typeof flags> = {
  name: 'version',
  summary: 'Show the version',
  flags,
  async run({ flags: { short, format } }, { host }) {
    const { name = 'flotilla' } = host.program ?? {};
    const version = shownVersion(name);
    const pretty =
      short === true ? version.replace(/^v/, '') : `${productName(name)} version ${version}`;
    const text = format === 'json' ? JSON.stringify({ version }) : pretty;
    await host.stdout.write(`${text}\n`);
    return 0;
  },
};

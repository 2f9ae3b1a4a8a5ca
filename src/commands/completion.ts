import type { Command, Flags } from '../cli/command.ts';
import { renderCompletionScript, SHELLS } from '../cli/completion-scripts.ts';
import { UserError } from './context.ts';
import type { Context } from './context.ts';

const flags = {} as const satisfies Flags;

/** Reads no file and asks no engine. */
export const command: Command<Context, typeof flags> = {
  name: 'completion',
  summary: 'Print a completion script for a shell',
  positionals: { usage: 'bash|zsh|fish', min: 1, max: 1, complete: SHELLS },
  flags,
  async run({ args: [given] }, { host }) {
    const shell = SHELLS.find((known) => known === given);
    if (shell === undefined) {
      throw new UserError(`no script for "${given}": use ${SHELLS.join(', ')}`);
    }
    await host.stdout.write(renderCompletionScript(shell, programsOf(host.program?.name)));
    return 0;
  },
};

/** docker completes its plugins itself; a file of that name may still be called by hand. */
const programsOf = (name = 'flotilla'): readonly string[] =>
  name === 'flotilla' || name === 'flo' ? ['flotilla', 'flo'] : [name];

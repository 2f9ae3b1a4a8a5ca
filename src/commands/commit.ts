import type { Command, Flags, FlagValues } from '../cli/command.ts';
import type { CommitRequest } from '../engine/engine.ts';
import { splitReference } from '../engine/image-reference.ts';
import { type Context, UserError } from './context.ts';
import { findRunning } from './exec.ts';
import { tellWork } from './tell-work.ts';

const FLAGS = {
  author: { kind: 'string', short: 'a', value: 'NAME', text: 'Who has made it' },
  change: {
    kind: 'strings',
    short: 'c',
    value: 'INSTRUCTION',
    text: 'Apply an instruction of a Dockerfile, such as "ENV A=1"',
  },
  index: { kind: 'int', value: 'N', default: 0, text: 'Which replica of the service' },
  message: { kind: 'string', short: 'm', value: 'TEXT', text: 'What it is made for' },
  pause: {
    kind: 'boolean',
    short: 'p',
    default: true,
    text: 'Let the container rest meanwhile',
  },
} as const satisfies Flags;

/** Volumes are no part of the image. */
export const command: Command<Context, typeof FLAGS> = {
  name: 'commit',
  summary: 'Make an image of a running container',
  positionals: { usage: 'SERVICE [REPOSITORY[:TAG]]', min: 1, max: 2, complete: 'services' },
  flags: FLAGS,
  async run({ flags, args: [service = '', reference = ''] }, context) {
    const request = readRequest(flags, reference);
    const { name: project } = await context.loadOrName();
    const engine = await context.engine();
    const { signal } = context;
    const { id, name } = await findRunning(
      engine,
      { project, service, index: flags.index },
      signal,
    );
    const words = { verb: 'commit', id: `${name} Commit ${name}`, during: 'Committing' };
    await tellWork(context, words, async () => {
      if (context.globals.dryRun === true) return 'Committed';
      return `Committed as ${await engine.commitContainer(id, { ...request, signal })}`;
    });
    return 0;
  },
};

function readRequest(flags: FlagValues<typeof FLAGS>, reference: string): CommitRequest {
  const { author, change, message, pause } = flags;
  if (splitReference(reference).digest !== undefined)
    throw new UserError(
      `"${reference}" has a digest, which an image gets only when it is pushed: give a name and a tag`,
    );
  return {
    pause,
    changes: change,
    ...(reference === '' ? {} : { reference }),
    ...(author === undefined ? {} : { author }),
    ...(message === undefined ? {} : { message }),
  };
}

import type { Command, Flags, FlagValues } from '../cli/command.ts';
import type { Host } from '../host/host.ts';
import type { Service } from '../model/service.ts';
import type { OneOffContainer } from '../plan/up-options.ts';
import { type Context, type LoadedProject, UserError } from './context.ts';
import { noSuchService } from './project-scope.ts';
import { runOneOff } from './run-one-off.ts';
import { serviceToRun } from './run-service.ts';
import { CREATE_FLAGS, NO_CREATE_FLAGS, separatorOf, upRequest } from './up-request.ts';

const FLAGS = {
  build: CREATE_FLAGS.build,
  capAdd: { kind: 'strings', value: 'CAP', text: 'Add a capability' },
  capDrop: { kind: 'strings', value: 'CAP', text: 'Drop a capability' },
  detach: { kind: 'boolean', short: 'd', text: 'Leave it in the background and print its id' },
  entrypoint: { kind: 'string', value: 'COMMAND', text: 'Instead of the service’s entrypoint' },
  env: { kind: 'strings', short: 'e', value: 'KEY=VALUE', text: 'Set an environment variable' },
  envFromFile: { kind: 'strings', value: 'FILE', text: 'Set the variables of an env file' },
  interactive: { kind: 'boolean', short: 'i', default: true, text: 'Pass standard input on' },
  label: {
    kind: 'strings',
    short: 'l',
    aliases: ['labels'],
    value: 'KEY=VALUE',
    text: 'Add a label',
  },
  name: { kind: 'string', value: 'NAME', text: 'Name of the container' },
  noTty: {
    kind: 'boolean',
    short: 'T',
    aliases: ['no-TTY'],
    text: 'No terminal for it; the default unless input and output are one',
  },
  noDeps: { kind: 'boolean', text: 'Leave dependencies alone' },
  publish: { kind: 'strings', short: 'p', value: 'PORTS', text: 'Publish a port' },
  pull: CREATE_FLAGS.pull,
  quiet: { kind: 'boolean', short: 'q', text: 'No progress' },
  quietBuild: CREATE_FLAGS.quietBuild,
  quietPull: CREATE_FLAGS.quietPull,
  removeOrphans: CREATE_FLAGS.removeOrphans,
  rm: { kind: 'boolean', text: 'Remove the container when it has ended' },
  servicePorts: { kind: 'boolean', short: 'P', text: 'Publish the ports of the service' },
  tty: { kind: 'boolean', short: 't', hidden: true, text: 'Give it a terminal' },
  useAliases: { kind: 'boolean', text: 'Answer to the service’s names in its networks' },
  user: { kind: 'string', short: 'u', value: 'USER', text: 'Run as this user' },
  volume: {
    kind: 'strings',
    short: 'v',
    aliases: ['volumes'],
    value: 'MOUNT',
    text: 'Mount a volume or a path',
  },
  workdir: { kind: 'string', short: 'w', value: 'DIR', text: 'Run in this directory' },
} as const satisfies Flags;

export type RunFlags = FlagValues<typeof FLAGS>;

/** The exit code is the container's; 126 and 127 where its program could not be run. */
export const command: Command<Context, typeof FLAGS> = {
  name: 'run',
  summary: 'Run a command in a container of its own',
  positionals: { usage: 'SERVICE [COMMAND] [ARG...]', min: 1, complete: 'services' },
  stopAtFirstPositional: true,
  flags: FLAGS,
  async run({ flags: given, args }, context) {
    const [key = '', ...words] = args;
    if (given.servicePorts === true && given.publish.length > 0)
      throw new UserError('--service-ports and --publish are incompatible');
    const tty = wantsTerminal(given, context.host);
    const withoutDependencies = given.noDeps === true;
    const loaded = await context.load({ asks: true, services: [key], withoutDependencies });
    const declared = loaded.project.services[key];
    if (declared === undefined) throw noSuchService(key);
    const { host } = context;
    const { environment } = loaded.project;
    const service = serviceToRun(declared, { given, words, tty, host, environment });
    const quiet = given.quiet === true ? silence(context) : context;
    return runOneOff({
      context: quiet,
      ...(await requestFor(quiet, { given, key, service, loaded })),
      given,
      service,
      placeOf: (path, part) => loaded.origins.placeOf(path, part),
    });
  },
};

const silence = (context: Context): Context => ({
  ...context,
  globals: { ...context.globals, progress: 'quiet' },
});

/** A terminal needs one on both sides: a pipe on either is data. Throws `UserError` where one was asked for in vain. */
function wantsTerminal(given: RunFlags, { stdin, stdout }: Host): boolean {
  if (given.tty !== undefined && given.noTty !== undefined)
    throw new UserError('--tty and --no-TTY cannot be used together');
  const isWanted = given.tty ?? (given.noTty === undefined ? undefined : !given.noTty);
  if (isWanted === true && given.interactive && given.detach !== true && !stdin.isTerminal)
    throw new UserError('the input device is not a TTY');
  return isWanted ?? (stdin.isTerminal && stdout.isTerminal);
}

interface Wanted {
  readonly given: RunFlags;
  readonly key: string;
  readonly service: Service;
  readonly loaded: LoadedProject;
}

async function requestFor(context: Context, { given, key, service, loaded }: Wanted) {
  const project = {
    ...loaded.project,
    services: { ...loaded.project.services, [key]: service },
  };
  const separator = separatorOf(context);
  const slug = context.host.randomHex(64);
  const oneOff: OneOffContainer = {
    service: key,
    name: given.name ?? [project.name, key, 'run', slug.slice(0, 12)].join(separator),
    slug,
    networkAliases: given.useAliases === true,
    attachStdin: given.interactive,
    autoRemove: given.rm === true,
  };
  const { build, pull, quietBuild, quietPull, removeOrphans } = given;
  const request = await upRequest(
    context,
    { ...loaded, project },
    {
      flags: { ...NO_CREATE_FLAGS, build, pull, quietBuild, quietPull, removeOrphans },
      verb: 'run',
      start: true,
      wait: false,
      named: [key],
      oneOff,
    },
  );
  return { project, oneOff, request };
}

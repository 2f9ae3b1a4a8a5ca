import type { Command } from '../cli/command.ts';
import type { Host } from '../host/host.ts';
import type { DataPath } from '../model/json.ts';
import type { Origins } from '../model/project.ts';
import type { Service } from '../model/service.ts';
import type { OneOffContainer } from '../plan/up-options.ts';
import { type Context, type LoadedProject, UserError } from './context.ts';
import { noSuchService } from './project-scope.ts';
import { RUN_FLAGS, type RunFlags } from './run-flags.ts';
import { runOneOff } from './run-one-off.ts';
import { serviceToRun } from './run-service.ts';
import { NO_CREATE_FLAGS, separatorOf, upRequest } from './up-request.ts';

/** The exit code is the container's; 126 and 127 where its program could not be run. */
export const command: Command<Context, typeof RUN_FLAGS> = {
  name: 'run',
  summary: 'Run a command in a container of its own',
  positionals: { usage: 'SERVICE [COMMAND] [ARG...]', min: 1, complete: 'services' },
  stopAtFirstPositional: true,
  flags: RUN_FLAGS,
  async run({ flags: given, args }, context) {
    const [key = '', ...words] = args;
    if (given.servicePorts === true && given.publish.length > 0)
      throw new UserError('--service-ports and --publish are incompatible');
    const tty = wantsTerminal(given, context.host);
    const withoutDependencies = given.noDeps === true;
    const files = await context.load({ asks: true, services: [key], withoutDependencies });
    const declared = files.project.services[key];
    if (declared === undefined) throw noSuchService(key);
    if (declared.provider !== undefined)
      throw new UserError(
        `service "${key}" is provided by program "${declared.provider.type}": it has no container to run a command in`,
      );
    const { host } = context;
    const { environment } = files.project;
    const service = serviceToRun(declared, { given, words, tty, host, environment });
    const loaded = { ...files, origins: originsOf(files, { key, declared, service }) };
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

/** What a flag says stands in no file. */
function originsOf(
  { origins }: LoadedProject,
  {
    key,
    declared,
    service,
  }: { readonly key: string; readonly declared: Service; readonly service: Service },
): Origins {
  const own = new Map(Object.entries(service));
  const isFromFlag = ([kind, name, attribute]: DataPath): boolean =>
    kind === 'services' &&
    name === key &&
    typeof attribute === 'string' &&
    own.get(attribute) !== declared[attribute as keyof Service];
  return {
    placeOf: (path, part) => (isFromFlag(path) ? undefined : origins.placeOf(path, part)),
  };
}

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

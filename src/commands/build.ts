import type { Turn } from '../reconcile/reconcile.ts';
import type { Command, Flags, FlagValues } from '../cli/command.ts';
import type { Environment } from '../model/service.ts';
import { planBuild } from '../plan/plan-images.ts';
import type { Facts } from '../plan/plan.ts';
import type { ObservedState } from '../model/observed.ts';
import { type Context, UserError } from './context.ts';
import { exitCodeOf, runReconcile } from './run-reconcile.ts';
import { separatorOf } from './up-request.ts';

const flags = {
  buildArg: { kind: 'strings', value: 'KEY=VALUE', text: 'Set a build argument' },
  noCache: { kind: 'boolean', text: 'Build every step anew' },
  pull: { kind: 'boolean', text: 'Look for newer base images' },
  push: { kind: 'boolean', text: 'Push what was built' },
  quiet: { kind: 'boolean', short: 'q', text: 'Say nothing unless it fails' },
  withDependencies: { kind: 'boolean', text: 'Also images of dependencies' },
  progress: { kind: 'string', value: 'KIND', hidden: true, text: 'As the global flag' },
  builder: {
    kind: 'string',
    value: 'NAME',
    text: 'Builder of docker-buildx',
    noEffect: 'only "default" is accepted: the engine builds',
  },
  ssh: { kind: 'strings', value: 'ID', text: 'Keys of the SSH agent for the build' },
  compress: {
    kind: 'boolean',
    hidden: true,
    text: 'Accepted',
    noEffect: 'options of Docker’s old builder',
  },
  forceRm: {
    kind: 'boolean',
    hidden: true,
    text: 'Accepted',
    noEffect: 'options of Docker’s old builder',
  },
  noRm: {
    kind: 'boolean',
    hidden: true,
    text: 'Accepted',
    noEffect: 'options of Docker’s old builder',
  },
  parallel: {
    kind: 'boolean',
    hidden: true,
    text: 'Accepted',
    noEffect: 'options of Docker’s old builder',
  },
} as const satisfies Flags;

type BuildFlags = FlagValues<typeof flags>;

/** Builds what can be built; one failure skips only what is made from that image. */
export const command: Command<Context, typeof flags> = {
  name: 'build',
  summary: 'Build images',
  positionals: { usage: '[SERVICE...]', complete: 'services' },
  flags,
  async run({ flags: given, args }, context) {
    refuseUnsupported(given);
    const withoutDependencies = given.withDependencies !== true;
    const { project } = await context.load({ asks: true, services: args, withoutDependencies });
    const isBuildable = Object.values(project.services).some(({ build }) => build !== undefined);
    if (!isBuildable) {
      if (given.quiet !== true) await context.host.stderr.write('No services to build\n');
      return 0;
    }
    const options = {
      separator: separatorOf(context),
      args: argsOf(given.buildArg, project.environment),
      noCache: given.noCache === true,
      pull: given.pull === true,
    };
    const built = withSsh(project, given.ssh);
    const request = {
      project: project.name,
      verb: 'build',
      networkNames: [],
      volumeNames: [],
      images: [],
      plan: (_observed: ObservedState, _facts: Facts, turn: Turn) =>
        // once built, there is nothing left to do
        planBuild(turn.imagesSettled ? { ...project, services: {} } : built, options),
    };
    return exitCodeOf(
      await runReconcile(withProgress(context, given), request, { project: built }),
    );
  },
};

function refuseUnsupported(given: BuildFlags): void {
  if (given.push === true)
    throw new UserError('build --push is not supported: push the images with `docker push`');
  if (given.builder !== undefined && given.builder !== '' && given.builder !== 'default')
    throw new UserError(
      'build --builder is not supported: images are built by the engine; use `docker buildx use`',
    );
}

/** `KEY` alone takes its value from the environment. */
function argsOf(entries: readonly string[], from: Readonly<Record<string, string>>): Environment {
  return Object.fromEntries(
    entries.map((entry) => {
      const at = entry.indexOf('=');
      return at === -1 ? [entry, from[entry] ?? null] : [entry.slice(0, at), entry.slice(at + 1)];
    }),
  );
}

type Project = Awaited<ReturnType<Context['load']>>['project'];

/** `default` or `id=path` for every build. */
function withSsh(project: Project, entries: readonly string[]): Project {
  if (entries.length === 0) return project;
  const ssh = entries.map((entry) => {
    const at = entry.indexOf('=');
    return at === -1 ? { id: entry } : { id: entry.slice(0, at), path: entry.slice(at + 1) };
  });
  const services = Object.fromEntries(
    Object.entries(project.services).map(([key, service]) => [
      key,
      service.build === undefined ? service : { ...service, build: { ...service.build, ssh } },
    ]),
  );
  return { ...project, services };
}

function withProgress(context: Context, { quiet, progress }: BuildFlags): Context {
  const kind = quiet === true ? 'quiet' : progress;
  if (kind === undefined) return context;
  return { ...context, globals: { ...context.globals, progress: kind } };
}

import type { Turn } from '../reconcile/request.ts';
import type { Command, Flags, FlagValues } from '../cli/command.ts';
import { GLOBAL_FLAGS } from '../cli/global-flags.ts';
import type { Environment } from '../model/service.ts';
import { planBuild } from '../plan/plan-build.ts';
import type { Facts } from '../plan/plan.ts';
import type { ObservedState } from '../model/observed.ts';
import type { Context } from './context.ts';
import { exitCodeOf, runReconcile } from './run-reconcile.ts';
import { separatorOf } from './up-request.ts';

const flags = {
  buildArg: { kind: 'strings', value: 'KEY=VALUE', text: 'Set a build argument' },
  noCache: { kind: 'boolean', text: 'Build every step anew' },
  pull: { kind: 'boolean', text: 'Look for newer base images' },
  push: { kind: 'boolean', text: 'Push what was built' },
  quiet: { kind: 'boolean', short: 'q', text: 'Say nothing unless it fails' },
  withDependencies: { kind: 'boolean', text: 'Also images of dependencies' },
  progress: {
    kind: 'string',
    value: 'KIND',
    hidden: true,
    text: 'As the global flag',
    complete: GLOBAL_FLAGS.progress.choices,
  },
  builder: {
    kind: 'string',
    value: 'NAME',
    text: 'Builder of docker-buildx in place of the engine',
  },
  check: { kind: 'boolean', text: 'Look over the Dockerfiles, build nothing' },
  print: { kind: 'boolean', text: 'Show the builds as a bake file' },
  provenance: { kind: 'string', value: 'MODE', text: 'Add a provenance attestation' },
  sbom: { kind: 'string', value: 'MODE', text: 'Add an SBOM attestation' },
  memory: {
    kind: 'string',
    short: 'm',
    value: 'SIZE',
    text: 'Accepted',
    noEffect: 'an option of Docker’s old builder',
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
      push: given.push === true,
      imagesSettled: false,
      ...(given.builder === undefined ? {} : { builder: given.builder }),
    };
    const built = withChoices(project, given);
    if (given.print === true || given.check === true) {
      const { checkBuilds, printBuilds } = await import('./build-file.ts');
      const plan = planBuild(built, options);
      return given.print === true
        ? printBuilds(context, plan, built)
        : checkBuilds(context, plan, built);
    }
    const request = {
      project: project.name,
      verb: 'build',
      networkNames: [],
      volumeNames: [],
      images: [],
      plan: (_observed: ObservedState, _facts: Facts, turn: Turn) =>
        planBuild(built, { ...options, imagesSettled: turn.imagesSettled }),
    };
    return exitCodeOf(
      await runReconcile(withProgress(context, given), request, { project: built }),
    );
  },
};

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

/** What flags say of every build takes the place of what the file says. */
function withChoices(project: Project, { ssh, provenance, sbom }: BuildFlags): Project {
  const chosen = {
    ...(ssh.length === 0 ? {} : { ssh: ssh.filter((entry) => entry !== '').map(sshKey) }),
    ...(provenance === undefined ? {} : { provenance }),
    ...(sbom === undefined ? {} : { sbom }),
  };
  if (Object.keys(chosen).length === 0) return project;
  const services = Object.fromEntries(
    Object.entries(project.services).map(([key, service]) => [
      key,
      service.build === undefined
        ? service
        : { ...service, build: { ...service.build, ...chosen } },
    ]),
  );
  return { ...project, services };
}

/** `default` or `id=path` */
function sshKey(entry: string): { readonly id: string; readonly path?: string } {
  const at = entry.indexOf('=');
  return at === -1 ? { id: entry } : { id: entry.slice(0, at), path: entry.slice(at + 1) };
}

function withProgress(context: Context, { quiet, progress }: BuildFlags): Context {
  const kind = quiet === true ? 'quiet' : progress;
  if (kind === undefined) return context;
  return { ...context, globals: { ...context.globals, progress: kind } };
}

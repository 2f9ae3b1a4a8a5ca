/** Flags of `up`, `create`, `plan` → what is to be reconciled. */
import type { FlagValues, Flags } from '../cli/command.ts';
import type { Project } from '../model/project.ts';
import { hookImagesOf, imageNameOf } from '../plan/image-steps.ts';
import { pullWindow } from '../plan/pull-window.ts';
import { planUp } from '../plan/plan-up.ts';
import { providedServices } from '../plan/providers.ts';
import type { OneOffContainer, UpOptions } from '../plan/up-options.ts';
import type { ReconcileRequest } from '../reconcile/request.ts';
import { type Context, type LoadedProject, UserError } from './context.ts';
import { noSuchService, resourcesOf } from './project-scope.ts';
import { isTruthy } from './settings.ts';
import { readSurroundings, type Surroundings } from './surroundings.ts';

const PULL_POLICIES = ['always', 'missing', 'never', 'build', 'if_not_present'] as const;

/** Flags that `up`, `create` and `plan` have in common. */
export const CREATE_FLAGS = {
  build: { kind: 'boolean', text: 'Build images before starting containers' },
  noBuild: { kind: 'boolean', text: 'Do not build an image, even if it is missing' },
  pull: {
    kind: 'string',
    value: 'POLICY',
    text: 'Pull images before running',
    choices: PULL_POLICIES,
  },
  quietPull: { kind: 'boolean', text: 'Pull without showing layers' },
  quietBuild: { kind: 'boolean', text: 'Build without showing output' },
  forceRecreate: { kind: 'boolean', text: 'Recreate containers even if nothing changed' },
  noRecreate: { kind: 'boolean', text: 'Keep existing containers even if something changed' },
  removeOrphans: { kind: 'boolean', text: 'Remove containers of services that no file declares' },
  scale: { kind: 'strings', value: 'SERVICE=NUM', text: 'Number of containers of a service' },
  noRerun: { kind: 'boolean', text: 'Do not run finished, unchanged jobs again' },
  yes: { kind: 'boolean', short: 'y', text: 'Answer yes to every question', aliases: ['y'] },
} as const satisfies Flags;

export type CreateFlags = FlagValues<typeof CREATE_FLAGS>;

/** For commands that have some of these flags, or none. */
export const NO_CREATE_FLAGS: CreateFlags = {
  build: undefined,
  noBuild: undefined,
  pull: undefined,
  quietPull: undefined,
  quietBuild: undefined,
  forceRecreate: undefined,
  noRecreate: undefined,
  removeOrphans: undefined,
  scale: [],
  noRerun: undefined,
  yes: undefined,
};

/** Further choices of `up` alone. */
export interface UpChoices {
  readonly flags: CreateFlags;
  readonly verb: string;
  readonly start: boolean;
  readonly wait: boolean;
  readonly named: readonly string[];
  readonly alwaysRecreateDeps?: boolean | undefined;
  readonly renewAnonVolumes?: boolean | undefined;
  readonly timeoutSeconds?: number | undefined;
  readonly oneOff?: OneOffContainer;
}

export async function upRequest(
  context: Context,
  loaded: LoadedProject,
  choices: UpChoices,
): Promise<ReconcileRequest> {
  const { project } = loaded;
  const isWanted =
    Object.keys(project.services).length > 0 || context.globals.allResources === true;
  if (!isWanted) throw new UserError('no service selected');
  const options = {
    ...upOptions(context, loaded, choices),
    ...(await readSurroundings(context, project)),
  };
  return {
    project: project.name,
    verb: choices.verb,
    ...resourcesOf(project),
    namedVolumesOnly: true,
    images: imagesOf(project, options.separator),
    agingImages: agingImages(project, options),
    environmentsOf: providedServices(project),
    plan: (observed, facts, turn) =>
      planUp({
        project,
        observed,
        facts,
        options: {
          ...options,
          imagesSettled: turn.imagesSettled,
          provided: turn.provided,
          confirmed: options.confirmed === 'all' ? 'all' : turn.confirmed,
        },
      }),
  };
}

export function imagesOf(project: Project, separator: UpOptions['separator']): readonly string[] {
  const names = Object.keys(project.services).flatMap((key) => [
    imageNameOf(project, key, separator),
    ...hookImagesOf(project, key).map(({ image }) => image),
  ]);
  return [...new Set(names)].filter((name) => name !== undefined);
}

/** Images that a policy pulls again from time to time, and those that may be older than their context. */
function agingImages(project: Project, options: UpOptions): readonly string[] {
  const { pullPolicy, contextTimes, separator } = options;
  return Object.entries(project.services).flatMap(([key, { image, pull_policy: own }]) =>
    (image !== undefined && pullWindow(pullPolicy ?? own) !== undefined) ||
    Object.hasOwn(contextTimes, key)
      ? (imageNameOf(project, key, separator) ?? [])
      : [],
  );
}

export const separatorOf = ({ globals, host }: Context): UpOptions['separator'] =>
  (globals.compatibility ?? isTruthy(host.env['COMPOSE_COMPATIBILITY'])) ? '_' : '-';

function upOptions(
  context: Context,
  loaded: LoadedProject,
  choices: UpChoices,
): Omit<UpOptions, keyof Surroundings> {
  const { project, origins } = loaded;
  const { flags } = choices;
  checkExclusions(flags, choices);
  return {
    verb: choices.verb,
    named: choices.named,
    ...recreation(choices),
    start: choices.start,
    ...orphanChoice(context, flags),
    renewAnonymousVolumes: choices.renewAnonVolumes === true,
    scale: parseScale(flags.scale, project),
    keepFinishedJobs: flags.noRerun === true,
    wait: choices.wait,
    build: buildChoice(flags),
    imagesSettled: false,
    provided: new Map(),
    separator: separatorOf(context),
    confirmed: flags.yes === true ? 'all' : new Set(),
    placeOf: (path, part) => origins.placeOf(path, part),
    ...(choices.timeoutSeconds === undefined ? {} : { timeoutSeconds: choices.timeoutSeconds }),
    ...(flags.pull === undefined ? {} : { pullPolicy: pullPolicy(flags.pull) }),
    ...(choices.oneOff === undefined ? {} : { oneOff: choices.oneOff }),
  };
}

function recreation({
  flags,
  renewAnonVolumes,
  alwaysRecreateDeps,
}: UpChoices): Pick<UpOptions, 'recreate' | 'recreateDependencies'> {
  if (flags.noRecreate === true) return { recreate: 'never', recreateDependencies: 'never' };
  const force = flags.forceRecreate === true || renewAnonVolumes === true;
  return {
    recreate: force ? 'force' : 'diverged',
    recreateDependencies: alwaysRecreateDeps === true ? 'force' : 'diverged',
  };
}

function orphanChoice(
  { host: { env } }: Context,
  flags: CreateFlags,
): Pick<UpOptions, 'ignoreOrphans' | 'removeOrphans'> {
  const ignoreOrphans = isTruthy(env['COMPOSE_IGNORE_ORPHANS']);
  const removeOrphans = flags.removeOrphans ?? isTruthy(env['COMPOSE_REMOVE_ORPHANS']);
  if (ignoreOrphans && removeOrphans)
    throw new UserError('cannot combine COMPOSE_IGNORE_ORPHANS and --remove-orphans');
  return { ignoreOrphans, removeOrphans };
}

function buildChoice(flags: CreateFlags): UpOptions['build'] {
  if (flags.build === true) return 'always';
  return flags.noBuild === true ? 'never' : 'missing';
}

function checkExclusions(flags: CreateFlags, choices: UpChoices): void {
  const both = (a: string, b: string): UserError => new UserError(`${a} and ${b} are incompatible`);
  if (flags.build === true && flags.noBuild === true) throw both('--build', '--no-build');
  if (flags.forceRecreate === true && flags.noRecreate === true)
    throw both('--force-recreate', '--no-recreate');
  if (flags.noRecreate !== true) return;
  if (choices.alwaysRecreateDeps === true) throw both('--always-recreate-deps', '--no-recreate');
  if (choices.renewAnonVolumes === true) throw both('--renew-anon-volumes', '--no-recreate');
}

function pullPolicy(text: string): string {
  if (!(PULL_POLICIES as readonly string[]).includes(text))
    throw new UserError(
      `invalid --pull option "${text}". Should be one of ${PULL_POLICIES.join(', ')}`,
    );
  return text === 'if_not_present' ? 'missing' : text;
}

/** `web=3`; throws `UserError` for anything else and for services that are not there. */
export function parseScale(
  options: readonly string[],
  project: Pick<Project, 'services'>,
): Readonly<Record<string, number>> {
  const scale = Object.create(null) as Record<string, number>;
  for (const option of options) {
    const [service = '', count, rest] = option.split('=');
    if (count === undefined || rest !== undefined)
      throw new UserError(`invalid --scale option "${option}". Should be SERVICE=NUM`);
    if (!/^\d+$/.test(count))
      throw new UserError(
        `invalid --scale option "${option}": "${count}" is no number of containers`,
      );
    if (!Object.hasOwn(project.services, service)) throw noSuchService(`${service}: not found`);
    scale[service] = Number(count);
  }
  return scale;
}

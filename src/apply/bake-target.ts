/** Builds in the words of buildx's bake files. */
import { resolve } from 'node:path';
import type { FileReference } from '../model/service.ts';
import type { StepOf } from '../plan/step.ts';
import { argsOf, contextDirectory, isRemote, labelsOf, tagsOf } from './build-inputs.ts';
import type { ApplyContext } from './context.ts';

type BuildStep = StepOf<'buildImage'>;
type InProject = Pick<ApplyContext, 'project'>;
/** Names of the file's other targets, by service. */
type Siblings = ReadonlyMap<string, string>;

export type BakeTarget = Readonly<Record<string, unknown>>;

export interface BakeFile {
  readonly group: { readonly default: { readonly targets: readonly string[] } };
  readonly target: Readonly<Record<string, BakeTarget>>;
}

/** One target for each build, named after its service. */
export function bakeFile(steps: readonly BuildStep[], context: InProject): BakeFile {
  // buildx takes letters, digits, `-` and `_`
  const names = new Map(
    steps.map(({ service }) => [service, service.replaceAll(/[^\w-]/g, '_')] as const),
  );
  const targets = steps.map(
    (step) => [names.get(step.service) ?? '', bakeTarget(step, context, names)] as const,
  );
  return {
    group: { default: { targets: targets.map(([name]) => name) } },
    target: Object.fromEntries(targets),
  };
}

/** Keys as buildx's bake files have them, those without a value left out; paths are absolute. */
export function bakeTarget(
  step: BuildStep,
  context: InProject,
  siblings: Siblings = new Map(),
): BakeTarget {
  const values = {
    ...sourceOf(step, context),
    ...accessOf(step, context),
    ...limitsOf(step),
    ...resultOf(step, context),
    contexts: contextsOf(step, context, siblings),
  };
  const given = Object.entries(values).filter(([, value]) => !isVoid(value));
  return Object.fromEntries(given.map(([key, value]) => [key, literal(value)]));
}

type Values = Readonly<Record<string, unknown>>;

function sourceOf({ build, ...step }: BuildStep, context: InProject): Values {
  const { noCache = build.no_cache, pull = build.pull } = step;
  return {
    context: isRemote(build.context ?? '') ? build.context : contextDirectory(build, context),
    dockerfile: build.dockerfile,
    'dockerfile-inline': build.dockerfile_inline,
    target: build.target,
    args: argsOf(build.args ?? {}, context),
    'cache-from': build.cache_from,
    'no-cache': noCache,
    'no-cache-filter': build.no_cache_filter,
    pull,
  };
}

/** What the build may reach beside its context. */
const accessOf = ({ build }: BuildStep, context: InProject): Values => ({
  secret: (build.secrets ?? []).map((secret) => secretOf(secret, context)),
  ssh: (build.ssh ?? []).map(({ id, path }) => (path === undefined ? id : `${id}=${path}`)),
  network: build.network,
  'extra-hosts': Object.fromEntries((build.extra_hosts ?? []).map(splitHost)),
  entitlements: [...(build.entitlements ?? []), ...privileged(build.privileged)],
});

const limitsOf = ({ build }: BuildStep): Values => ({
  'shm-size': build.shm_size,
  ulimits: Object.entries(build.ulimits ?? {}).map(([name, limit]) =>
    typeof limit === 'number' ? `${name}=${limit}` : `${name}=${limit.soft}:${limit.hard}`,
  ),
});

function resultOf(step: BuildStep, context: InProject): Values {
  const { build } = step;
  const platforms = step.platform === undefined ? build.platforms : [step.platform];
  return {
    labels: labelsOf(step, context),
    tags: tagsOf(step),
    platforms,
    'cache-to': build.cache_to,
    attest: [...attestation('provenance', build.provenance), ...attestation('sbom', build.sbom)],
    output: [outputOf(step, platforms)],
  };
}

/** An image of several platforms has no form that every engine can take. */
function outputOf({ push }: BuildStep, platforms: readonly string[] = []): string {
  if (platforms.length < 2) return 'type=docker';
  return `type=image,push=${push === true}`;
}

const isVoid = (value: unknown): boolean =>
  value === undefined || (typeof value === 'object' && Object.keys(value ?? {}).length === 0);

/** buildx takes every text for a template: `${` and `%{` begin an expression unless they are doubled. */
function literal(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll(/[$%](?=\{)/g, '$&$&');
  if (Array.isArray(value)) return value.map(literal);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, literal(entry)]));
}

const privileged = (isWanted: boolean | undefined): readonly string[] =>
  isWanted === true ? ['security.insecure'] : [];

const attestation = (type: string, value: string | undefined): readonly string[] => {
  if (value === undefined || value === 'false') return [];
  return [value === 'true' ? `type=${type}` : `type=${type},${value}`];
};

function splitHost(entry: string): readonly [string, string] {
  const at = entry.search(/[:=]/);
  return [entry.slice(0, at), entry.slice(at + 1)];
}

/** `service:x` is what another target builds, or the image that it has built. */
function contextsOf(
  { build }: BuildStep,
  context: InProject,
  siblings: Siblings,
): Record<string, string> {
  const base = context.project?.workingDir ?? '/';
  return Object.fromEntries(
    Object.entries(build.additional_contexts ?? {}).map(([name, value]) => {
      const service = /^service:(.+)$/.exec(value)?.[1];
      if (service !== undefined) {
        const sibling = siblings.get(service);
        const image = `docker-image://${imageOf(service, context)}`;
        return [name, sibling === undefined ? image : `target:${sibling}`];
      }
      return [name, /^[a-z][a-z0-9+.-]*:\/\//.test(value) ? value : resolve(base, value)];
    }),
  );
}

function imageOf(service: string, { project }: InProject): string {
  return project?.services[service]?.image ?? `${project?.name}-${service}`;
}

function secretOf({ source, target }: FileReference, { project }: InProject): string {
  const secret = project?.secrets[source];
  const id = target ?? source;
  if (secret?.environment !== undefined) return `id=${id},env=${secret.environment}`;
  return `id=${id},src=${resolve(project?.workingDir ?? '/', secret?.file ?? source)}`;
}

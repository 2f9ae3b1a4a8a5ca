import { resolve } from 'node:path';
import { EngineError } from '../model/engine-error.ts';
import type { FileReference } from '../model/service.ts';
import type { StepOf } from '../plan/step.ts';
import { argsOf, contextDirectory, isRemote, labelsOf, tagsOf, toolsOf } from './build-image.ts';
import type { BuildReport } from './build-report.ts';
import type { ApplyContext } from './context.ts';
import { StepFailure } from './failure.ts';

type BuildStep = StepOf<'buildImage'>;

export interface PluginBuild {
  /** Keys of `build` because of which the engine alone does not do. */
  readonly keys: readonly string[];
  readonly report: BuildReport;
}

/** Builds with docker's buildx; a missing plugin is a failure that names the keys that need it. */
export async function buildWithPlugin(
  step: BuildStep,
  context: ApplyContext,
  { keys, report }: PluginBuild,
): Promise<void> {
  const { signal } = context;
  const result = await toolsOf(context).bake({
    target: bakeTarget(step, context),
    env: variablesOf(step, context),
    signal,
    onProgress: (progress) => report.take(progress),
  });
  if (result === undefined) throw pluginMissing(step, keys);
  if (signal.aborted)
    throw new EngineError({ kind: 'cancelled', request: 'build', text: 'the build was stopped' });
  if (!result.ok) throw report.failure(lastError(result.text), result.text);
}

function pluginMissing({ service }: BuildStep, keys: readonly string[]): StepFailure {
  const paths = keys.map((key) => `services.${service}.build.${key}`).join(', ');
  return new StepFailure({
    code: 'builder-missing',
    message: `${paths}: this needs the docker-buildx plugin, which is not installed`,
    hint: 'install docker-buildx into ~/.docker/cli-plugins, or leave the key out',
  });
}

const lastError = (text: readonly string[]): string =>
  text
    .findLast((line) => line.startsWith('ERROR: '))
    ?.replace(/^ERROR: (?:failed to build: )?/, '') ?? 'the builder failed';

function bakeTarget(step: BuildStep, context: ApplyContext): Readonly<Record<string, unknown>> {
  const { build, noCache = build.no_cache, pull = build.pull } = step;
  const platforms = step.platform === undefined ? build.platforms : [step.platform];
  const values: Record<string, unknown> = {
    context: isRemote(build.context ?? '') ? build.context : contextDirectory(build, context),
    dockerfile: build.dockerfile,
    'dockerfile-inline': build.dockerfile_inline,
    target: build.target,
    args: argsOf(build.args ?? {}, context),
    labels: labelsOf(step, context),
    tags: tagsOf(step),
    secret: (build.secrets ?? []).map((secret) => secretOf(secret, context)),
    ssh: (build.ssh ?? []).map(({ id, path }) => (path === undefined ? id : `${id}=${path}`)),
    'cache-from': build.cache_from,
    'cache-to': build.cache_to,
    platforms,
    contexts: contextsOf(step, context),
    'no-cache': noCache,
    'no-cache-filter': build.no_cache_filter,
    pull,
    network: build.network,
    'shm-size': build.shm_size,
    ulimits: Object.entries(build.ulimits ?? {}).map(([name, limit]) =>
      typeof limit === 'number' ? `${name}=${limit}` : `${name}=${limit.soft}:${limit.hard}`,
    ),
    'extra-hosts': Object.fromEntries((build.extra_hosts ?? []).map(splitHost)),
    entitlements: [...(build.entitlements ?? []), ...privileged(build.privileged)],
    attest: [...attestation('provenance', build.provenance), ...attestation('sbom', build.sbom)],
    output: ['type=docker'],
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !isVoid(value)));
}

const isVoid = (value: unknown): boolean =>
  value === undefined || (Array.isArray(value) && value.length === 0);

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

/** `service:x` is the image that another service of the project builds. */
function contextsOf({ build }: BuildStep, context: ApplyContext): Record<string, string> {
  const base = context.project?.workingDir ?? '/';
  return Object.fromEntries(
    Object.entries(build.additional_contexts ?? {}).map(([name, value]) => {
      const service = /^service:(.+)$/.exec(value)?.[1];
      if (service !== undefined) return [name, `docker-image://${imageOf(service, context)}`];
      return [name, /^[a-z][a-z0-9+.-]*:\/\//.test(value) ? value : resolve(base, value)];
    }),
  );
}

function imageOf(service: string, { project }: ApplyContext): string {
  return project?.services[service]?.image ?? `${project?.name}-${service}`;
}

function secretOf({ source, target }: FileReference, { project }: ApplyContext): string {
  const secret = project?.secrets[source];
  const id = target ?? source;
  if (secret?.environment !== undefined) return `id=${id},env=${secret.environment}`;
  return `id=${id},src=${resolve(project?.workingDir ?? '/', secret?.file ?? source)}`;
}

/** Variables that secrets are read from: the project's, which the program itself may not have. */
function variablesOf({ build }: BuildStep, { project }: ApplyContext): Record<string, string> {
  const names = (build.secrets ?? []).flatMap(
    ({ source }) => project?.secrets[source]?.environment ?? [],
  );
  const from = project?.environment ?? {};
  return Object.fromEntries(
    names.flatMap((name) => (name in from ? [[name, from[name] ?? '']] : [])),
  );
}

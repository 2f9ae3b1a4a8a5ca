import type { BuildRequest } from '../engine/engine.ts';
import { parseBytes } from '../model/bytes.ts';
import { isEngineError } from '../model/engine-error.ts';
import type { Build, Ulimit } from '../model/service.ts';
import type { StepOf } from '../plan/step.ts';
import {
  argsOf,
  builderOf,
  contextDirectory,
  isRemote,
  labelsOf,
  tagsOf,
  toolsOf,
} from './build-inputs.ts';
import { BuildReport } from './build-report.ts';
import type { ApplyContext } from './context.ts';

type BuildStep = StepOf<'buildImage'>;

/** Builds the image of a service: by the engine, or by docker's buildx plugin where a key needs it. */
export async function buildImage(step: BuildStep, context: ApplyContext): Promise<void> {
  const report = new BuildReport(step, context);
  const builder = builderOf(step, context);
  const keys = keysBeyondEngine(step.build).map((key) => `services.${step.service}.build.${key}`);
  const needs = [...keys, ...(builder === undefined ? [] : [`builder "${builder}"`])];
  if (needs.length > 0) {
    const { buildWithPlugin } = await import('./build-with-plugin.ts');
    const choice = builder === undefined ? {} : { builder };
    return buildWithPlugin(step, context, { needs, report, ...choice });
  }
  try {
    const request = await buildRequest(step, context);
    for await (const progress of context.engine.buildImage(request)) report.take(progress);
  } catch (error) {
    if (isEngineError(error, 'rejected') || isEngineError(error, 'notFound'))
      throw report.failure(error.text);
    throw error;
  }
}

/** Keys of `build` that the engine's own build call cannot carry out. */
function keysBeyondEngine(build: Build): readonly string[] {
  const isUsed: Readonly<Record<string, boolean>> = {
    secrets: (build.secrets ?? []).length > 0,
    ssh: (build.ssh ?? []).length > 0,
    additional_contexts: Object.keys(build.additional_contexts ?? {}).length > 0,
    platforms: (build.platforms ?? []).length > 1,
    cache_to: (build.cache_to ?? []).length > 0,
    entitlements: (build.entitlements ?? []).length > 0,
    no_cache_filter: (build.no_cache_filter ?? []).length > 0,
    privileged: build.privileged === true,
    provenance: isAttestation(build.provenance),
    sbom: isAttestation(build.sbom),
    context: isRemote(build.context ?? ''),
  };
  return Object.keys(isUsed).filter((key) => isUsed[key] === true);
}

const isAttestation = (value: string | undefined): boolean =>
  value !== undefined && value !== 'false';

async function buildRequest(step: BuildStep, context: ApplyContext): Promise<BuildRequest> {
  const { build } = step;
  const { dockerfile, dockerfile_inline: dockerfileInline } = build;
  const packed = await toolsOf(context).pack({
    directory: contextDirectory(build, context),
    ...(dockerfile === undefined ? {} : { dockerfile }),
    ...(dockerfileInline === undefined ? {} : { dockerfileInline }),
  });
  const logins = await context.logins?.();
  return {
    ...packed,
    tags: tagsOf(step),
    args: argsOf(build.args ?? {}, context),
    labels: labelsOf(step, context),
    ...choicesOf(step),
    ...listsOf(build),
    signal: context.signal,
    ...(logins === undefined ? {} : { logins }),
  };
}

type Choices = Pick<
  BuildRequest,
  'target' | 'network' | 'platform' | 'noCache' | 'pull' | 'shmBytes'
>;

/** Only those that were made. */
function choicesOf(step: BuildStep): Choices {
  const { build, noCache = build.no_cache, pull = build.pull } = step;
  const { target, network, shm_size: shmSize } = build;
  const choices = {
    target,
    network,
    noCache,
    pull,
    platform: step.platform ?? build.platforms?.[0],
    shmBytes: shmSize === undefined ? undefined : parseBytes(shmSize),
  };
  return Object.fromEntries(Object.entries(choices).filter(([, value]) => value !== undefined));
}

/** The engine takes an empty list of hosts for a host without a name: what is empty stays out. */
function listsOf(build: Build): Pick<BuildRequest, 'extraHosts' | 'ulimits' | 'cacheFrom'> {
  const lists = {
    extraHosts: (build.extra_hosts ?? []).map(hostEntry),
    ulimits: Object.entries(build.ulimits ?? {}).map(ulimitOf),
    cacheFrom: (build.cache_from ?? []).map(cacheReference),
  };
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0));
}

/** `name:address`; the file may have `=` between them. */
const hostEntry = (entry: string): string => entry.replace('=', ':');

function ulimitOf([name, limit]: readonly [string, Ulimit]): {
  readonly Name: string;
  readonly Soft: number;
  readonly Hard: number;
} {
  if (typeof limit === 'number') return { Name: name, Soft: limit, Hard: limit };
  const { soft = limit.hard ?? 0, hard = soft } = limit;
  return { Name: name, Soft: soft, Hard: hard };
}

/** The engine knows images as sources of a cache: `type=registry,ref=x` is `x`. */
const cacheReference = (source: string): string => /(?:^|,)ref=([^,]+)/.exec(source)?.[1] ?? source;

/** Builds the images of watched services anew and replaces their containers, and nothing else. */
import type { Project } from '../../model/project.ts';
import { isEngineError } from '../../model/engine-error.ts';
import { dropUnused, selectServices } from '../../load/select.ts';
import { imageNameOf } from '../../plan/image-steps.ts';
import { planBuild } from '../../plan/plan-build.ts';
import type { ReconcileRequest, ReconcileResult } from '../../reconcile/request.ts';
import type { Context, LoadedProject } from '../context.ts';
import type { RunOptions } from '../run-reconcile.ts';
import { NO_CREATE_FLAGS, separatorOf, upRequest } from '../up-request.ts';
import { watchedContainers } from './containers.ts';

export interface RebuildTools {
  readonly context: Context;
  readonly loaded: LoadedProject;
  /** Remove what the new image takes the place of. */
  readonly prune: boolean;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
  readonly run: (request: ReconcileRequest, options: RunOptions) => Promise<ReconcileResult>;
}

/** `["a" "b"]`, as Docker Compose writes it. */
export const listed = (services: readonly string[]): string =>
  `[${services.map((service) => JSON.stringify(service)).join(' ')}]`;

/** Failures are told; services whose build fails run on. The answer is those that have new containers. */
export async function rebuildServices(
  services: readonly string[],
  tools: RebuildTools,
): Promise<readonly string[]> {
  tools.say(`Rebuilding service(s) ${listed(services)} after changes were detected...`);
  const before = await imageIds(services, tools);
  const built = await buildImages(services, tools);
  const failed = services.filter((service) => !built.includes(service));
  if (failed.length > 0) tools.say(`Build failed. service(s) ${listed(failed)} not replaced`);
  if (built.length === 0) return [];
  tools.say(`service(s) ${listed(built)} successfully built`);
  const { status } = await replaceContainers(built, tools);
  if (status !== 'done') tools.say(`Failed to recreate service(s) ${listed(built)} after update`);
  if (tools.prune) await pruneImages(before, tools);
  return status === 'done' ? built : [];
}

async function buildImages(
  services: readonly string[],
  { context, loaded, run, signal }: RebuildTools,
): Promise<readonly string[]> {
  const project = only(loaded.project, services);
  const options = {
    separator: separatorOf(context),
    args: {},
    noCache: false,
    pull: false,
    push: false,
  };
  const result = await run(
    {
      project: project.name,
      verb: 'build',
      networkNames: [],
      volumeNames: [],
      images: [],
      plan: (_observed, _facts, { imagesSettled }) =>
        planBuild(project, { ...options, imagesSettled }),
    },
    { project, signal, placeOf: (path, part) => loaded.origins.placeOf(path, part) },
  );
  if (result.status === 'done') return services;
  if (result.status !== 'failed') return [];
  const failed = new Set(
    result.report.results
      .filter(({ outcome }) => outcome.status !== 'done' && outcome.status !== 'already')
      .map(({ step }) => step.resource.name),
  );
  return services.filter((service) => !failed.has(imageOf(project, service, context)));
}

async function replaceContainers(
  services: readonly string[],
  { context, loaded, run, signal }: RebuildTools,
): Promise<ReconcileResult> {
  const project = only(loaded.project, services);
  const chosen = { ...loaded, project };
  const request = await upRequest(context, chosen, {
    flags: {
      ...NO_CREATE_FLAGS,
      forceRecreate: true,
      // the image has just been made
      noBuild: true,
      pull: 'never',
      scale: await scales(services, { context, loaded, signal }),
    },
    verb: 'up',
    start: true,
    wait: false,
    named: services,
  });
  return run(
    { ...request, lookAgain: 'warn' },
    { project, signal, placeOf: (path, part) => loaded.origins.placeOf(path, part) },
  );
}

/** Somebody may have scaled the service since the files were read. */
async function scales(
  services: readonly string[],
  { context, loaded, signal }: Pick<RebuildTools, 'context' | 'loaded' | 'signal'>,
): Promise<readonly string[]> {
  const engine = await context.engine();
  const { clock } = context.host;
  const project = loaded.project.name;
  const counts = await Promise.all(
    services.map(async (service) => {
      const { length } = await watchedContainers({ engine, clock, project, service, signal });
      return length === 0 ? [] : [`${service}=${length}`];
    }),
  );
  return counts.flat();
}

/** The project without other services, as `--no-deps` has it. */
const only = (project: Project, services: readonly string[]): Project => {
  const { services: chosen, disabledServices } = selectServices(project, services, true);
  return dropUnused({ ...project, services: chosen, disabledServices });
};

const imageOf = (project: Project, service: string, context: Context): string =>
  imageNameOf(project, service, separatorOf(context)) ?? '';

type ImageIds = ReadonlyMap<string, string>;

async function imageIds(
  services: readonly string[],
  { context, loaded, signal }: RebuildTools,
): Promise<ImageIds> {
  const engine = await context.engine();
  const images = services.map((service) => imageOf(loaded.project, service, context));
  const found = await engine.listImages(images, { signal });
  return new Map(Object.entries(found).map(([image, { id }]) => [image, id]));
}

/** Only those that this rebuild has replaced, and only what has no other name and is used by nobody. */
async function pruneImages(before: ImageIds, { context, signal }: RebuildTools): Promise<void> {
  const engine = await context.engine();
  const now = await engine.listImages([...before.keys()], { signal });
  for (const [image, id] of before) {
    if (now[image]?.id === id) continue;
    const old = await engine.inspectImage(id, { signal });
    if (old === undefined || old.tags.length > 0) continue;
    try {
      await engine.removeImage(id, { signal });
    } catch (error) {
      if (!isEngineError(error, 'inUse') && !isEngineError(error, 'notFound')) throw error;
    }
  }
}

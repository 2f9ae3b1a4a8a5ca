import type { Command, Flags, FlagValues } from '../cli/command.ts';
import type { Engine } from '../engine/engine.ts';
import { UnpackError } from '../engine/unpack-tar.ts';
import { EngineError } from '../model/engine-error.ts';
import { containersOf, LABEL } from '../model/labels.ts';
import type { ObservedContainer } from '../model/observed.ts';
import { UserError } from './context.ts';
import type { Context } from './context.ts';
import { copyFrom, copyTo } from './copy-files.ts';
import { openProgress, type RunningProgress } from './output.ts';

const flags = {
  all: { kind: 'boolean', text: 'Containers of "run" too' },
  archive: { kind: 'boolean', short: 'a', text: 'Keep owners' },
  followLink: { kind: 'boolean', short: 'L', text: 'Copy what a link at the source leads to' },
  index: { kind: 'int', value: 'N', default: 0, text: 'Only this replica of the service' },
} as const satisfies Flags;

type CopyFlags = FlagValues<typeof flags>;

/** To a service: to all its replicas at once; from a service: from the first. */
export const command: Command<Context, typeof flags> = {
  name: 'cp',
  summary: 'Copy files between a service and this machine',
  positionals: {
    usage: 'SERVICE:SRC DEST | SRC SERVICE:DEST',
    min: 2,
    max: 2,
    showsUsage: true,
    complete: 'places',
  },
  flags,
  async run({ flags: given, args: [source = '', destination = ''] }, context) {
    const [from, to] = [splitPlace(source), splitPlace(destination)];
    if (from !== undefined && to !== undefined)
      throw new UserError('copying between services is not supported');
    const place = from ?? to;
    if (place === undefined) throw new UserError('unknown copy direction');
    if (place.path === '') throw new UserError('the path behind the service must not be empty');
    const { name } = await context.loadOrName();
    const engine = await context.engine();
    const containers = await findReplicas(engine, { project: name, place, given }, context.signal);
    const targets = from === undefined ? containers : containers.slice(0, 1);
    const local = from === undefined ? source : destination;
    return copyAll({ context, engine, given, local }, targets, {
      ...place,
      isSource: to === undefined,
    });
  },
};

interface Place {
  readonly service: string;
  readonly path: string;
}

/** `service:path`; undefined for a local path, which may have a colon behind a slash or a dot in front. */
function splitPlace(argument: string): Place | undefined {
  const [, service, path = ''] = /^([^./:][^/:]*):(.*)$/s.exec(argument) ?? [];
  return service === undefined ? undefined : { service, path };
}

interface ReplicaQuery {
  readonly project: string;
  readonly place: Place;
  readonly given: CopyFlags;
}

/** Stopped ones too; the lowest number first. */
async function findReplicas(
  engine: Engine,
  { project, place: { service }, given }: ReplicaQuery,
  signal: AbortSignal,
): Promise<readonly ObservedContainer[]> {
  const labels = [...containersOf(project), `${LABEL.service}=${service}`];
  const found = await engine.listContainers({ labels, all: true }, { signal });
  const containers = found
    .filter(({ oneoff }) => given.all === true || !oneoff)
    .filter(({ number }) => given.index === 0 || number === given.index)
    .toSorted((a, b) => Number(a.oneoff) - Number(b.oneoff) || (a.number ?? 0) - (b.number ?? 0));
  if (containers.length > 0) return containers;
  throw new UserError(
    given.index === 0
      ? `no container found for service "${service}"`
      : `service "${service}" is not running container #${given.index}`,
  );
}

interface Copy {
  readonly context: Context;
  readonly engine: Engine;
  readonly given: CopyFlags;
  /** `-` is a stream. */
  readonly local: string;
}

/** Each failure is told; the others go on. */
async function copyAll(
  copy: Copy,
  containers: readonly ObservedContainer[],
  place: Place & { readonly isSource: boolean },
): Promise<number> {
  const { context, local } = copy;
  const dryRun = context.globals.dryRun === true;
  // several replicas cannot read one stream
  const input =
    local === '-' && containers.length > 1 ? await context.host.stdin.readAll() : undefined;
  const progress = openProgress(context, { verb: 'cp', dryRun });
  const settled = Promise.allSettled(
    containers.map((container) =>
      tellCopy(progress, labelOf(container, local, place), () =>
        dryRun ? Promise.resolve([]) : copyOne(copy, { container, place, input }),
      ),
    ),
  );
  const results = await settled;
  await progress.end();
  return report(context, results);
}

function labelOf(
  { name }: ObservedContainer,
  local: string,
  { path, isSource }: Place & { readonly isSource: boolean },
): string {
  const remote = `${name}:${path}`;
  return `${name} copy ${isSource ? remote : local} to ${isSource ? local : remote}`;
}

async function tellCopy(
  progress: RunningProgress,
  id: string,
  work: () => Promise<readonly string[]>,
): Promise<readonly string[]> {
  progress.tell({ kind: 'change', id, verb: 'Copying', status: 'working' });
  try {
    const skipped = await work();
    progress.tell({ kind: 'change', id, verb: 'Copied', status: 'done' });
    return skipped;
  } catch (error) {
    progress.tell({ kind: 'change', id, verb: 'Error', status: 'error' });
    throw error;
  }
}

/** What was left out, a sentence each. */
async function copyOne(
  { context, engine, given, local }: Copy,
  part: {
    readonly container: ObservedContainer;
    readonly place: Place & { readonly isSource: boolean };
    readonly input: Uint8Array | undefined;
  },
): Promise<readonly string[]> {
  const { container, place, input } = part;
  const { host, signal } = context;
  const job = {
    engine,
    host,
    signal,
    local,
    container: container.id,
    path: place.path,
    keepOwner: given.archive === true,
    followLink: given.followLink === true,
    ...(input === undefined ? {} : { input }),
  };
  if (place.isSource) return copyFrom(job);
  await copyTo(job);
  return [];
}

async function report(
  { host }: Context,
  results: readonly PromiseSettledResult<readonly string[]>[],
): Promise<number> {
  const { show } = await import('../render/show.ts');
  const skipped = results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
  for (const sentence of skipped) await host.stderr.write(`${show(sentence)}\n`);
  const errors = results.flatMap((result) =>
    result.status === 'rejected' ? [toError(result)] : [],
  );
  const bug = errors.find((error) => !isToldPlainly(error));
  if (bug !== undefined) throw bug;
  const texts = new Set(errors.map(({ message }) => message));
  if (texts.size > 0) throw new UserError([...texts].join('\n'));
  return 0;
}

const toError = ({ reason }: PromiseRejectedResult): Error =>
  reason instanceof Error ? reason : new Error(String(reason));

/** Mistakes, the engine's refusals and those of the file system; anything else is a bug. */
const isToldPlainly = (error: Error): boolean =>
  error instanceof UserError ||
  error instanceof UnpackError ||
  error instanceof EngineError ||
  'syscall' in error;

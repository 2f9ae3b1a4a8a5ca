import { LABEL } from '../model/labels.ts';
import { builtImageName, type NameSeparator } from '../model/names.ts';
import {
  isUp,
  type ObservedContainer,
  type ObservedImage,
  type ObservedState,
} from '../model/observed.ts';
import type { Project } from '../model/project.ts';
import type { Provider } from '../model/service.ts';
import { addRemove, addStop, existingSubject } from './container-steps.ts';
import { buildDependencyGraph } from './dependency-graph.ts';
import { findOrphans } from './orphans.ts';
import { PlanDraft } from './plan-draft.ts';
import type { Plan } from './plan.ts';
import { removeHookContainer } from './pre-start.ts';
import { addProvider } from './providers.ts';
import { isNamedIn } from './select-containers.ts';
import { type Reason, type StepId, stepId } from './step.ts';

export interface DownOptions {
  /** Named on the command line; empty: all. */
  readonly named: readonly string[];
  readonly removeOrphans: boolean;
  readonly volumes: boolean;
  /** `local`: images that were built here; `all`: those that services name too. */
  readonly images?: 'local' | 'all';
  readonly timeoutSeconds?: number;
  /** A `pre_stop` hook that fails keeps its container, and what it needs. */
  readonly strictHooks?: boolean;
  readonly separator: NameSeparator;
}

interface DownContext {
  readonly project: Project;
  readonly observed: ObservedState;
  readonly options: DownOptions;
  readonly draft: PlanDraft;
  readonly isNamed: (service: string) => boolean;
  /** By service, without one-offs. */
  readonly containers: ReadonlyMap<string, readonly ObservedContainer[]>;
  /** By service: the steps after which its containers have stopped, and are gone. */
  readonly stopped: Map<string, readonly StepId[]>;
  readonly removed: Map<string, readonly StepId[]>;
}

export interface DownInput {
  readonly project: Project;
  readonly observed: ObservedState;
  /** Images that carry the project's label. */
  readonly builtImages: readonly ObservedImage[];
  readonly options: DownOptions;
}

const REASON: Reason = { kind: 'requested', by: 'down' };

/** Stops and removes in reverse dependency order; then networks, and with `-v` volumes, and with `--rmi` images. */
export function planDown(input: DownInput): Plan {
  const { project, observed, options } = input;
  const draft = new PlanDraft();
  const context: DownContext = {
    project,
    observed,
    options,
    draft,
    isNamed: isNamedIn(options.named),
    containers: replicasByService(observed),
    stopped: new Map(),
    removed: new Map(),
  };
  const graph = buildDependencyGraph(project.services);
  const selected = graph.order.filter(context.isNamed);
  for (const key of selected.toReversed()) planServiceDown(context, key, graph.dependentsOf(key));
  planHooksDown(context);
  planLeftovers(context);
  if (options.named.length === 0 || selected.length === graph.order.length)
    planNetworksDown(context);
  if (options.volumes && options.named.length === 0) planVolumesDown(context);
  if (options.images !== undefined && options.named.length === 0)
    planImagesDown(context, input.builtImages);
  return draft.finish(project.name, 'down');
}

function planServiceDown(context: DownContext, key: string, dependents: readonly string[]): void {
  const before = dependents.flatMap((dependent) => context.stopped.get(dependent) ?? []);
  const provider = context.project.services[key]?.provider;
  if (provider !== undefined)
    return planProviderDown(context, { key, provider, dependents, before });
  const containers = context.containers.get(key) ?? [];
  planContainersDown(context, key, { containers, before, reason: REASON });
}

interface ProvidedService {
  readonly key: string;
  readonly provider: Provider;
  readonly dependents: readonly string[];
  readonly before: readonly StepId[];
}

/** What it gives up is needed until those that use it are gone. */
function planProviderDown(context: DownContext, provided: ProvidedService): void {
  const { key, provider, dependents, before } = provided;
  const gone = dependents.flatMap((dependent) => context.removed.get(dependent) ?? []);
  const run = { key, provider, command: 'down' } as const;
  const step = addProvider(context.draft, run, [...before, ...gone]);
  context.stopped.set(key, [step]);
  context.removed.set(key, []);
}

/** In the order of the engine's list. */
const replicasByService = ({
  containers,
}: ObservedState): ReadonlyMap<string, readonly ObservedContainer[]> =>
  Map.groupBy(
    containers.filter(({ oneoff }) => !oneoff),
    ({ service }) => service,
  );

/** Containers of hooks that failed, or that a killed run has left. */
function planHooksDown(context: DownContext): void {
  const chosen = context.observed.hooks.filter(({ service }) => context.isNamed(service));
  context.removed.set(
    ' hooks',
    chosen.map((container) =>
      removeHookContainer(context, container, context.stopped.get(container.service) ?? []),
    ),
  );
}

interface Group {
  readonly containers: readonly ObservedContainer[];
  readonly before: readonly StepId[];
  readonly reason: Reason;
}

function planContainersDown(context: DownContext, key: string, group: Group): void {
  const stops: StepId[] = [];
  const removes: StepId[] = [];
  for (const container of group.containers) {
    const subject = existingSubject(context, container, {
      prefix: `container/${container.name}`,
      reason: group.reason,
    });
    const running = isUp(container);
    const { strictHooks = false } = context.options;
    const how = { ...timeoutOf(context), strictHooks, hooks: true };
    if (running) stops.push(addStop(subject, group.before, how));
    const after = running ? stops.slice(-1) : group.before;
    removes.push(addRemove(subject, after, { volumes: context.options.volumes }));
  }
  context.stopped.set(key, stops.length > 0 ? stops : group.before);
  context.removed.set(key, removes);
}

const timeoutOf = (context: DownContext): { timeoutSeconds?: number } =>
  context.options.timeoutSeconds === undefined
    ? {}
    : { timeoutSeconds: context.options.timeoutSeconds };

/** Orphans, one-offs and containers of services that are not enabled: removed on demand, else named. */
function planLeftovers(context: DownContext): void {
  const { project, observed, options, draft } = context;
  if (options.named.length > 0) return;
  const disabled = observed.containers.filter(
    (container) => !container.oneoff && Object.hasOwn(project.disabledServices, container.service),
  );
  const orphans = [...findOrphans(project, observed), ...disabled];
  if (options.removeOrphans) {
    const known = new Set(orphans);
    const oneoffs = observed.containers.filter(
      (container) => container.oneoff && !known.has(container),
    );
    planContainersDown(context, ' orphans', {
      containers: [...orphans, ...oneoffs],
      before: [],
      reason: { kind: 'orphan' },
    });
    return;
  }
  const left = orphans.filter((container) => !container.oneoff);
  if (left.length === 0) return;
  draft.report({
    code: 'containers-left',
    severity: 'warning',
    message: `left as they are: ${left.map((container) => container.name).join(', ')}`,
    hint: 'they belong to no enabled service; --remove-orphans takes them along',
  });
}

/** A network goes only when no container of the project that stays refers to it, running or not. */
function planNetworksDown(context: DownContext): void {
  const { project, observed, draft } = context;
  const after = [...context.removed.values()].flat();
  const removed = new Set(after);
  const staying = observed.containers.filter(
    (container) => !removed.has(stepId(`container/${container.name}/remove`)),
  );
  for (const network of observed.networks) {
    const key = network.labels[LABEL.network];
    if (key === undefined || network.labels[LABEL.project] !== project.name) continue;
    if (project.networks[key]?.external === true) continue;
    const users = staying.filter((container) => Object.hasOwn(container.endpoints, network.name));
    if (users.length > 0) reportInUse(draft, network.name, users);
    else
      draft.add({
        kind: 'removeNetwork',
        id: stepId(`network/${network.name}/remove`),
        after,
        resource: { kind: 'network', name: network.name, key },
        reason: REASON,
        risk: 'none',
        network: network.id,
        // somebody else's container may be attached; that is no failure of ours
        optional: 'when-in-use',
      });
  }
}

function reportInUse(draft: PlanDraft, name: string, users: readonly ObservedContainer[]): void {
  draft.report({
    code: 'network-in-use',
    severity: 'warning',
    message: `network "${name}" stays: ${users.map((user) => user.name).join(', ')} uses it`,
  });
}

/** Deletes what carries the project's label; a volume that is declared but somebody else's is only named. */
function planVolumesDown(context: DownContext): void {
  const { project, observed, draft } = context;
  const after = [...context.removed.values()].flat();
  for (const volume of observed.volumes) {
    const key = volume.labels[LABEL.volume];
    const declared = Object.values(project.volumes).find(
      (candidate) => candidate.name === volume.name,
    );
    if (declared?.external === true) continue;
    if (volume.labels[LABEL.project] !== project.name || key === undefined) {
      draft.report({
        code: 'volume-not-ours',
        severity: 'warning',
        message: `volume "${volume.name}" stays: it was not created for project "${project.name}"`,
      });
      continue;
    }
    draft.add({
      kind: 'removeVolume',
      id: stepId(`volume/${volume.name}/remove`),
      after,
      resource: { kind: 'volume', name: volume.name, key },
      reason: REASON,
      risk: 'losesData',
      volume: volume.name,
    });
  }
}

function planImagesDown(context: DownContext, built: readonly ObservedImage[]): void {
  const { project, options, draft, observed } = context;
  const references = new Set(built.flatMap((image) => image.tags));
  for (const [key, service] of Object.entries(project.services)) {
    const local = builtImageName(project.name, key, options.separator);
    const reference = service.image ?? local;
    const wanted = options.images === 'all' || service.image === undefined;
    const isThere = observed.images[reference] !== undefined;
    if (wanted && isThere && !references.has(`${reference}:latest`)) references.add(reference);
  }
  const after = [...context.removed.values()].flat();
  for (const reference of references)
    draft.add({
      kind: 'removeImage',
      id: stepId(`image/${reference}/remove`),
      after,
      resource: { kind: 'image', name: reference },
      reason: REASON,
      risk: 'none',
      reference,
      optional: 'when-in-use',
    });
}

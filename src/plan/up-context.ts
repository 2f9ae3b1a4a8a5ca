import type { HashFlavour } from '../model/config-hash.ts';
import type { ObservedContainer, ObservedNetwork, ObservedState } from '../model/observed.ts';
import type { Project } from '../model/project.ts';
import type { StringMap } from '../model/service.ts';
import type { Arrangement, Slot } from './arrange-replicas.ts';
import type { DependencyGraph } from './dependency-graph.ts';
import type { Facts } from './plan.ts';
import type { PlanDraft } from './plan-draft.ts';
import type { ContainerRef, StepId } from './step.ts';
import type { UpOptions } from './up-options.ts';

/** A network of the project that is not defined any more as it was made. */
export interface ChangedNetwork {
  readonly key: string;
  readonly observed: ObservedNetwork;
}

/** A replica as dependents see it. */
export interface Replica {
  readonly slot: Slot;
  readonly container: ContainerRef;
  /** Steps after which it has been started; empty when it runs already. */
  readonly started: readonly StepId[];
}

/** What the parts of `planUp` share. The maps fill while services are planned in dependency order. */
export interface UpContext {
  readonly project: Project;
  readonly observed: ObservedState;
  readonly facts: Facts;
  readonly options: UpOptions;
  readonly draft: PlanDraft;
  readonly graph: DependencyGraph;
  /** Steps that make images, networks and volumes: by service, network key, volume key. */
  readonly images: ReadonlyMap<string, readonly StepId[]>;
  readonly networks: ReadonlyMap<string, StepId>;
  readonly volumes: ReadonlyMap<string, StepId>;
  /** Runs of providers, by service; without those that have been asked already. */
  readonly providers: Map<string, StepId>;
  /** Whose digests the project's containers carry. */
  readonly hashFlavour: HashFlavour;
  readonly changedNetworks: ReadonlyMap<string, ChangedNetwork>;
  /** Keys of volumes that are made anew. */
  readonly renewedVolumes: readonly string[];
  /** Removals of orphans: containers are made and started after them. */
  readonly cleared: readonly StepId[];
  /** By service, without one-offs. */
  readonly containers: ReadonlyMap<string, readonly ObservedContainer[]>;
  readonly observedNetworks: ReadonlyMap<string, ObservedNetwork>;
  /** Whether the service was named on the command line; where none was, all were. */
  readonly isNamed: (service: string) => boolean;
  /** Services for whose end another one waits. */
  readonly awaitedEnds: () => ReadonlySet<string>;
  readonly arrangements: Map<string, Arrangement>;
  readonly replicas: Map<string, readonly Replica[]>;
}

export const isRecreated = (context: UpContext, service: string): boolean =>
  context.arrangements.get(service)?.slots.some((slot) => slot.kind === 'recreate') ?? false;

/** Whether the service must be down while that dependency is replaced (`depends_on.X.restart`). */
export function mustPause(context: UpContext, service: string, dependency: string): boolean {
  const edge = context.project.services[service]?.depends_on?.[dependency];
  return edge?.restart === true && isRecreated(context, dependency);
}

/** The dependency for whose replacement the service must be down. */
export function pauseCause(context: UpContext, service: string): string | undefined {
  const edges = context.project.services[service]?.depends_on ?? {};
  return Object.keys(edges).find((dependency) => mustPause(context, service, dependency));
}

/** Id of the first container of each service, where that container stays; services left out of the run stay as they are. */
export function keptIds(context: UpContext, services: readonly string[]): StringMap {
  const ids = Object.create(null) as Record<string, string>;
  for (const service of services) {
    const arrangement = context.arrangements.get(service);
    const first = arrangement?.slots[0];
    const kept = first?.kind === 'keep' ? first.container : undefined;
    const left = arrangement === undefined ? context.containers.get(service)?.[0] : undefined;
    const id = (kept ?? left)?.id;
    if (id !== undefined) ids[service] = id;
  }
  return ids;
}

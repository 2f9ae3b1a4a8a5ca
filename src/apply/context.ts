import type { BuildTools } from '../engine/building.ts';
import type { Engine, RegistryLogin } from '../engine/engine.ts';
import type { Emit, Failure } from '../events/event.ts';
import type { Clock, Host } from '../host/host.ts';
import type { Origins, Project } from '../model/project.ts';
import type { Provided } from '../model/provided.ts';
import type { ContainerRef, Step, StepId } from '../plan/step.ts';
import type { OpenWaits } from './open-waits.ts';
import type { StateFeed } from './state-feed.ts';
import type { Swaps } from './swaps.ts';

/** What whoever applies a plan gives. */
export interface ApplyOptions {
  readonly engine: Engine;
  readonly emit: Emit;
  readonly clock: Clock;
  /** Once it fires no step begins, waits end, and calls in flight get two more seconds. */
  readonly signal: AbortSignal;
  /** Absent for projects known only from labels. */
  readonly project?: Project;
  /** Most calls in flight; absent: what measurements say suits each kind of call. */
  readonly limit?: number;
  /** Most milliseconds that one wait may take. */
  readonly waitTimeoutMs?: number;
  /** Steps of which it is known that they cannot succeed: they fail without a call. */
  readonly foreseen?: ReadonlyMap<StepId, Failure>;
  /** Called with the container's id right before it is started, as to attach to its output. */
  readonly beforeStart?: (step: Step, containerId: string) => Promise<void>;
  /** All known logins by registry: a build may need any of them for its base images. */
  readonly logins?: () => Promise<Readonly<Record<string, RegistryLogin>>>;
  /** Every login that docker has kept, for services that use the engine's socket. */
  readonly keptLogins?: () => Promise<Readonly<Record<string, RegistryLogin>>>;
  readonly loginFor?: (reference: string) => Promise<RegistryLogin | undefined>;
  /** Needed by plans that build. */
  readonly buildTools?: BuildTools;
  /** Where a value of the project stands in its files, for telling what failed. */
  readonly placeOf?: Origins['placeOf'];
  /** Filled by providers with what they tell. */
  readonly provided?: Map<string, Provided>;
  /** For builds and providers: files of the context, and the builder plugin where there is one. */
  readonly host?: Host;
}

/** What the handlers of steps see. */
export interface ApplyContext extends ApplyOptions {
  /** Fires two seconds after `signal`: calls in flight are given up. */
  readonly deadline: AbortSignal;
  readonly feed: StateFeed;
  readonly waits: OpenWaits;
  readonly swaps: Swaps;
  /** Ids of containers that steps of this plan have created. */
  readonly created: Map<StepId, string>;
}

/** The id behind a reference; a late one is known once its step is done. */
export function idOf(context: ApplyContext, container: ContainerRef): string {
  if (container.kind === 'existing') return container.id;
  const id = context.created.get(container.step);
  if (id === undefined) throw new Error(`no container was created by ${container.step}`);
  return id;
}

import { isUp, type ObservedContainer, type ObservedState } from '../model/observed.ts';
import type { Project } from '../model/project.ts';
import {
  addPostStart,
  addPreStop,
  addStart,
  addStop,
  addUnpause,
  type BeforeStart,
  existingSubject,
  type Subject,
} from './container-steps.ts';
import { addWait, gatesOf } from './dependency-gates.ts';
import { buildDependencyGraph, type DependencyGraph } from './dependency-graph.ts';
import { PlanDraft } from './plan-draft.ts';
import type { Plan } from './plan.ts';
import { type HookContext, preStartOf } from './pre-start.ts';
import { addProvider } from './providers.ts';
import { containersByService, isNamedIn } from './select-containers.ts';
import { type Reason, type StepId, stepId } from './step.ts';
import type { Replica } from './up-context.ts';

export interface LifecycleInput {
  readonly project: Project;
  readonly observed: ObservedState;
  /** Named on the command line; empty: all. */
  readonly named: readonly string[];
  readonly timeoutSeconds?: number;
  /** A `pre_stop` hook that fails keeps its container running. */
  readonly strictHooks?: boolean;
}

const subjectOf = (
  base: Pick<Subject, 'project' | 'draft'>,
  container: ObservedContainer,
): Subject =>
  existingSubject(base, container, {
    prefix: `container/${container.name}`,
    reason: { kind: 'notRunning', state: container.state },
  });

const timeoutOf = (input: LifecycleInput): { timeoutSeconds?: number } =>
  input.timeoutSeconds === undefined ? {} : { timeoutSeconds: input.timeoutSeconds };

const hooksOf = ({ strictHooks = false }: LifecycleInput): { strictHooks: boolean } => ({
  strictHooks,
});

/** A service stops after all that depend on it; replicas at once. */
export function planStop(input: LifecycleInput): Plan {
  const draft = new PlanDraft();
  addStops(draft, input, 'stop');
  return draft.finish(input.project.name, 'stop');
}

/** Stops what runs of the chosen services in reverse dependency order; gives the steps by container id. */
export function addStops(
  draft: PlanDraft,
  input: LifecycleInput,
  by: string,
): ReadonlyMap<string, StepId> {
  const graph = buildDependencyGraph(input.project.services);
  const stops = new Map<string, StepId>();
  const stopped = new Map<string, readonly StepId[]>();
  const existing = containersByService(input.observed);
  const isNamed = isNamedIn(input.named);
  for (const key of graph.order.toReversed()) {
    const before = graph.dependentsOf(key).flatMap((dependent) => stopped.get(dependent) ?? []);
    const provider = input.project.services[key]?.provider;
    if (provider !== undefined && isNamed(key)) {
      stopped.set(key, [addProvider(draft, { key, provider, command: 'stop' }, before)]);
      continue;
    }
    const running = isNamed(key) ? (existing.get(key) ?? []).filter(isUp) : [];
    const steps = running.map((container) =>
      addStop(
        { ...subjectOf({ ...input, draft }, container), reason: { kind: 'requested', by } },
        before,
        { ...timeoutOf(input), ...hooksOf(input), hooks: true },
      ),
    );
    for (const [index, step] of steps.entries()) stops.set(running[index]?.id ?? '', step);
    stopped.set(key, steps.length > 0 ? steps : before);
  }
  return stops;
}

export interface StartInput extends LifecycleInput {
  /** Also wait until the started are running or healthy. */
  readonly wait: boolean;
  /** For the containers of `pre_start` hooks. */
  readonly hooks?: HookContext['options'];
}

/** Starts existing containers, those of dependencies too, in dependency order, waiting for the conditions of `depends_on`. */
export function planStart(input: StartInput): Plan {
  const draft = new PlanDraft();
  const { project, observed } = input;
  const graph = buildDependencyGraph(project.services);
  const replicas = new Map<string, readonly Replica[]>();
  const options = input.hooks ?? { separator: '-', proxyEnvironment: {} };
  const context = { project, draft, replicas, observed, options };
  const wanted = withDependencies(graph, input.named.length === 0 ? graph.order : input.named);
  const existing = containersByService(observed);
  const isNamed = isNamedIn(input.named);
  for (const key of graph.order) {
    const containers = existing.get(key) ?? [];
    if (isNamed(key) && containers.length === 0) reportNothingToStart(input, draft, key);
    const beforeStart = preStartOf(context, key, () => containers.some(isUp));
    const chosen = wanted.has(key);
    replicas.set(
      key,
      containers.map((container) => startReplica(context, { container, chosen, beforeStart })),
    );
  }
  if (input.wait)
    for (const key of wanted)
      for (const replica of replicas.get(key) ?? [])
        addWait(context, key, {
          replica,
          condition: 'running-or-healthy',
          required: true,
          reason: { kind: 'requested', by: '--wait' },
        });
  return draft.finish(project.name, 'start');
}

function withDependencies(graph: DependencyGraph, keys: readonly string[]): ReadonlySet<string> {
  const all = new Set(keys);
  for (const key of all) for (const other of graph.dependenciesOf(key)) all.add(other);
  return all;
}

interface Start {
  readonly container: ObservedContainer;
  readonly chosen: boolean;
  readonly beforeStart: BeforeStart | undefined;
}

function startReplica(context: HookContext, { container, chosen, beforeStart }: Start): Replica {
  const subject = { ...subjectOf(context, container), beforeStart };
  const slot = {
    kind: 'keep' as const,
    number: container.number ?? 0,
    name: container.name,
    container,
    rename: false,
  };
  if (!chosen || container.state === 'running')
    return { slot, container: subject.container, started: [] };
  const start =
    container.state === 'paused'
      ? addUnpause(subject, [])
      : addStart(subject, gatesOf(context, container.service));
  return replicaOf(container, [start]);
}

const replicaOf = (container: ObservedContainer, started: readonly StepId[]): Replica => ({
  slot: {
    kind: 'keep',
    number: container.number ?? 0,
    name: container.name,
    container,
    rename: false,
  },
  container: { kind: 'existing', id: container.id, name: container.name },
  started,
});

/** A service scaled to nothing, or provided, has nothing to start, and that is no mistake. */
function reportNothingToStart(input: StartInput, draft: PlanDraft, key: string): void {
  const service = input.project.services[key];
  if (service?.provider !== undefined && input.named.length === 0) return;
  if ((service?.scale ?? service?.deploy?.replicas) === 0) return;
  draft.report({
    code: 'nothing-to-start',
    severity: 'error',
    message: `service "${key}" has no container to start`,
    path: `services.${key}`,
    hint: 'create it first with `flotilla up` or `flotilla create`',
  });
}

export interface RestartInput extends LifecycleInput {
  /** Leave services that depend on the named ones with `restart: true` alone. */
  readonly withoutDependents: boolean;
}

/** Restarts what there is, whatever its state; only dependencies with `restart: true` order it, by their condition. */
export function planRestart(input: RestartInput): Plan {
  const draft = new PlanDraft();
  const { project, observed } = input;
  const services = onlyRestartEdges(project);
  const graph = buildDependencyGraph(services);
  const chosen = new Set(input.named.length === 0 ? graph.order : input.named);
  if (!input.withoutDependents)
    for (const key of input.named)
      for (const other of graph.allDependentsOf(key)) chosen.add(other);
  const done = new Map<string, readonly StepId[]>();
  const replicas = new Map<string, readonly Replica[]>();
  const context = { project: { ...project, services }, draft, replicas };
  const existing = containersByService(observed);
  for (const key of graph.order) {
    const before = graph.dependenciesOf(key).flatMap((dependency) => done.get(dependency) ?? []);
    const containers = chosen.has(key) ? (existing.get(key) ?? []) : [];
    const after = containers.length === 0 ? [] : [...before, ...gatesOf(context, key)];
    const restarted = containers.map((container) =>
      replicaOf(container, [addRestart({ ...input, draft }, container, [...new Set(after)])]),
    );
    replicas.set(key, restarted);
    const steps = restarted.flatMap(({ started }) => started);
    done.set(key, steps.length > 0 ? steps : before);
  }
  return draft.finish(project.name, 'restart');
}

function onlyRestartEdges(project: Project): Project['services'] {
  return Object.fromEntries(
    Object.entries(project.services).map(([key, service]) => [
      key,
      {
        ...service,
        depends_on: Object.fromEntries(
          Object.entries(service.depends_on ?? {}).filter(([, edge]) => edge.restart === true),
        ),
      },
    ]),
  );
}

function addRestart(
  input: RestartInput & Pick<Subject, 'draft'>,
  container: ObservedContainer,
  after: readonly StepId[],
): StepId {
  const reason: Reason = { kind: 'requested', by: 'restart' };
  const subject = subjectOf(input, container);
  const asked = { ...subject, reason };
  const hook = isUp(container) ? addPreStop(asked, after, hooksOf(input)) : undefined;
  const restart = input.draft.add({
    kind: 'restartContainer',
    id: stepId(`${subject.prefix}/restart`),
    after: hook === undefined ? after : [...after, hook],
    resource: subject.resource,
    reason,
    risk: isUp(container) ? 'interrupts' : 'none',
    container: subject.container,
    ...timeoutOf(input),
  });
  return addPostStart(asked, restart);
}

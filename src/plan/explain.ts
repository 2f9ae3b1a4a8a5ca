/** Why services are not up: how each of them stands, and the first cause behind those that never got their turn. */
import type { ObservedContainer, ObservedState } from '../model/observed.ts';
import type { Project } from '../model/project.ts';
import {
  type Dependency,
  type DependencyCondition,
  replicasOf,
  type Service,
} from '../model/service.ts';
import { endedFromOutside } from '../model/exit-code.ts';
import { buildDependencyGraph } from './dependency-graph.ts';
import { type Intent, intentOf } from './intent.ts';
import type { Plan } from './plan.ts';

export type Standing =
  | 'up'
  /** A job that ended with 0. */
  | 'finished'
  /** Has no container, or too few. */
  | 'missing'
  | 'notStarted'
  /** The engine could not start it. */
  | 'refused'
  /** Ended by itself, with another code than 0. */
  | 'failed'
  /** Ended by a signal, or with 0 though it is no job. */
  | 'stopped'
  | 'restarting'
  | 'unhealthy'
  /** Runs; its health check has not succeeded yet. */
  | 'starting'
  | 'paused'
  | 'removing';

export interface ServiceStanding {
  readonly service: string;
  readonly standing: Standing;
  /** The one that tells most; absent when there is none. */
  readonly container?: ObservedContainer;
  readonly containers: number;
  readonly wanted: number;
  /** What a service that never got its turn waits for. */
  readonly waitsFor?: { readonly service: string; readonly condition: DependencyCondition };
  /** The first cause: the service itself, or the end of the chain of `waitsFor`. */
  readonly cause: string;
  /** What `up` would do; absent when it would do nothing, or when no file tells. */
  readonly intent?: Intent;
}

/** A service that has failed, with those that wait because of it. */
export interface Cause {
  readonly standing: ServiceStanding;
  /** Each from the cause to a service that nobody waits for any more. */
  readonly chains: readonly (readonly ServiceStanding[])[];
}

export interface Explanation {
  /** Those asked for, dependencies first. */
  readonly services: readonly ServiceStanding[];
  readonly causes: readonly Cause[];
  /** Down, but nothing went wrong: they were never started, or were stopped. */
  readonly idle: readonly ServiceStanding[];
  /** Up, but not as the files have it. */
  readonly outdated: readonly ServiceStanding[];
  /** Nothing is missing, failed or waiting. */
  readonly ok: boolean;
}

export interface ExplainInput {
  readonly project: Project;
  readonly observed: ObservedState;
  /** What `up` would do; absent where only labels are known. */
  readonly plan?: Plan;
  /** Ids of containers whose last start the engine refused, and of those killed for want of memory. */
  readonly refused: ReadonlySet<string>;
  readonly outOfMemory: ReadonlySet<string>;
  /** Empty: all. */
  readonly named: readonly string[];
}

/** Pure. Services stand as their worst container does. */
export function explain(input: ExplainInput): Explanation {
  const { project, named } = input;
  const graph = buildDependencyGraph(project.services);
  const found = new Map<string, ServiceStanding>();
  for (const service of graph.order)
    if (project.services[service]?.provider === undefined)
      found.set(service, standingOf(service, input, found));
  const all = [...found.values()];
  const asked = named.length === 0 ? all : all.filter(({ service }) => named.includes(service));
  const roots = new Set(asked.filter(isDown).map(({ cause }) => cause));
  const causes = all.filter(({ service, standing }) => roots.has(service) && !isIdle(standing));
  const isCaused = ({ cause }: ServiceStanding): boolean =>
    causes.some(({ service }) => service === cause);
  return {
    services: asked,
    causes: causes.map((standing) => ({ standing, chains: chainsFrom(standing, asked, found) })),
    idle: asked.filter((each) => isDown(each) && !isCaused(each)),
    outdated: asked.filter((each) => !isDown(each) && each.intent?.action === 'replace'),
    ok: !asked.some(isDown),
  };
}

const isDown = ({ standing }: ServiceStanding): boolean =>
  standing !== 'up' && standing !== 'finished';

const isIdle = (standing: Standing): boolean =>
  standing === 'missing' || standing === 'notStarted' || standing === 'stopped';

type Found = ReadonlyMap<string, ServiceStanding>;
type Judged = Pick<ServiceStanding, 'standing' | 'container'>;

function standingOf(service: string, input: ExplainInput, found: Found): ServiceStanding {
  const { project, observed, plan } = input;
  const definition = project.services[service] ?? {};
  const containers = observed.containers.filter((each) => each.service === service && !each.oneoff);
  const wanted = replicasOf(definition);
  const judged = withFailedHook(service, judgeAll(containers, wanted, input), observed);
  const waitsFor = waitsOf(definition, judged.standing, found);
  const intent = plan === undefined ? undefined : intentOf(plan, service);
  return {
    service,
    ...judged,
    containers: containers.length,
    wanted,
    ...(waitsFor === undefined ? {} : { waitsFor }),
    cause: waitsFor === undefined ? service : (found.get(waitsFor.service)?.cause ?? service),
    ...(intent === undefined ? {} : { intent }),
  };
}

/** Where a `pre_start` hook has failed, that is why the service does not run. */
function withFailedHook(service: string, judged: Judged, { hooks }: ObservedState): Judged {
  const hook = hooks.find(
    (each) => each.service === service && each.state === 'exited' && each.exitCode !== 0,
  );
  return hook !== undefined && isIdle(judged.standing)
    ? { standing: 'failed', container: hook }
    : judged;
}

/** The worst container, unless it is worse that some are missing. */
function judgeAll(
  containers: readonly ObservedContainer[],
  wanted: number,
  input: ExplainInput,
): Judged {
  const [worst] = containers
    .map((container) => ({ container, standing: judge(container, input) }))
    .toSorted((a, b) => rankOf(a.standing) - rankOf(b.standing));
  const short = containers.length < wanted ? 'missing' : 'up';
  if (worst === undefined) return { standing: short };
  return rankOf(short) < rankOf(worst.standing) ? { ...worst, standing: short } : worst;
}

/** What tells most comes first. */
const RANKS: readonly Standing[] = [
  'refused',
  'restarting',
  'failed',
  'unhealthy',
  'removing',
  'paused',
  'starting',
  'missing',
  'notStarted',
  'stopped',
  'finished',
  'up',
];

const rankOf = (standing: Standing): number => RANKS.indexOf(standing);

function judge(container: ObservedContainer, input: ExplainInput): Standing {
  switch (container.state) {
    case 'running':
      if (container.health === 'unhealthy') return 'unhealthy';
      return container.health === 'starting' ? 'starting' : 'up';
    case 'restarting':
      return 'restarting';
    case 'paused':
      return 'paused';
    case 'removing':
      return 'removing';
    case 'created':
      return input.refused.has(container.id) ? 'refused' : 'notStarted';
    default:
      return judgeEnded(container, input);
  }
}

function judgeEnded(container: ObservedContainer, input: ExplainInput): Standing {
  const { id, service, exitCode = 0 } = container;
  if (input.refused.has(id)) return 'refused';
  if (exitCode === 0) return isJob(service, input.project) ? 'finished' : 'stopped';
  return endedFromOutside(exitCode) && !input.outOfMemory.has(id) ? 'stopped' : 'failed';
}

/** Others wait for its end, or nothing says that it should go on. */
function isJob(key: string, { services }: Project): boolean {
  const edges = Object.values(services).flatMap(({ depends_on }) => depends_on?.[key] ?? []);
  if (edges.length > 0)
    return edges.every(({ condition }) => condition === 'service_completed_successfully');
  const { ports = [], healthcheck, restart = 'no' } = services[key] ?? {};
  return ports.length === 0 && healthcheck === undefined && /^(?:no|on-failure)\b/.test(restart);
}

/** Only what never ran waits: what has run and ended had its turn. */
function waitsOf(
  { depends_on = {} }: Service,
  own: Standing,
  found: Found,
): ServiceStanding['waitsFor'] {
  if (own !== 'missing' && own !== 'notStarted') return undefined;
  const open = Object.entries(depends_on).filter(
    ([key, edge]) => edge.required && !isMet(edge, found.get(key)),
  );
  // a failure explains more than a service that waits or was stopped
  const [first] = open.toSorted(([a], [b]) => Number(isLame(a, found)) - Number(isLame(b, found)));
  return first === undefined ? undefined : { service: first[0], condition: first[1].condition };
}

function isLame(key: string, found: Found): boolean {
  const cause = found.get(found.get(key)?.cause ?? '');
  return cause === undefined || isIdle(cause.standing);
}

function isMet({ condition }: Dependency, dependency: ServiceStanding | undefined): boolean {
  if (dependency === undefined) return true;
  const { standing, container } = dependency;
  if (condition === 'service_completed_successfully')
    return container?.state === 'exited' && container.exitCode === 0;
  if (standing === 'up') return true;
  const runs = standing === 'unhealthy' || standing === 'starting';
  return condition === 'service_started' && (runs || standing === 'finished');
}

/** From a cause along those that wait to the last of each line. */
function chainsFrom(
  root: ServiceStanding,
  asked: readonly ServiceStanding[],
  found: Found,
): readonly (readonly ServiceStanding[])[] {
  const waiting = asked.filter(({ cause, waitsFor }) => cause === root.service && waitsFor);
  const waitedFor = new Set(waiting.map(({ waitsFor }) => waitsFor?.service));
  return waiting
    .filter(({ service }) => !waitedFor.has(service))
    .map((last) => chainTo(last, found));
}

function chainTo(last: ServiceStanding, found: Found): readonly ServiceStanding[] {
  const chain = [last];
  for (let at: ServiceStanding | undefined = last; at?.waitsFor !== undefined;) {
    at = found.get(at.waitsFor.service);
    if (at !== undefined) chain.unshift(at);
  }
  return chain;
}

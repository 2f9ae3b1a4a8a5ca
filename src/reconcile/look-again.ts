/** The look after the last step: what was started and did not stay up. */
import { collectEvidence } from '../apply/evidence.ts';
import { subjectOf, withEvidence } from '../apply/explain-failure.ts';
import type { ApplyReport, Failure, StepResult } from '../events/event.ts';
import { warningOf } from '../events/warning-of.ts';
import { containersOf } from '../model/labels.ts';
import type { ObservedContainer } from '../model/observed.ts';
import type { Service } from '../model/service.ts';
import type { Plan } from '../plan/plan.ts';
import { restartPolicy } from '../plan/request/restart.ts';
import type { LookAgain, ReconcileOptions } from './request.ts';

export interface Applied {
  readonly plan: Plan;
  readonly report: ApplyReport;
  /** Milliseconds since 1970, of the last start; undefined when nothing was started. */
  readonly lastStart: number | undefined;
}

/** A server without a health check counts as running when it has lived for as long as Docker Compose gives it. */
const SERVER_MS = 500;
/** What may be a job has to be given the time to fail. */
const JOB_MS = 1500;
const MOST_TOLD = 10;
/** What a shell tells of a program that was killed or asked to end. */
const STOPPED: ReadonlySet<number> = new Set([137, 143]);

export interface LookedAgain {
  /** With what was found. */
  readonly report: ApplyReport;
  /** Containers that ran when the plan was made, and that somebody has stopped since. */
  readonly stopped: readonly string[];
  /** Containers that were started and did not stay up. */
  readonly fallen: readonly string[];
}

/** One list call, and none when nothing was started or waited for. */
export async function lookAgain(
  applied: Applied,
  mode: LookAgain,
  options: ReconcileOptions,
): Promise<LookedAgain> {
  const { plan, report, lastStart } = applied;
  const isDue = lastStart !== undefined || (mode === 'fail' && hasWaits(plan));
  if (!isDue || options.signal.aborted) return { report, stopped: [], fallen: [] };
  const seen = await list(plan.project, options);
  const stopped = seen === undefined ? [] : stoppedNames(plan, seen);
  const fallen = (await findFallen(applied, { mode, seen: seen ?? [] }, options)).filter(
    ({ name }) => !stopped.includes(name),
  );
  const found = await Promise.all(
    fallen.slice(0, MOST_TOLD).map((container) => failureOf(container, options)),
  );
  if (mode === 'fail')
    return {
      report: found.length === 0 ? report : { ...report, ok: false, found },
      stopped,
      fallen: [],
    };
  for (const failure of found)
    options.emit({ kind: 'notice', at: options.clock.now(), diagnostic: warningOf(failure) });
  return { report, stopped, fallen: fallen.map(({ name }) => name) };
}

/** A run that was killed leaves stops behind, which the engine carries out when the next run has looked already. */
function stoppedNames(plan: Plan, seen: readonly ObservedContainer[]): readonly string[] {
  const byId = new Map<string, ObservedContainer>(
    seen.map((container) => [container.id, container]),
  );
  const isStopped = (id: string): boolean => {
    const now = byId.get(id);
    return now === undefined || (now.state === 'exited' && STOPPED.has(now.exitCode ?? 0));
  };
  return plan.unchanged
    .filter(({ id, state }) => state === 'running' && isStopped(id))
    .map(({ name }) => name);
}

async function findFallen(
  { plan, report, lastStart = 0 }: Applied,
  { mode, seen }: { readonly mode: LookAgain; readonly seen: readonly ObservedContainer[] },
  options: ReconcileOptions,
): Promise<readonly ObservedContainer[]> {
  const { clock, signal } = options;
  const names = mode === 'fail' ? waitedNames(plan) : startedNames(report);
  const wanted = names.difference(failedNames(report));
  const first = seen.filter(({ name }) => wanted.has(name));
  if (mode === 'warn') return first.filter(hasFallen);
  const settles = lastStart + settlingTime(first, options) - clock.now();
  if (settles <= 0) return first.filter(isDown);
  await clock.sleep(settles, signal);
  const later = await list(plan.project, options);
  return (later ?? []).filter(({ name }) => wanted.has(name)).filter(isDown);
}

/** None where no container could fall without its health check telling. */
function settlingTime(
  containers: readonly ObservedContainer[],
  { project }: Pick<ReconcileOptions, 'project'>,
): number {
  const times = containers
    .filter(({ state, health }) => state === 'running' && health === 'none')
    .map(({ service }) => (isServer(project?.services[service] ?? {}) ? SERVER_MS : JOB_MS));
  return Math.max(0, ...times);
}

/** By the file, not the image: a job may well run in the image of a server. */
function isServer(service: Service): boolean {
  const { ports = [], expose = [] } = service;
  const isToStay = ['always', 'unless-stopped'].includes(restartPolicy(service).Name);
  return ports.length > 0 || expose.length > 0 || isToStay;
}

/** Undefined when the engine does not tell. */
async function list(
  project: string,
  { engine, signal }: ReconcileOptions,
): Promise<readonly ObservedContainer[] | undefined> {
  try {
    const labels = containersOf(project);
    const all = await engine.listContainers({ labels, all: true }, { signal });
    return all.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    // what was done has been done, and is told: this look only adds to it
    return undefined;
  }
}

const hasFallen = ({ state, exitCode }: ObservedContainer): boolean =>
  (state === 'exited' || state === 'restarting' || state === 'dead') && (exitCode ?? 0) !== 0;

/** It may have been ready, and lost it while others were waited for. */
const isDown = (container: ObservedContainer): boolean =>
  hasFallen(container) || (container.state === 'running' && container.health === 'unhealthy');

const hasWaits = ({ steps }: Plan): boolean => steps.some(({ kind }) => kind === 'waitUntil');

const waitedNames = (plan: Plan): ReadonlySet<string> =>
  new Set([
    ...plan.unchanged.map(({ name }) => name),
    ...plan.steps.flatMap((step) =>
      step.kind === 'waitUntil' || step.kind === 'startContainer' ? [step.resource.name] : [],
    ),
  ]);

const startedNames = ({ results }: ApplyReport): ReadonlySet<string> =>
  new Set(results.filter(isStarted).map(({ step }) => step.resource.name));

/** Whether this result is that of a start which was carried out. */
export const isStarted = ({ step, outcome }: Pick<StepResult, 'step' | 'outcome'>): boolean =>
  (step.kind === 'startContainer' || step.kind === 'restartContainer') && outcome.status === 'done';

const failedNames = ({ results }: ApplyReport): ReadonlySet<string> =>
  new Set(
    results
      .filter(({ outcome }) => outcome.status === 'failed')
      .map(({ step }) => step.resource.name),
  );

async function failureOf(
  container: ObservedContainer,
  options: ReconcileOptions,
): Promise<Failure> {
  const { name, service } = container;
  const failure = describe(container);
  const evidence = await collectEvidence(container.id, options);
  if (evidence === undefined) return failure;
  const resource = { kind: 'container', name, service } as const;
  return withEvidence(failure, evidence, subjectOf({ resource }, options));
}

function describe({ name, state, exitCode = 0 }: ObservedContainer): Failure {
  if (state === 'running')
    return { code: 'dependency-unhealthy', message: `container ${name} is unhealthy` };
  const message =
    state === 'restarting'
      ? `container ${name} keeps restarting, exited (${exitCode})`
      : `container ${name} exited (${exitCode})`;
  return { code: 'container-exited', message };
}

/** The dashboard's actions: the same plans, lock and steps as the commands of the same name. */
import { registryLogin, registryLogins } from '../engine/registry-login.ts';
import { isError } from '../model/diagnostic.ts';
import { normalizeProjectName } from '../model/names.ts';
import type { ObservedState } from '../model/observed.ts';
import type { Project } from '../model/project.ts';
import { buildDependencyGraph } from '../plan/dependency-graph.ts';
import { planRestart, planStart, planStop, type StartInput } from '../plan/plan-lifecycle.ts';
import type { Plan } from '../plan/plan.ts';
import { projectFromLabels } from '../plan/project-from-labels.ts';
import { reconcile } from '../reconcile/reconcile.ts';
import type { ReconcileRequest } from '../reconcile/request.ts';
import { firstFailure } from '../render/report-view.ts';
import type { Verb } from '../tui/dashboard-state.ts';
import type { Context, LoadedProject } from './context.ts';
import { readProxies } from './surroundings.ts';
import { NO_CREATE_FLAGS, separatorOf, upRequest } from './up-request.ts';

export interface ActInput {
  readonly context: Context;
  readonly name: string;
  /** Absent when no files are known: labels tell the dependencies then. */
  readonly loaded?: LoadedProject;
}

export interface ServiceAction {
  readonly verb: Verb;
  readonly service: string;
}

/** Rejects with the sentence that tells why not all was done. */
export async function actOnService(
  input: ActInput,
  action: ServiceAction,
  signal: AbortSignal,
): Promise<void> {
  const { host } = input.context;
  const result = await reconcile(await requestFor(input, action), {
    engine: await input.context.engine(),
    host,
    clock: host.clock,
    signal,
    // What changes is seen on the engine itself.
    emit: () => {},
    loginFor: (reference) => registryLogin(host, reference),
    logins: () => registryLogins(host).all(signal),
    keptLogins: () => registryLogins(host).kept(signal),
    ...(input.loaded === undefined ? {} : { project: input.loaded.project }),
  });
  if (result.status === 'failed') {
    throw new Error(firstFailure(result.report) ?? 'not everything was done');
  }
  if (result.status === 'refused') throw new Error(firstProblem(result.plan));
}

async function requestFor(input: ActInput, action: ServiceAction): Promise<ReconcileRequest> {
  const { verb, service } = action;
  const up = verb === 'start' ? await creation(input, service) : undefined;
  const hooks = {
    separator: separatorOf(input.context),
    proxyEnvironment: await readProxies(input.context),
  };
  return {
    project: input.name,
    verb,
    networkNames: up?.networkNames ?? [],
    volumeNames: up?.volumeNames ?? [],
    images: up?.images ?? [],
    environmentsOf: up?.environmentsOf ?? [],
    plan: (observed, facts, turn) => {
      const exists = observed.containers.some((one) => one.service === service && !one.oneoff);
      const isNew = up !== undefined && !exists;
      return isNew
        ? up.plan(observed, facts, turn)
        : planAction({ ...input, hooks }, action, observed);
    },
  };
}

interface PlanInput extends ActInput {
  readonly hooks: NonNullable<StartInput['hooks']>;
}

/** What `up --no-recreate SERVICE` would ask for: what exists stays as it is. */
async function creation(input: ActInput, service: string): Promise<ReconcileRequest | undefined> {
  const { loaded, context } = input;
  if (loaded === undefined || !Object.hasOwn(loaded.project.services, service)) return undefined;
  const project = onlyNeeded(loaded.project, service);
  return upRequest(
    context,
    { ...loaded, project },
    {
      flags: { ...NO_CREATE_FLAGS, noRecreate: true },
      verb: 'up',
      start: true,
      wait: false,
      named: [service],
    },
  );
}

/** The service and what it depends on; the others count as disabled, not as orphans. */
function onlyNeeded(project: Project, service: string): Project {
  const graph = buildDependencyGraph(project.services);
  const needed = new Set([service]);
  for (const name of needed) for (const other of graph.dependenciesOf(name)) needed.add(other);
  const [inside, outside] = [true, false].map((wanted) =>
    Object.fromEntries(
      Object.entries(project.services).filter(([name]) => needed.has(name) === wanted),
    ),
  );
  return {
    ...project,
    services: inside ?? {},
    disabledServices: { ...project.disabledServices, ...outside },
  };
}

function planAction(input: PlanInput, action: ServiceAction, observed: ObservedState): Plan {
  const project = projectFor(input, action.service, observed);
  const base = { project, observed, named: [action.service] };
  switch (action.verb) {
    case 'start':
      return planStart({ ...base, wait: false, hooks: input.hooks });
    case 'stop':
      return planStop(base);
    case 'restart':
      return planRestart({ ...base, withoutDependents: false });
  }
}

/** An orphan is in no file, but its labels say enough to stop it. */
function projectFor(input: ActInput, service: string, observed: ObservedState): Project {
  const project = input.loaded?.project;
  if (project !== undefined && Object.hasOwn(project.services, service)) return project;
  const name = project?.name ?? normalizeProjectName(input.name);
  if (name === undefined) throw new Error(`"${input.name}" is not a project name`);
  return projectFromLabels(name, observed);
}

function firstProblem(plan: Plan): string {
  const problem = plan.diagnostics.find(isError);
  if (problem === undefined) return 'the plan was refused';
  return problem.hint === undefined ? problem.message : `${problem.message}; ${problem.hint}`;
}

/** The dashboard's actions: the same plans, lock and steps as the commands of the same name. */
import type { Engine } from '../engine/engine.ts';
import type { ApplyReport } from '../events/event.ts';
import type { Host } from '../host/host.ts';
import { isError } from '../model/diagnostic.ts';
import { normalizeProjectName } from '../model/names.ts';
import type { ObservedState } from '../model/observed.ts';
import type { Project } from '../model/project.ts';
import { planRestart, planStart, planStop } from '../plan/plan-lifecycle.ts';
import type { Plan } from '../plan/plan.ts';
import { projectFromLabels } from '../plan/project-from-labels.ts';
import { reconcile } from '../reconcile/reconcile.ts';
import type { Verb } from '../tui/dashboard-state.ts';

export interface ActInput {
  readonly engine: Engine;
  readonly host: Host;
  readonly name: string;
  /** Absent when no files are known: labels tell the dependencies then. */
  readonly project?: Project;
}

/** Rejects with the sentence that tells why not all was done. */
export async function actOnService(
  input: ActInput,
  action: { readonly verb: Verb; readonly service: string },
  signal: AbortSignal,
): Promise<void> {
  const { engine, host, name, project } = input;
  const result = await reconcile(
    {
      project: name,
      verb: action.verb,
      networkNames: [],
      volumeNames: [],
      images: [],
      plan: (observed) => planAction(input, action, observed),
    },
    {
      engine,
      host,
      clock: host.clock,
      signal,
      emit: () => {},
      ...(project === undefined ? {} : { project }),
    },
  );
  if (result.status === 'failed') throw new Error(firstFailure(result.report));
  if (result.status === 'refused') throw new Error(firstProblem(result.plan));
}

function planAction(
  input: ActInput,
  action: { readonly verb: Verb; readonly service: string },
  observed: ObservedState,
): Plan {
  const base = {
    project: projectFor(input, action.service, observed),
    observed,
    named: [action.service],
  };
  switch (action.verb) {
    case 'start':
      return planStart({ ...base, wait: false });
    case 'stop':
      return planStop(base);
    case 'restart':
      return planRestart({ ...base, withoutDependents: false });
  }
}

/** An orphan is in no file, but its labels say enough to stop it. */
function projectFor(input: ActInput, service: string, observed: ObservedState): Project {
  const { project } = input;
  if (project !== undefined && Object.hasOwn(project.services, service)) return project;
  const name = project?.name ?? normalizeProjectName(input.name);
  if (name === undefined) throw new Error(`"${input.name}" is not a project name`);
  return projectFromLabels(name, observed);
}

function firstFailure(report: ApplyReport): string {
  for (const { outcome } of report.results) {
    if (outcome.status === 'failed' || outcome.status === 'unknown') return outcome.failure.message;
  }
  return 'not everything was done';
}

function firstProblem(plan: Plan): string {
  const problem = plan.diagnostics.find(isError);
  if (problem === undefined) return 'the plan was refused';
  return problem.hint === undefined ? problem.message : `${problem.message}; ${problem.hint}`;
}

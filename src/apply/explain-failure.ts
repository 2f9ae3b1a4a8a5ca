/** A failure with all there is to see about the container behind it. */
import { adviceFor } from '../events/advice.ts';
import type { Failure } from '../events/event.ts';
import { type Evidence, evidenceLines, startProblem } from '../events/evidence.ts';
import { placeOfProblem, type ProblemSubject } from '../events/problem-place.ts';
import type { EngineError } from '../model/engine-error.ts';
import type { Step } from '../plan/step.ts';
import { type ApplyContext, type ApplyOptions, idOf } from './context.ts';
import { collectEvidence, type EvidenceTools } from './evidence.ts';
import { describeFailure, StepFailure } from './failure.ts';

/** Why a step failed. Looks at the container only after a start that the engine refused. */
export async function explainFailure(
  error: EngineError | StepFailure,
  step: Step,
  context: ApplyContext,
): Promise<Failure> {
  const failure = describeFailure(error, step);
  const isStart = step.kind === 'startContainer' || step.kind === 'restartContainer';
  if (!isStart || error instanceof StepFailure || error.status === undefined) return failure;
  const evidence = await collectEvidence(idOf(context, step.container), evidenceTools(context));
  const problem = evidence && startProblem(evidence);
  if (evidence === undefined || problem === undefined) return failure;
  const message = `container ${step.resource.name} cannot start: ${problem}`;
  return withEvidence({ ...failure, message }, evidence, subjectOf(step, context));
}

/** What the look at a container needs, out of what applying a plan has. */
export function evidenceTools(
  context: Omit<EvidenceTools, 'signal'> & Pick<ApplyContext, 'deadline'>,
): EvidenceTools {
  const { engine, clock, deadline, host, project } = context;
  return {
    engine,
    clock,
    signal: deadline,
    ...(host === undefined ? {} : { host }),
    ...(project === undefined ? {} : { project }),
  };
}

/** The service that a step is about, as far as the run knows it. */
export function subjectOf({ resource }: Pick<Step, 'resource'>, context: Known): ProblemSubject {
  const { project, placeOf } = context;
  const service = resource.service ?? resource.name;
  const definition = project?.services[service];
  return {
    service,
    project: project?.name ?? '',
    ...(definition === undefined ? {} : { definition }),
    ...(placeOf === undefined ? {} : { placeOf }),
  };
}

type Known = Pick<ApplyOptions, 'project' | 'placeOf'>;

/** The failure with the evidence as lines, advice and the place in the files. */
export function withEvidence(
  failure: Failure,
  evidence: Evidence,
  subject: ProblemSubject,
): Failure {
  const hint = adviceFor(evidence, subject) ?? failure.hint;
  const at = placeOfProblem(evidence, subject);
  return {
    ...failure,
    ...(hint === undefined ? {} : { hint }),
    ...(at === undefined ? {} : { at }),
    evidence: evidenceLines(evidence),
  };
}

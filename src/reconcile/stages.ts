/** What a plan has to do before the rest of it can be known. */
import { isTolerated, type ApplyReport, type Failure } from '../events/event.ts';
import type { Plan } from '../plan/plan.ts';
import type { Step, StepId, StepOf } from '../plan/step.ts';

export type Failures = ReadonlyMap<StepId, Failure>;

/**
 * Images that containers are made of, and providers, whose variables containers get, with all that these wait for. A
 * provider that needs another one waits for the next stage; one that has failed is not asked again.
 */
export function firstStage(plan: Plan, failed: Failures): readonly Step[] {
  const byId = new Map(plan.steps.map((step) => [step.id, step]));
  const chosen = new Set(
    plan.steps.flatMap((step) => {
      if (isImage(step)) return [step.id];
      return isQuestion(step) ? stageOf(step, byId, failed) : [];
    }),
  );
  return plan.steps.filter(({ id }) => chosen.has(id));
}

/** None where something before it is a question, too, or cannot succeed. */
function stageOf(step: Step, byId: ReadonlyMap<StepId, Step>, failed: Failures): readonly StepId[] {
  const needed = [...withNeeds(step, byId)];
  const questions = needed.filter((id) => byId.get(id)?.kind === step.kind);
  const isOpen = questions.length === 1 && !needed.some((id) => failed.has(id));
  return isOpen ? needed : [];
}

const isImage = ({ kind }: Step): boolean => kind === 'pullImage' || kind === 'buildImage';

/** Its answer decides over others. */
const isQuestion = (step: Step): step is StepOf<'runProvider'> =>
  step.kind === 'runProvider' && step.command === 'up';

function withNeeds(step: Step, byId: ReadonlyMap<StepId, Step>): ReadonlySet<StepId> {
  const needed = new Set([step.id]);
  for (const id of needed) for (const before of byId.get(id)?.after ?? []) needed.add(before);
  return needed;
}

/** The providers that failed, where nothing else did; undefined where the run ends with the stage. */
export function failedProviders({ results }: ApplyReport): Failures | undefined {
  const failed = new Map<StepId, Failure>();
  for (const { step, outcome } of results) {
    if (outcome.status === 'done' || outcome.status === 'already') continue;
    if (isTolerated(step, outcome)) continue;
    if (!isQuestion(step) || outcome.status !== 'failed') return undefined;
    failed.set(step.id, outcome.failure);
  }
  return failed;
}

import type { Cancel, Engine } from '../engine/engine.ts';
import { isEngineError } from '../model/engine-error.ts';
import type { ObservedState } from '../model/observed.ts';
import {
  explainPlan,
  type ExplainPlanInput,
  type Lookup,
  type LookupAnswer,
  lookupsOf,
} from '../plan/changes/explain-plan.ts';
import type { Plan } from '../plan/plan.ts';

/** What a plan was made from. */
export interface Seen {
  readonly plan: Plan;
  readonly observed: ObservedState;
}

type ExplainOptions = Cancel & {
  readonly engine: Engine;
} & Pick<ExplainPlanInput, 'project' | 'placeOf'>;

/** The plan with the values from before, for somebody who reads it: an inspect for each service that is replaced, at once. */
export async function explain({ plan, observed }: Seen, options: ExplainOptions): Promise<Plan> {
  const lookups = lookupsOf(plan, observed);
  if (lookups.length === 0) return plan;
  const answers = await Promise.all(lookups.map((lookup) => answer(lookup, options)));
  const { project, placeOf } = options;
  return explainPlan({
    plan,
    observed,
    answers: new Map(answers.flat()),
    ...(project === undefined ? {} : { project }),
    ...(placeOf === undefined ? {} : { placeOf }),
  });
}

/** A plan is good without them: what cannot be had is left out. */
async function answer(
  { container, image }: Lookup,
  { engine, signal }: ExplainOptions,
): Promise<readonly (readonly [string, LookupAnswer])[]> {
  const cancel = signal === undefined ? {} : { signal };
  try {
    const [details, imageDetails] = await Promise.all([
      engine.inspectContainer(container, cancel),
      image === undefined ? undefined : engine.inspectImage(image, cancel),
    ]);
    // without its image a container that carries no digests does not tell what the file said
    if (image !== undefined && imageDetails === undefined) return [];
    const known = imageDetails && { image: imageDetails.config, platform: imageDetails.platform };
    return [[container, { container: details.raw, ...known }]];
  } catch (error) {
    if (!isEngineError(error) || signal?.aborted === true) throw error;
    return [];
  }
}

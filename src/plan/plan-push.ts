/** The plan of `push`: what was built goes to its registry. */
import type { Project } from '../model/project.ts';
import type { Service } from '../model/service.ts';
import { PlanDraft } from './plan-draft.ts';
import type { Plan } from './plan.ts';
import { type StepId, stepId } from './step.ts';

export interface PushOptions {
  /** No failed push is a failure. */
  readonly ignoreFailures: boolean;
}

/** One push for each distinct image and further tag of the services that can be built and name their image. */
export function planPush(project: Project, { ignoreFailures: isOptional }: PushOptions): Plan {
  const draft = new PlanDraft();
  for (const [key, service] of Object.entries(project.services))
    if (service.image === undefined || service.build === undefined)
      draft.passOver({ service: key });
    else addPushes(draft, { key, service, by: 'push', after: [], isOptional });
  return draft.finish(project.name, 'push');
}

interface Pushes {
  readonly key: string;
  readonly service: Service;
  /** What the user called. */
  readonly by: string;
  readonly after: readonly StepId[];
  /** A failure is none. */
  readonly isOptional: boolean;
}

/** One push for the image and one for each further tag. */
export function addPushes(draft: PlanDraft, { key, service, by, after, isOptional }: Pushes): void {
  for (const reference of [service.image ?? '', ...(service.build?.tags ?? [])])
    draft.add({
      kind: 'pushImage',
      id: stepId(`image/${reference}/push`),
      after,
      resource: { kind: 'image', name: reference, service: key },
      reason: { kind: 'requested', by },
      risk: 'none',
      reference,
      ...(isOptional ? { optional: true } : {}),
    });
}

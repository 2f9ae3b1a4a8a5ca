/** The plan of `push`: what was built goes to its registry. */
import type { Project } from '../model/project.ts';
import { PlanDraft } from './plan-draft.ts';
import type { Plan } from './plan.ts';
import { stepId } from './step.ts';

export interface PushOptions {
  /** No failed push is a failure. */
  readonly ignoreFailures: boolean;
}

/** One push for each distinct image and further tag of the services that can be built and name their image. */
export function planPush(project: Project, { ignoreFailures }: PushOptions): Plan {
  const draft = new PlanDraft();
  for (const [key, { image, build }] of Object.entries(project.services)) {
    if (image === undefined || build === undefined) {
      draft.passOver({ service: key });
      continue;
    }
    for (const reference of [image, ...(build.tags ?? [])]) {
      draft.add({
        kind: 'pushImage',
        id: stepId(`image/${reference}/push`),
        after: [],
        resource: { kind: 'image', name: reference, service: key },
        reason: { kind: 'requested', by: 'push' },
        risk: 'none',
        reference,
        ...(ignoreFailures ? { optional: true } : {}),
      });
    }
  }
  return draft.finish(project.name, 'push');
}

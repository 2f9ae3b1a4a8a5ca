/** The plan of `pull`: images alone. */
import { platformOf } from './default-platform.ts';
import type { ObservedState } from '../model/observed.ts';
import type { Project } from '../model/project.ts';
import type { Service } from '../model/service.ts';
import { hookImagesOf } from './image-steps.ts';
import { PlanDraft } from './plan-draft.ts';
import type { PassedOver, Plan } from './plan.ts';
import { stepId } from './step.ts';

export interface PullOptions {
  /** Leave out what can be built. */
  readonly ignoreBuildable: boolean;
  /** No failed pull is a failure. */
  readonly ignoreFailures: boolean;
  /** Instead of every service's own. */
  readonly policy?: string;
}

/** One pull for each distinct image that a service names and whose policy does not forbid it. */
export function planPull(
  project: Project,
  observed: Pick<ObservedState, 'images'>,
  options: PullOptions,
): Plan {
  const draft = new PlanDraft();
  const pulledBy = new Map<string, string>();
  const built = builtImages(project);
  for (const [key, service] of Object.entries(project.services)) {
    if (service.provider !== undefined) continue;
    if (!service.image) draft.passOver({ service: key, why: 'No image to be pulled' });
    for (const reference of namedImages(project, key)) {
      const other = pulledBy.get(reference);
      const obstacle =
        other === undefined
          ? obstacleTo(service, observed.images[reference] !== undefined, options)
          : { why: `Image is already being pulled by ${other}` };
      if (obstacle === undefined) {
        pulledBy.set(reference, key);
        const isOptional = options.ignoreFailures || built.has(reference);
        addPull(draft, { project, key, reference, isOptional });
      } else if (reference === service.image) draft.passOver({ service: key, ...obstacle });
    }
  }
  return draft.finish(project.name, 'pull');
}

/** The image that a service names, and those of its `pre_start` hooks. */
export const namedImages = (project: Project, key: string): readonly string[] => [
  ...new Set([
    ...(project.services[key]?.image ? [project.services[key].image] : []),
    ...hookImagesOf(project, key).map(({ image }) => image),
  ]),
];

interface Pull {
  readonly project: Project;
  readonly key: string;
  readonly reference: string;
  /** Its failure is none. */
  readonly isOptional: boolean;
}

function addPull(draft: PlanDraft, { project, key, reference, isOptional }: Pull): void {
  const platform = platformOf(project, project.services[key] ?? {});
  draft.add({
    kind: 'pullImage',
    id: stepId(`image/${reference}/pull`),
    after: [],
    resource: { kind: 'image', name: reference, service: key },
    reason: { kind: 'requested', by: 'pull' },
    risk: 'none',
    reference,
    ...(platform === undefined ? {} : { platform }),
    ...(isOptional ? { optional: true } : {}),
  });
}

/** Why an image is not pulled, in the words that scripts know from Docker Compose. */
function obstacleTo(
  service: Service,
  isPresent: boolean,
  options: PullOptions,
): Pick<PassedOver, 'why'> | undefined {
  if (options.ignoreBuildable && service.build !== undefined) return { why: 'Image can be built' };
  switch (options.policy ?? service.pull_policy) {
    case 'never':
    case 'build':
      return {};
    case 'missing':
    case 'if_not_present':
      return isPresent ? { why: 'Image is already present locally' } : undefined;
    default:
      return undefined;
  }
}

const builtImages = ({ services }: Project): ReadonlySet<string | undefined> =>
  new Set(
    Object.values(services).flatMap(({ image, build }) => (build === undefined ? [] : [image])),
  );

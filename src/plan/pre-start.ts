/** `pre_start` hooks: containers of their own that run to success before a service's containers start. */
import type { ObservedState } from '../model/observed.ts';
import type { Project } from '../model/project.ts';
import type { Hook } from '../model/service.ts';
import {
  addRemove,
  type BeforeStart,
  common,
  existingSubject,
  type Subject,
} from './container-steps.ts';
import { imageNameOf } from './image-steps.ts';
import type { PlanDraft } from './plan-draft.ts';
import { hookNetworkService, hookRequest } from './request/hook-request.ts';
import { type ContainerRef, type StepId, stepId } from './step.ts';
import type { Replica } from './up-context.ts';
import type { UpOptions } from './up-options.ts';

/** What hooks need of a plan in the making. */
export interface HookContext {
  readonly project: Project;
  readonly draft: PlanDraft;
  readonly observed: Pick<ObservedState, 'hooks'>;
  readonly replicas: ReadonlyMap<string, readonly Replica[]>;
  readonly options: Pick<UpOptions, 'separator' | 'proxyEnvironment'>;
}

/**
 * Adds the hooks of a service before a start: those for the whole service once, and only where no container of it runs;
 * those with `per_replica` before each start.
 */
export function preStartOf(
  context: HookContext,
  service: string,
  isRunning: () => boolean,
): BeforeStart | undefined {
  const hooks = context.project.services[service]?.pre_start ?? [];
  if (hooks.length === 0) return undefined;
  return (subject, after) => {
    let last: StepId | undefined;
    for (const [index, hook] of hooks.entries()) {
      if (hook.per_replica !== true && isRunning()) continue;
      const ready = last === undefined ? [...after, ...clearAway(context, service)] : [last];
      last = addHook(context, subject, { service, index, hook, after: ready });
    }
    return last;
  };
}

/** What a failed hook or a killed run has left makes room for the next run. */
function clearAway(context: HookContext, service: string): readonly StepId[] {
  return context.observed.hooks
    .filter((container) => container.service === service)
    .map((container) => removeHookContainer(context, container, []));
}

type HookContainer = ObservedState['hooks'][number];

/** The anonymous volumes go too, but for those that other containers use. */
export function removeHookContainer(
  context: Pick<HookContext, 'project' | 'draft'>,
  container: HookContainer,
  after: readonly StepId[],
): StepId {
  const subject = existingSubject(context, container, {
    prefix: `hook/${container.name}`,
    reason: { kind: 'leftover', what: 'hook' },
  });
  return addRemove(subject, after, { volumes: true });
}

interface HookRun {
  readonly service: string;
  readonly index: number;
  readonly hook: Hook;
  readonly after: readonly StepId[];
}

function addHook(context: HookContext, subject: Subject, run: HookRun): StepId {
  const { project, draft } = context;
  const { service, index, hook, after } = run;
  const isShared = hook.per_replica !== true;
  const name = isShared ? `${project.name}-${service}` : subject.container.name;
  const network = networkOf(context, service);
  return draft.add({
    ...common(subject),
    kind: 'runPreStart',
    // the same for every replica where it runs once: only the first adds it
    id: stepId(`${isShared ? `service/${service}` : subject.prefix}/pre_start/${index}`),
    after,
    risk: 'none',
    service,
    index,
    request: hookRequest({
      project,
      serviceKey: service,
      hook,
      name: `${name}-pre_start-${index}`,
      imageName: hook.image || (imageNameOf(project, service, context.options.separator) ?? ''),
      proxyEnvironment: context.options.proxyEnvironment,
    }),
    ...(network === undefined ? {} : { network }),
  });
}

function networkOf(context: HookContext, serviceKey: string): ContainerRef | undefined {
  const other = hookNetworkService({ project: context.project, serviceKey });
  return other === undefined ? undefined : context.replicas.get(other)?.[0]?.container;
}

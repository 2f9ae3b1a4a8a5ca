/** Steps that act on one container; each function adds its steps to the draft and gives back their ids. */
import type { ObservedContainer } from '../model/observed.ts';
import type { Project } from '../model/project.ts';
import type { Hook } from '../model/service.ts';
import type { PlanDraft } from './plan-draft.ts';
import { injectedFiles } from './request/injected-files.ts';
import {
  type ContainerRef,
  type Fallback,
  type Reason,
  type ResourceRef,
  type StepId,
  stepId,
} from './step.ts';

/** What the steps of one container have in common. */
export interface Subject {
  readonly project: Project;
  readonly draft: PlanDraft;
  readonly resource: ResourceRef;
  /** First part of the step ids: `container/web-1`. */
  readonly prefix: string;
  readonly container: ContainerRef;
  readonly reason: Reason;
  readonly group?: string;
  /** The container that this one replaces. */
  readonly fallback?: Fallback | undefined;
  /** Adds what must have run to success before a start, and gives back the last of it. */
  readonly beforeStart?: BeforeStart | undefined;
  /** What becomes of it is not for its hooks to say. */
  readonly hooksMayFail?: boolean;
}

export type BeforeStart = (subject: Subject, after: readonly StepId[]) => StepId | undefined;

/** An existing container as the subject of steps; `prefix` is the first part of their ids. */
export function existingSubject(
  { project, draft }: Pick<Subject, 'project' | 'draft'>,
  container: ObservedContainer,
  about: { readonly prefix: string; readonly reason: Reason },
): Subject {
  const { id, name, service, number } = container;
  return {
    project,
    draft,
    resource: { kind: 'container', name, service, ...(number === undefined ? {} : { number }) },
    container: { kind: 'existing', id, name },
    ...about,
  };
}

interface Common {
  readonly resource: ResourceRef;
  readonly reason: Reason;
  readonly container: ContainerRef;
  readonly group?: string;
  readonly fallback?: Fallback;
}

/** What every step about the subject carries. */
export const common = (subject: Subject): Common => ({
  resource: subject.resource,
  reason: subject.reason,
  container: subject.container,
  ...(subject.group === undefined ? {} : { group: subject.group }),
  ...(subject.fallback === undefined ? {} : { fallback: subject.fallback }),
});

/** Files, pre_start hooks, start, post_start hooks, one after the other; gives back the last of them. */
export function addStart(subject: Subject, after: readonly StepId[]): StepId {
  const files = addFiles(subject, after);
  const filled = files === undefined ? after : [...after, files];
  const hook = subject.beforeStart?.(subject, filled);
  const start = subject.draft.add({
    ...common(subject),
    kind: 'startContainer',
    id: stepId(`${subject.prefix}/start`),
    after: hook === undefined ? filled : [...filled, hook],
    risk: 'none',
  });
  return addPostStart(subject, start);
}

/** The hooks that follow a start; gives back the last step. */
export const addPostStart = (subject: Subject, start: StepId): StepId =>
  addHooks(subject, { phase: 'post_start', isOptional: subject.hooksMayFail === true }, [start]) ??
  start;

/** The hooks before a stop; undefined when there are none. A container whose hook fails must still be stoppable. */
export const addPreStop = (
  subject: Subject,
  after: readonly StepId[],
  { strictHooks = false }: Pick<StopOptions, 'strictHooks'>,
): StepId | undefined => addHooks(subject, { phase: 'pre_stop', isOptional: !strictHooks }, after);

interface Phase {
  readonly phase: 'post_start' | 'pre_stop';
  readonly isOptional: boolean;
}

function addFiles(subject: Subject, after: readonly StepId[]): StepId | undefined {
  const key = subject.resource.service ?? '';
  const service = subject.project.services[key];
  if (service === undefined) return undefined;
  const paths = injectedFiles(subject.project, service).map((file) => file.path);
  if (paths.length === 0) return undefined;
  return subject.draft.add({
    ...common(subject),
    kind: 'putFiles',
    id: stepId(`${subject.prefix}/files`),
    after,
    risk: 'none',
    service: key,
    paths,
  });
}

/** The service's hooks of one phase, one after the other; gives back the last of them. */
function addHooks(
  subject: Subject,
  { phase, isOptional }: Phase,
  after: readonly StepId[],
): StepId | undefined {
  const hooks: readonly Hook[] =
    subject.project.services[subject.resource.service ?? '']?.[phase] ?? [];
  let last: StepId | undefined;
  for (const [index, hook] of hooks.entries())
    last = subject.draft.add({
      // a container whose hook fails stays
      ...common({ ...subject, fallback: undefined }),
      kind: 'runHook',
      id: stepId(`${subject.prefix}/${phase}/${index}`),
      after: last === undefined ? after : [last],
      risk: 'none',
      hook,
      phase,
      ...(isOptional ? { optional: true } : {}),
    });
  return last;
}

export function addUnpause(subject: Subject, after: readonly StepId[]): StepId {
  return subject.draft.add({
    ...common(subject),
    kind: 'unpauseContainer',
    id: stepId(`${subject.prefix}/unpause`),
    after,
    risk: 'none',
  });
}

export interface StopOptions {
  readonly timeoutSeconds?: number;
  /** Run the service's `pre_stop` hooks first; a recreation does not. */
  readonly hooks: boolean;
  /** A hook that fails keeps the container running. */
  readonly strictHooks?: boolean;
}

export function addStop(subject: Subject, after: readonly StepId[], options: StopOptions): StepId {
  const hook = options.hooks ? addPreStop(subject, after, options) : undefined;
  return subject.draft.add({
    ...common(subject),
    kind: 'stopContainer',
    id: stepId(`${subject.prefix}/stop`),
    after: hook === undefined ? after : [...after, hook],
    risk: 'interrupts',
    ...(options.timeoutSeconds === undefined ? {} : { timeoutSeconds: options.timeoutSeconds }),
  });
}

export function addRename(subject: Subject, name: string, after: readonly StepId[]): StepId {
  return subject.draft.add({
    ...common(subject),
    kind: 'renameContainer',
    id: stepId(`${subject.prefix}/rename`),
    after,
    risk: 'none',
    name,
  });
}

export function addRemove(
  subject: Subject,
  after: readonly StepId[],
  options: { readonly volumes: boolean; readonly force?: boolean },
): StepId {
  return subject.draft.add({
    ...common(subject),
    kind: 'removeContainer',
    id: stepId(`${subject.prefix}/remove`),
    after,
    risk: 'none',
    force: options.force ?? true,
    volumes: options.volumes,
  });
}

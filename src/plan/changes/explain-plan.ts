/** Values from before, for a plan that somebody is going to read: what to ask the engine, and what its answers tell. */
import type { DataPath } from '../../model/json.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer, ObservedState } from '../../model/observed.ts';
import type { Origins, Project } from '../../model/project.ts';
import type { Service } from '../../model/service.ts';
import type { Plan } from '../plan.ts';
import { parseDigests } from '../request/field-digests.ts';
import type { FieldChange, Reason, StepOf } from '../step.ts';
import { explainContainer } from './explain-container.ts';
import type { Fields } from './fields.ts';
import { imageSide, inspectedSide, namesOf, requestedSide } from './make-side.ts';
import { headOf, inFileOrder } from './file-order.ts';

/** One container to be inspected; its image as well where the container alone does not tell what the file said. */
export interface Lookup {
  readonly container: string;
  readonly image?: string;
}

export interface LookupAnswer {
  /** `GET /containers/{id}/json` */
  readonly container: Fields;
  /** `Config` of the image. */
  readonly image?: Fields;
  /** Of the image: `linux/amd64`. */
  readonly platform?: string;
}

export interface ExplainPlanInput {
  readonly plan: Plan;
  readonly observed: ObservedState;
  /** By id of the container; what is missing stays unexplained. */
  readonly answers: ReadonlyMap<string, LookupAnswer>;
  readonly project?: Project;
  readonly placeOf?: Origins['placeOf'];
}

/** At most one container a service; none where nothing is to be replaced because of its definition. */
export function lookupsOf(plan: Plan, observed: ObservedState): readonly Lookup[] {
  return [...representatives(plan, observed).values()].map(({ old, reason }) => ({
    container: old.id,
    ...(needsImage(old, reason, observed) && { image: old.imageId }),
  }));
}

/** The plan with old and new values among its reasons. Steps, their order and everything else stay. */
export function explainPlan(input: ExplainPlanInput): Plan {
  const { plan, observed } = input;
  const first = representatives(plan, observed);
  const explained = new Map<Reason, Reason>();
  for (const replaced of replacements(plan, observed)) {
    const model = first.get(replaced.service);
    // replicas of another generation had other values, which nobody has asked for
    if (model === undefined || model.old.configHash !== replaced.old.configHash) continue;
    const changes = changesOf(model, input);
    if (changes.length > 0) explained.set(replaced.reason, { kind: 'configChanged', changes });
  }
  return {
    ...plan,
    steps: plan.steps.map((step) => ({
      ...step,
      reason: explained.get(step.reason) ?? step.reason,
    })),
  };
}

/** A container that is replaced because the file says something else now. */
interface Replaced {
  readonly service: string;
  readonly create: StepOf<'createContainer'>;
  readonly old: ObservedContainer;
  readonly reason: Extract<Reason, { kind: 'configChanged' }>;
}

function replacements({ steps }: Plan, observed: ObservedState): readonly Replaced[] {
  const containers = new Map<string, ObservedContainer>(
    observed.containers.map((each) => [each.id, each]),
  );
  const creates = new Map(
    steps.flatMap((step) =>
      step.kind === 'createContainer' && step.group !== undefined ? [[step.group, step]] : [],
    ),
  );
  return steps.flatMap((step) => {
    if (step.kind !== 'removeContainer' || step.container.kind !== 'existing') return [];
    const create = creates.get(step.group ?? '');
    const old = containers.get(step.container.id);
    if (create?.reason.kind !== 'configChanged' || old === undefined) return [];
    return [{ service: create.resource.service ?? '', create, old, reason: create.reason }];
  });
}

/** The first of each service: its replicas were made from the same definition. */
function representatives(plan: Plan, observed: ObservedState): ReadonlyMap<string, Replaced> {
  const first = new Map<string, Replaced>();
  for (const replaced of replacements(plan, observed))
    if (!first.has(replaced.service)) first.set(replaced.service, replaced);
  return first;
}

/** Digests name what differs; labels and platform, and everything without digests, may come from the image. */
function needsImage(
  { labels, imageId }: ObservedContainer,
  { changes }: Replaced['reason'],
  observed: ObservedState,
): boolean {
  if (parseDigests(labels[LABEL.fields] ?? '') === undefined) return true;
  const names = changes.map(({ attribute }) => attribute);
  return (
    names.includes('platform') ||
    (names.includes('labels') && labelsOfImage(imageId, observed) === undefined)
  );
}

const labelsOfImage = (id: string, { images }: ObservedState): Fields | undefined =>
  Object.values(images).find((image) => image.id === id)?.labels;

function changesOf(
  { service, create, old, reason }: Replaced,
  input: ExplainPlanInput,
): readonly FieldChange[] {
  const { answers, project, placeOf, observed } = input;
  const answer = answers.get(old.id);
  if (answer === undefined) return [];
  const { draft } = create;
  const subject = { service, wanted: draft.service, names: namesOf(project, draft.knownIds ?? {}) };
  const listed = labelsOfImage(old.imageId, observed);
  const image = answer.image ?? (listed === undefined ? undefined : { Labels: listed });
  const told = explainContainer({
    before: inspectedSide(answer.container, subject, answer.platform),
    now: requestedSide(draft.request, subject),
    ...(image === undefined ? {} : { inherited: imageSide(image, subject) }),
    labels: old.labels,
    changes: reason.changes,
  });
  return inFileOrder(
    told.map(({ change, path }) => {
      const head = headOf(change.attribute);
      const place = change.change === 'removed' ? whereItWas(draft.service, head) : [head, ...path];
      const part = change.change === 'removed' ? 'key' : 'value';
      const at = placeOf?.(['services', service, ...place], part);
      return { ...(at === undefined ? {} : { at }), ...change };
    }),
  );
}

/** What is gone stood below what is still there: the attribute, or else the service. */
const whereItWas = (service: Service, head: string): DataPath =>
  service[head as keyof Service] === undefined ? [] : [head];

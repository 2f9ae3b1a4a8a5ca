/** A container of a service as the engine would tell of it, and the request for its successor. */
import { LABEL } from '../../../../src/model/labels.ts';
import type { Project } from '../../../../src/model/project.ts';
import type { Service } from '../../../../src/model/service.ts';
import { explainContainer } from '../../../../src/plan/changes/explain-container.ts';
import type { Fields } from '../../../../src/plan/changes/fields.ts';
import {
  imageSide,
  inspectedSide,
  namesOf,
  requestedSide,
} from '../../../../src/plan/changes/make-side.ts';
import { changedAttributes } from '../../../../src/plan/request/field-digests.ts';
import { buildContainerRequest } from '../../../../src/plan/request/container-request.ts';
import type { FieldChange } from '../../../../src/plan/step.ts';
import { makeProject } from '../../../support/plan-fixtures.ts';

const ID = 'c'.repeat(64);

interface Edit {
  readonly before: Service;
  readonly after: Service;
  readonly project?: Partial<Project>;
  /** Services with a container that links lead to. */
  readonly linked?: readonly string[];
  /** Of the image. */
  readonly platform?: string;
  /** Fields of `Config` that the image gives. */
  readonly image?: Fields;
  /** What the engine adds to `HostConfig`. */
  readonly filled?: Fields;
  /** Another tool made the container. */
  readonly isForeign?: boolean;
}

function requestOf(service: Service, more: Partial<Project> = {}, linked: readonly string[] = []) {
  const project = makeProject({ web: service }, more);
  return buildContainerRequest({
    project,
    serviceKey: 'web',
    service: project.services['web'] ?? {},
    number: 1,
    name: 'shop-web-1',
    containerName: 'shop-web-1',
    imageName: project.services['web']?.image ?? '',
    apiVersion: '1.51',
    containerIds: {},
    containerNames: Object.fromEntries(linked.map((key) => [key, [`shop-${key}-1`]])),
    inheritedMounts: [],
  });
}

/** `GET /containers/{id}/json` of a container that was made from the request. */
export function inspectOf(
  service: Service,
  more: Partial<Project> = {},
  linked: readonly string[] = [],
): Fields {
  const { HostConfig, NetworkingConfig, ...config } = requestOf(service, more, linked).body;
  return {
    Id: ID,
    Name: '/shop-web-1',
    Config: { Hostname: ID.slice(0, 12), ...config },
    HostConfig,
    NetworkSettings: { Networks: NetworkingConfig?.EndpointsConfig ?? {} },
  };
}

/** What is told of an edit, a line each: `~ image a → b`. */
export function told(edit: Edit): readonly string[] {
  const { before, after, image, filled = {}, project: more } = edit;
  const project = makeProject({ web: after }, more);
  const wanted = project.services['web'] ?? {};
  const subject = { service: 'web', wanted, names: namesOf(project, {}) };
  const raw = inspectOf(before, more, edit.linked);
  const labels = requestOf(before, more).body.Labels;
  const digests = labels[LABEL.fields] ?? '';
  const { [LABEL.fields]: _, ...foreign } = labels;
  const config = { ...image, ...(raw['Config'] as Fields), ...mergedList('Env', image, raw) };
  const host = { ...filled, ...(raw['HostConfig'] as Fields) };
  return explainContainer({
    before: inspectedSide({ ...raw, Config: config, HostConfig: host }, subject, edit.platform),
    now: requestedSide(requestOf(after, more), subject),
    ...(image === undefined ? {} : { inherited: imageSide(image, subject) }),
    labels: edit.isForeign === true ? foreign : labels,
    changes: changedAttributes(digests, wanted, 'shop').map((attribute) => ({ attribute })),
  }).map(({ change }) => lineOf(change));
}

function mergedList(field: string, image: Fields | undefined, raw: Fields): Fields {
  const own = (raw['Config'] as Fields)[field];
  const given = image?.[field];
  return { [field]: [...(Array.isArray(own) ? own : []), ...(Array.isArray(given) ? given : [])] };
}

function lineOf({ attribute, change, from, to, hidden }: FieldChange): string {
  const mark = { added: '+', removed: '-', changed: '~' }[change ?? 'changed'];
  const values = [from, to].filter((value) => value !== undefined).join(' → ');
  return `${mark} ${attribute} ${hidden === true ? 'hidden' : values}`.trimEnd();
}

import type { ContainerRequest, HostConfig } from '../../model/engine-api.ts';
import { flavourOf } from '../../model/config-hash.ts';
import { LABEL } from '../../model/labels.ts';
import type { StringMap } from '../../model/service.ts';
import type { ContainerDraft } from '../step.ts';
import { hashLabels } from './labels.ts';
import { resolveReferences, sharedFields } from './references.ts';

/**
 * The draft's request with what was not known when it was planned: ids of containers, by service key, and the id of an
 * image that had to be pulled or built. The hash is taken again: container ids are part of it.
 */
export function finishRequest(
  draft: ContainerDraft,
  ids: StringMap,
  imageId?: string,
): ContainerRequest {
  const { request } = draft;
  const isFinal = Object.keys(draft.waitsFor).length === 0;
  if (isFinal && imageId === undefined) return request;
  const { Labels, HostConfig } = request.body;
  const imageLabel = imageId === undefined ? {} : { [LABEL.image]: imageId };
  if (isFinal) return withBody(request, { Labels: { ...Labels, ...imageLabel } });
  const allIds = { ...draft.knownIds, ...ids };
  const salt = draft.fieldsSalt ?? Labels[LABEL.project] ?? '';
  const flavour = flavourOf(Labels[LABEL.version]);
  const hashes = hashLabels(resolveReferences(draft.service, allIds), salt, flavour);
  return withBody(request, {
    Labels: { ...Labels, ...imageLabel, ...hashes },
    HostConfig: { ...HostConfig, ...sharedFields(draft.service, allIds) },
  });
}

const withBody = (
  request: ContainerRequest,
  change: { readonly Labels: StringMap; readonly HostConfig?: HostConfig },
): ContainerRequest => ({ ...request, body: { ...request.body, ...change } });

import type { ContainerRequest, HostConfig } from '../../model/engine-api.ts';
import { LABEL } from '../../model/labels.ts';
import type { StringMap } from '../../model/service.ts';
import type { ContainerDraft } from '../step.ts';
import { hashLabels } from './labels.ts';
import { resolveMode, resolveReferences } from './references.ts';

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
  const isWaiting = Object.keys(draft.waitsFor).length > 0;
  if (!isWaiting && imageId === undefined) return request;
  const labels = request.body.Labels;
  const salt = draft.fieldsSalt ?? labels[LABEL.project] ?? '';
  return {
    ...request,
    body: {
      ...request.body,
      Labels: { ...labels, ...hashLabels(resolveReferences(draft.service, ids), salt) },
      HostConfig: finishHostConfig(request.body.HostConfig, ids),
    },
  };
}

function finishHostConfig(config: HostConfig, ids: StringMap): HostConfig {
  const modes = ['NetworkMode', 'IpcMode', 'PidMode'].filter((field) => field in config);
  const volumes = config['VolumesFrom'];
  return {
    ...config,
    ...Object.fromEntries(modes.map((field) => [field, resolveMode(String(config[field]), ids)])),
    ...(Array.isArray(volumes) ? { VolumesFrom: finishVolumes(volumes, ids) } : {}),
  };
}

// An entry still led by a service key is waiting; one led by an id is not a key of `ids`.
const finishVolumes = (entries: readonly unknown[], ids: StringMap): readonly string[] =>
  entries.map((entry) => {
    const [key = '', ...access] = String(entry).split(':');
    return [Object.hasOwn(ids, key) ? ids[key] : key, ...access].join(':');
  });

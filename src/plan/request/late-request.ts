import type { ContainerRequest, HostConfig } from '../../model/engine-api.ts';
import { LABEL } from '../../model/labels.ts';
import type { StringMap } from '../../model/service.ts';
import type { ContainerDraft } from '../step.ts';
import { hashLabels } from './labels.ts';
import { resolveMode, resolveReferences } from './references.ts';

/**
 * The draft's request with the ids of containers that did not exist when it was planned, by service key.
 * The hash is taken again: ids are part of it.
 */
export function finishRequest(draft: ContainerDraft, ids: StringMap): ContainerRequest {
  const { request } = draft;
  if (Object.keys(draft.waitsFor).length === 0) return request;
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
    return [ids[key] ?? key, ...access].join(':');
  });

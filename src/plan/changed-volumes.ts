import { volumeHash } from '../model/config-hash.ts';
import { LABEL } from '../model/labels.ts';
import { byName, type ObservedContainer, type ObservedState } from '../model/observed.ts';
import type { Project } from '../model/project.ts';
import { volumeChanges } from './changes/explain-resource.ts';
import type { PlanDraft } from './plan-draft.ts';
import { buildVolumeRequest } from './request/volume-request.ts';
import { type FieldChange, type Reason, type StepId, stepId } from './step.ts';
import type { UpOptions } from './up-options.ts';

/** Keys of volumes that are not defined any more as they were made. Those of others are used as they are. */
export function findChangedVolumes(project: Project, observed: ObservedState): readonly string[] {
  const volumes = byName(observed.volumes);
  return Object.entries(project.volumes).flatMap(([key, volume]) => {
    const found = volumes.get(volume.name);
    const hash = found?.labels[LABEL.configHash];
    const isOurs = found?.labels[LABEL.project] === project.name && volume.external !== true;
    return isOurs && hash !== undefined && hash !== volumeHash(volume) ? [key] : [];
  });
}

export const recreateQuestion = (key: string): string => `volume/${key}/recreate`;

/** Whether a container holds on to one of the volumes: it has to go before the volume can. */
export const usesVolume = (
  project: Project,
  container: ObservedContainer,
  keys: readonly string[],
): string | undefined =>
  keys.find((key) => container.mounts.some((mount) => mount.name === project.volumes[key]?.name));

interface VolumeContext {
  readonly project: Project;
  readonly observed: ObservedState;
  readonly draft: PlanDraft;
  readonly options: Pick<UpOptions, 'placeOf'>;
}

/** Adds the replacement of a volume, once every container that uses it is gone. Its data is lost. */
export function replaceVolume(context: VolumeContext, key: string): StepId {
  const { project, observed, draft } = context;
  const name = project.volumes[key]?.name ?? key;
  const resource = { kind: 'volume', name, key } as const;
  const reason: Reason = { kind: 'configChanged', changes: changesOf(context, key) };
  const users = observed.containers.filter(
    (container) => usesVolume(project, container, [key]) !== undefined,
  );
  const remove = draft.add({
    kind: 'removeVolume',
    id: stepId(`volume/${key}/remove`),
    after: users.flatMap((user) => [
      stepId(`removed/${user.name}/remove`),
      stepId(`orphan/${user.name}/remove`),
    ]),
    resource,
    reason,
    risk: 'losesData',
    volume: name,
  });
  return draft.add({
    kind: 'createVolume',
    id: stepId(`volume/${key}/create`),
    after: [remove],
    resource,
    reason,
    risk: 'none',
    body: buildVolumeRequest(project, key),
  });
}

function changesOf(
  { project, observed, options }: VolumeContext,
  key: string,
): readonly FieldChange[] {
  const found = observed.volumes.find(({ name }) => name === project.volumes[key]?.name);
  if (found === undefined) return [];
  const declared = { kind: 'volumes', key, placeOf: options.placeOf } as const;
  return volumeChanges(found, buildVolumeRequest(project, key), declared);
}

/** Tells that the volume stays as it was made, or asks whether it may go. */
export function reportChangedVolume(context: VolumeContext, key: string): void {
  const { project, draft, options } = context;
  const name = project.volumes[key]?.name ?? key;
  const changes = changesOf(context, key);
  const at = changes[0]?.at ?? options.placeOf(['volumes', key], 'key');
  const told = changes.map(({ attribute }) => attribute).join(', ');
  draft.ask({
    id: recreateQuestion(key),
    text: `Volume "${name}" exists but doesn't match configuration in compose file. Recreate (data will be lost)?`,
  });
  draft.report({
    code: 'volume-changed',
    severity: 'warning',
    message: `volume "${name}" is kept as it was made, though its definition has changed${told === '' ? '' : `: ${told}`}`,
    path: `volumes.${key}`,
    ...(at === undefined ? {} : { at }),
    hint: 'with --yes it is made anew and its data is lost',
  });
}

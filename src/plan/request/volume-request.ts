import { volumeHash } from '../../model/config-hash.ts';
import type { VolumeBody } from '../../model/engine-api.ts';
import { COMPOSE_LEVEL, LABEL } from '../../model/labels.ts';
import type { Project } from '../../model/project.ts';

/** Body that creates the project's volume `key`; throws for a key the project does not declare. */
export function buildVolumeRequest(project: Project, key: string): VolumeBody {
  const volume = project.volumes[key];
  if (volume === undefined) throw new Error(`the project has no volume "${key}"`);
  return {
    Name: volume.name,
    ...(volume.driver ? { Driver: volume.driver } : {}),
    ...(volume.driver_opts === undefined ? {} : { DriverOpts: volume.driver_opts }),
    Labels: {
      ...volume.labels,
      [LABEL.project]: project.name,
      [LABEL.volume]: key,
      [LABEL.version]: COMPOSE_LEVEL['2.40'],
      [LABEL.configHash]: volumeHash(volume),
    },
  };
}

import { type HashFlavour, serviceHash } from '../../model/config-hash.ts';
import { compareBytes } from '../../model/go-json.ts';
import { COMPOSE_LEVEL, LABEL } from '../../model/labels.ts';
import type { Project } from '../../model/project.ts';
import type { Service, StringMap } from '../../model/service.ts';
import { isPlannable } from '../attributes.ts';
import { fieldDigests } from './field-digests.ts';
import { fileDigests } from './file-digests.ts';
import type { RequestInput } from './request-input.ts';

/** All labels of a container: the service's own, then those that carry the project's state. */
export function containerLabels(input: RequestInput, hashed: Service): StringMap {
  const { project, service, oneoff } = input;
  return {
    ...service.labels,
    [LABEL.project]: project.name,
    [LABEL.service]: input.serviceKey,
    [LABEL.oneoff]: oneoff === undefined ? 'False' : 'True',
    ...(oneoff === undefined
      ? { [LABEL.containerNumber]: String(input.number) }
      : { [LABEL.slug]: oneoff.slug }),
    ...(input.imageId === undefined ? {} : { [LABEL.image]: input.imageId }),
    ...(input.replaces === undefined ? {} : { [LABEL.replace]: input.replaces }),
    [LABEL.dependsOn]: dependencies(service),
    ...projectLabels(project),
    [LABEL.version]: COMPOSE_LEVEL[input.hashFlavour ?? '2.40'],
    ...hashLabels(hashed, input.fieldsSalt ?? project.name, input.hashFlavour),
    ...fileLabels(input),
  };
}

/**
 * Digests of a service with its references resolved. No hash where we cannot create all that the service says: such a
 * container must not count as up to date.
 */
export function hashLabels(hashed: Service, salt: string, flavour?: HashFlavour): StringMap {
  return {
    ...(isPlannable(hashed) ? { [LABEL.configHash]: serviceHash(hashed, flavour) } : {}),
    [LABEL.fields]: JSON.stringify(fieldDigests(hashed, salt)),
  };
}

function fileLabels({ project, service, fileSums = {} }: RequestInput): StringMap {
  const digests = fileDigests({ project, service, fileSums });
  return Object.keys(digests).length === 0 ? {} : { [LABEL.files]: JSON.stringify(digests) };
}

function projectLabels(project: Project): StringMap {
  return {
    [LABEL.workingDir]: project.workingDir,
    [LABEL.configFiles]: project.composeFiles.join(','),
    ...(project.envFiles.length === 0
      ? {}
      : { [LABEL.environmentFile]: project.envFiles.join(',') }),
  };
}

function dependencies(service: Service): string {
  return Object.entries(service.depends_on ?? {})
    .toSorted(([a], [b]) => compareBytes(a, b))
    .map(([key, { condition, restart }]) => [key, condition, restart ?? false].join(':'))
    .join(',');
}

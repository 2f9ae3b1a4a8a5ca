import type { ContainerRequest } from '../../model/engine-api.ts';
import type { Project } from '../../model/project.ts';
import type { Service, StringMap } from '../../model/service.ts';
import { type Fields, fieldsOf, textOf } from './fields.ts';
import type { Names, Side } from './part.ts';

/** What both sides of a comparison know of the file. */
export interface Subject {
  readonly service: string;
  readonly wanted: Service;
  readonly names: Names;
}

/** The container as `GET /containers/{id}/json` tells of it. */
export function inspectedSide(raw: Fields, subject: Subject, platform = ''): Side {
  const id = textOf(raw['Id']);
  const name = textOf(raw['Name']).replace(/^\//, '');
  const config = fieldsOf(raw['Config']);
  const isNamedById = config['Hostname'] === id.slice(0, 12);
  return {
    config: { ...config, Name: name, ...(isNamedById && { Hostname: '' }) },
    host: fieldsOf(raw['HostConfig']),
    endpoints: fieldsOf(fieldsOf(raw['NetworkSettings'])['Networks']),
    ownNames: [subject.service, name, id.slice(0, 12)],
    names: subject.names,
    platform,
    wanted: subject.wanted,
    isNew: false,
  };
}

/** What an image brings along, in the place of a container that asks for nothing. */
export const imageSide = (config: Fields, subject: Subject): Side => ({
  config,
  host: {},
  endpoints: {},
  ownNames: [],
  names: subject.names,
  platform: '',
  wanted: subject.wanted,
  isNew: false,
});

/** The container that is going to be. */
export function requestedSide({ body }: ContainerRequest, subject: Subject): Side {
  return {
    config: body,
    host: body.HostConfig,
    endpoints: body.NetworkingConfig?.EndpointsConfig ?? {},
    ownNames: [],
    names: subject.names,
    platform: subject.wanted.platform ?? '',
    wanted: subject.wanted,
    isNew: true,
  };
}

/** The file's words, as far as the project tells them; `ids` are those of containers by service. */
export function namesOf(project: Project | undefined, ids: StringMap): Names {
  const key = (kind: 'networks' | 'volumes', name: string): string =>
    Object.entries(project?.[kind] ?? {}).find(([, of]) => of.name === name)?.[0] ??
    withoutPrefix(name, `${project?.name ?? ''}_`);
  return {
    network: (name) => key('networks', name),
    volume: (name) => key('volumes', name),
    path: (path) => {
      if (path === project?.workingDir) return '.';
      const base = `${project?.workingDir ?? ''}/`;
      return base.length > 1 && path.startsWith(base) ? `./${path.slice(base.length)}` : path;
    },
    container: (text) =>
      Object.entries(ids).reduce(
        (told, [service, id]) =>
          told.replace(`container:${id}`, `service:${service}`).replace(id, service),
        text,
      ),
    service: (name) => serviceNamed(project, name),
    file: (kind, path) =>
      Object.entries(project?.[`${kind}s`] ?? {}).find(([, { file }]) => file === path)?.[0],
  };
}

function serviceNamed(project: Project | undefined, name: string): string | undefined {
  const named = Object.entries(project?.services ?? {}).find(
    ([, { container_name: own }]) => own === name,
  );
  if (named !== undefined) return named[0];
  const prefix = project?.name ?? '';
  return name.startsWith(prefix)
    ? /^[-_](.+)[-_]\d+$/.exec(name.slice(prefix.length))?.[1]
    : undefined;
}

const withoutPrefix = (name: string, prefix: string): string =>
  prefix.length > 1 && name.startsWith(prefix) ? name.slice(prefix.length) : name;

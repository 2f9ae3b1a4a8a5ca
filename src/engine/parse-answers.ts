/** The engine's lists → observed state. */
import { LABEL } from '../model/labels.ts';
import { containerId } from '../model/names.ts';
import type {
  ContainerState,
  Health,
  ObservedContainer,
  ObservedEndpoint,
  ObservedImage,
  ObservedMount,
  ObservedNetwork,
  ObservedPort,
  ObservedVolume,
} from '../model/observed.ts';
import type { StringMap } from '../model/service.ts';
import {
  fieldsOf,
  flagOf,
  numberOf,
  rowsOf,
  textMapOf,
  textOf,
  textsOf,
  type Fields,
} from './read-fields.ts';

/** One row of `GET /containers/json`. */
export function parseContainer(row: Fields): ObservedContainer {
  const labels = textMapOf(row['Labels']);
  const status = textOf(row, 'Status');
  const state = stateOf(textOf(row, 'State'));
  return {
    id: containerId(textOf(row, 'Id')),
    name: ownName(textsOf(row['Names'])),
    ...readLabels(labels),
    image: textOf(row, 'Image'),
    imageId: textOf(row, 'ImageID'),
    command: textOf(row, 'Command'),
    state,
    status,
    health: healthOf(row, status),
    ...exitCodeOf(status),
    createdAt: numberOf(row, 'Created'),
    labels,
    ports: rowsOf(row['Ports']).map(parsePort),
    mounts: rowsOf(row['Mounts']).map(parseMount),
    networkMode: textOf(fieldsOf(row['HostConfig']), 'NetworkMode'),
    endpoints: parseEndpoints(fieldsOf(row['NetworkSettings'])['Networks']),
  };
}

/** Links add names such as `/other/alias`: the own one has a single slash. */
function ownName(names: readonly string[]): string {
  const own = names.find((name) => name.lastIndexOf('/') === 0) ?? names[0] ?? '';
  return own.replace(/^\//, '');
}

function readLabels(
  labels: StringMap,
): Pick<ObservedContainer, 'project' | 'service' | 'number' | 'oneoff' | 'configHash'> {
  const number = labels[LABEL.containerNumber];
  const configHash = labels[LABEL.configHash];
  return {
    project: labels[LABEL.project] ?? '',
    service: labels[LABEL.service] ?? '',
    ...(number !== undefined && /^\d+$/.test(number) && { number: Number(number) }),
    oneoff: labels[LABEL.oneoff]?.toLowerCase() === 'true',
    ...(configHash !== undefined && { configHash }),
  };
}

const STATES: readonly ContainerState[] = [
  'created',
  'running',
  'paused',
  'restarting',
  'removing',
  'exited',
  'dead',
];

/** A state nobody knows yet is taken for the one that asks for most attention. */
const stateOf = (text: string): ContainerState => STATES.find((state) => state === text) ?? 'dead';

/** Engines from API 1.52 on have a field of its own; before, it is part of the status text. */
function healthOf(row: Fields, status: string): Health {
  const field = textOf(fieldsOf(row['Health']), 'Status');
  const [, text] = /\((healthy|unhealthy|health: starting)\)/.exec(status) ?? [];
  const health = field !== '' ? field : (text ?? 'none').replace('health: ', '');
  return health === 'starting' || health === 'healthy' || health === 'unhealthy' ? health : 'none';
}

function exitCodeOf(status: string): { readonly exitCode?: number } {
  const [, code] = /^(?:Exited|Restarting) \((-?\d+)\)/.exec(status) ?? [];
  return code === undefined ? {} : { exitCode: Number(code) };
}

function parsePort(row: Fields): ObservedPort {
  const ip = textOf(row, 'IP');
  const publicPort = numberOf(row, 'PublicPort');
  return {
    ...(ip !== '' && { ip }),
    privatePort: numberOf(row, 'PrivatePort'),
    ...(publicPort !== 0 && { publicPort }),
    type: textOf(row, 'Type'),
  };
}

function parseMount(row: Fields): ObservedMount {
  const name = textOf(row, 'Name');
  return {
    type: textOf(row, 'Type'),
    ...(name !== '' && { name }),
    source: textOf(row, 'Source'),
    target: textOf(row, 'Destination'),
    writable: flagOf(row, 'RW'),
  };
}

function parseEndpoints(networks: unknown): Readonly<Record<string, ObservedEndpoint>> {
  return Object.fromEntries(
    Object.entries(fieldsOf(networks)).map(([name, value]) => [
      name,
      parseEndpoint(fieldsOf(value)),
    ]),
  );
}

function parseEndpoint(row: Fields): ObservedEndpoint {
  const ipv4 = textOf(row, 'IPAddress');
  const ipv6 = textOf(row, 'GlobalIPv6Address');
  const mac = textOf(row, 'MacAddress');
  return {
    networkId: textOf(row, 'NetworkID'),
    ...(ipv4 !== '' && { ipv4 }),
    ...(ipv6 !== '' && { ipv6 }),
    ...(mac !== '' && { mac }),
  };
}

/** One row of `GET /networks`, and the answer of its inspect. */
export function parseNetwork(row: Fields): ObservedNetwork {
  return {
    id: textOf(row, 'Id'),
    name: textOf(row, 'Name'),
    driver: textOf(row, 'Driver'),
    labels: textMapOf(row['Labels']),
    raw: row,
  };
}

/** One of `Volumes` of `GET /volumes`, and the answer of a create. */
export function parseVolume(row: Fields): ObservedVolume {
  const mountpoint = textOf(row, 'Mountpoint');
  const scope = textOf(row, 'Scope');
  return {
    name: textOf(row, 'Name'),
    driver: textOf(row, 'Driver'),
    labels: textMapOf(row['Labels']),
    ...(mountpoint !== '' && { mountpoint }),
    ...(scope !== '' && { scope }),
    raw: row,
  };
}

const UNTAGGED = /^<none>[:@]<none>$/;

/** One row of `GET /images/json`, or an image's inspect. */
export function parseImage(row: Fields): ObservedImage {
  const created = row['Created'];
  return {
    id: textOf(row, 'Id'),
    tags: textsOf(row['RepoTags']).filter((tag) => !UNTAGGED.test(tag)),
    digests: textsOf(row['RepoDigests']).filter((digest) => !UNTAGGED.test(digest)),
    labels: textMapOf(row['Labels'] ?? fieldsOf(row['Config'])['Labels']),
    createdAt:
      typeof created === 'string'
        ? Math.floor(Date.parse(created) / 1000) || 0
        : numberOf(row, 'Created'),
  };
}

/** The engine's inspect answers → details. */
import type { ContainerDetails, ExecDetails, HealthProbe, NetworkDetails } from './engine.ts';
import type { ImageDetails } from './inspect-answers.ts';
import { parseNetwork } from './parse-answers.ts';
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

/** `GET /containers/{id}/json` */
export function parseContainerDetails(raw: Fields): ContainerDetails {
  const config = fieldsOf(raw['Config']);
  const logConfig = fieldsOf(fieldsOf(raw['HostConfig'])['LogConfig']);
  return {
    id: textOf(raw, 'Id'),
    name: textOf(raw, 'Name').replace(/^\//, ''),
    image: textOf(raw, 'Image'),
    state: parseState(fieldsOf(raw['State'])),
    restartCount: numberOf(raw, 'RestartCount'),
    tty: flagOf(config, 'Tty'),
    opensStdin: flagOf(config, 'OpenStdin'),
    hasHealthcheck: hasHealthcheck(config),
    logDriver: textOf(logConfig, 'Type'),
    labels: textMapOf(config['Labels']),
    raw,
  };
}

function hasHealthcheck(config: Fields): boolean {
  const [kind] = textsOf(fieldsOf(config['Healthcheck'])['Test']);
  return kind !== undefined && kind !== 'NONE';
}

function parseState(state: Fields): ContainerDetails['state'] {
  return {
    status: textOf(state, 'Status'),
    running: flagOf(state, 'Running'),
    paused: flagOf(state, 'Paused'),
    restarting: flagOf(state, 'Restarting'),
    oomKilled: flagOf(state, 'OOMKilled'),
    exitCode: numberOf(state, 'ExitCode'),
    error: textOf(state, 'Error'),
    pid: numberOf(state, 'Pid'),
    startedAt: textOf(state, 'StartedAt'),
    finishedAt: textOf(state, 'FinishedAt'),
    ...parseHealth(state['Health']),
  };
}

function parseHealth(value: unknown): Pick<ContainerDetails['state'], 'health'> {
  const health = fieldsOf(value);
  const status = textOf(health, 'Status');
  if (status === '' || status === 'none') return {};
  const log = rowsOf(health['Log']).map(parseProbe);
  return { health: { status, failingStreak: numberOf(health, 'FailingStreak'), log } };
}

function parseProbe(row: Fields): HealthProbe {
  return {
    start: textOf(row, 'Start'),
    end: textOf(row, 'End'),
    exitCode: numberOf(row, 'ExitCode'),
    output: textOf(row, 'Output'),
  };
}

/** `GET /networks/{id}` */
export function parseNetworkDetails(raw: Fields): NetworkDetails {
  return { ...parseNetwork(raw), raw, containers: Object.keys(fieldsOf(raw['Containers'])) };
}

/** `GET /exec/{id}/json` */
export function parseExecDetails(raw: Fields): ExecDetails {
  const exitCode = raw['ExitCode'];
  return {
    running: flagOf(raw, 'Running'),
    exitCode: typeof exitCode === 'number' ? exitCode : undefined,
    pid: numberOf(raw, 'Pid'),
  };
}

/** Go's zero time: not known. */
const NO_TIME = '0001-01-01T00:00:00Z';

/** `GET /images/{name}/json` */
export function parseImageDetails(raw: Fields): ImageDetails {
  const lastTagTime = textOf(fieldsOf(raw['Metadata']), 'LastTagTime');
  const platform = ['Os', 'Architecture', 'Variant'].map((key) => textOf(raw, key));
  return {
    id: textOf(raw, 'Id'),
    tags: textsOf(raw['RepoTags']),
    size: numberOf(raw, 'Size'),
    platform: platform.filter((part) => part !== '').join('/'),
    config: fieldsOf(raw['Config']),
    ...(lastTagTime !== '' && lastTagTime !== NO_TIME && { lastTagTime }),
  };
}

/** The engine's inspect answers → details. */
import type { ContainerDetails, ExecDetails, HealthProbe, NetworkDetails } from './engine.ts';
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
  return { ...parseNetwork(raw), containers: Object.keys(fieldsOf(raw['Containers'])), raw };
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

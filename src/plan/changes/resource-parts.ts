import { type Fields, fieldsOf, rowsOf, textOf, textsOf } from './fields.ts';
import { indexed, markFilled, single, structure } from './make-reader.ts';
import type { Part, Reader, Side } from './part.ts';
import { bytesText, cpusText } from './units.ts';

/** Fields of the engine that both `deploy` and an attribute of the service's own decide. */
const SHARED = {
  cpus: { path: 'resources.limits.cpus', read: ({ host }: Side) => cpusText(host['NanoCpus']) },
  mem_limit: {
    path: 'resources.limits.memory',
    read: ({ host }: Side) => bytesText(host['Memory']),
  },
  pids_limit: {
    path: 'resources.limits.pids',
    read: ({ host }: Side) => textOf(host['PidsLimit']),
  },
  mem_reservation: {
    path: 'resources.reservations.memory',
    read: ({ host }: Side) => bytesText(host['MemoryReservation']),
  },
  restart: {
    path: 'restart_policy.condition',
    read: ({ host }: Side) => restartText(fieldsOf(host['RestartPolicy'])),
  },
} as const;

type SharedAttribute = keyof typeof SHARED;

/** The attribute of the service's own; where `deploy` decides, a container may have it from there. */
export const shared = (attribute: SharedAttribute): Reader => ({
  kind: 'one',
  read: (side) => {
    const parts = single(SHARED[attribute].read(side));
    if (side.isNew) return isWritten(side, attribute) ? parts : [];
    return isDeployed(side, attribute) ? parts.map(markFilled(side)) : parts;
  },
});

const isWritten = (side: Side, attribute: SharedAttribute): boolean =>
  side.wanted[attribute] !== undefined && !isDeployed(side, attribute);

/** What of `deploy` reaches an engine. */
export const DEPLOY: Reader = {
  kind: 'map',
  read: (side) => {
    const told = (Object.keys(SHARED) as SharedAttribute[]).filter(
      (attribute) => isDeployed(side, attribute) || isLeftOver(side, attribute),
    );
    const devices = rowsOf(side.host['DeviceRequests']).filter((row) => !isGpu(row));
    return structure({
      ...Object.fromEntries(told.map((name) => [SHARED[name].path, SHARED[name].read(side)])),
      'resources.reservations.devices': devices.map(deviceText).join('; '),
    });
  },
};

/** Whether a container may have it from a `deploy` that is no longer there. */
const isLeftOver = (side: Side, attribute: SharedAttribute): boolean =>
  !side.isNew &&
  side.wanted[attribute] === undefined &&
  SHARED[attribute].read(side) !== NO_RESTART;

/** GPUs that the service asks for by itself. */
export const GPUS: Reader = {
  kind: 'set',
  read: ({ host }) => indexed(rowsOf(host['DeviceRequests']).filter(isGpu).map(deviceText)),
};

function isDeployed({ wanted }: Side, attribute: SharedAttribute): boolean {
  const { resources, restart_policy: restart } = wanted.deploy ?? {};
  const decided: Readonly<Record<SharedAttribute, unknown>> = {
    cpus: resources?.limits?.cpus,
    mem_limit: resources?.limits?.memory,
    pids_limit: resources?.limits?.pids,
    mem_reservation: resources?.reservations?.memory,
    restart,
  };
  return Boolean(decided[attribute]);
}

const NO_RESTART = 'no';

function restartText(policy: Fields): string {
  const name = textOf(policy['Name']) || NO_RESTART;
  const attempts = textOf(policy['MaximumRetryCount']);
  return attempts === '' ? name : `${name}:${attempts}`;
}

const isGpu = (row: Fields): boolean => capabilitiesOf(row).includes('gpu');

const capabilitiesOf = (row: Fields): readonly string[] =>
  Array.isArray(row['Capabilities']) ? row['Capabilities'].flatMap(textsOf) : [];

function deviceText(row: Fields): string {
  const words = [
    textOf(row['Driver']),
    row['Count'] === -1 ? 'all' : textOf(row['Count']),
    textsOf(row['DeviceIDs']).join(', '),
    capabilitiesOf(row).join(', '),
  ];
  return words.filter((word) => word !== '').join(' ');
}

/** `/dev/x:/dev/y:rwm` */
export const DEVICES: Reader = {
  kind: 'set',
  read: ({ host }) => {
    const texts = rowsOf(host['Devices']).map((row) =>
      ['PathOnHost', 'PathInContainer', 'CgroupPermissions']
        .map((field) => textOf(row[field]))
        .filter((word) => word !== '')
        .join(':'),
    );
    const named = rowsOf(host['DeviceRequests']).filter((row) => row['Driver'] === 'cdi');
    return indexed([...texts, ...named.flatMap((row) => textsOf(row['DeviceIDs']))]);
  },
};

/** Soft and hard limit, once where they are the same. */
export const ULIMITS: Reader = {
  kind: 'map',
  read: ({ host }) =>
    rowsOf(host['Ulimits']).map((row): Part => {
      const [name = '', soft = '', hard = ''] = ['Name', 'Soft', 'Hard'].map(
        (field) => textOf(row[field]) || '0',
      );
      return {
        key: name,
        text: soft === hard ? soft : `${soft}:${hard}`,
        path: [name],
      };
    }),
};

/** Weight and rates by device. */
export const BLKIO: Reader = {
  kind: 'map',
  read: ({ host }) =>
    structure({
      weight: textOf(host['BlkioWeight']),
      weight_device: ratesText(host['BlkioWeightDevice'], 'Weight'),
      device_read_bps: ratesText(host['BlkioDeviceReadBps'], 'Rate'),
      device_read_iops: ratesText(host['BlkioDeviceReadIOps'], 'Rate'),
      device_write_bps: ratesText(host['BlkioDeviceWriteBps'], 'Rate'),
      device_write_iops: ratesText(host['BlkioDeviceWriteIOps'], 'Rate'),
    }),
};

const ratesText = (rows: unknown, field: string): string =>
  rowsOf(rows)
    .map((row) => `${textOf(row['Path'])} ${textOf(row[field])}`)
    .join(', ');

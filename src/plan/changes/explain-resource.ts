/** What differs between a network or volume and what the file says now; lists of the engine tell all of it. */
import type { NetworkBody, VolumeBody } from '../../model/engine-api.ts';
import type { ObservedNetwork, ObservedVolume } from '../../model/observed.ts';
import type { Origins } from '../../model/project.ts';
import type { FieldChange } from '../step.ts';
import { compareParts } from './compare-parts.ts';
import { type Fields, fieldsOf, rowsOf, textOf } from './fields.ts';
import { headOf, inFileOrder } from './file-order.ts';
import { keyed, single } from './make-reader.ts';
import type { Part, PartKind } from './part.ts';
import { isOwnLabel } from './readers.ts';

/** The place of a network or volume in the files. */
export interface Declared {
  readonly kind: 'networks' | 'volumes';
  readonly key: string;
  readonly placeOf: Origins['placeOf'];
}

export const networkChanges = (
  { raw = {} }: ObservedNetwork,
  body: NetworkBody,
  declared: Declared,
): readonly FieldChange[] => compare(raw, { ...body }, { declared, table: NETWORK });

export const volumeChanges = (
  { raw = {} }: ObservedVolume,
  body: VolumeBody,
  declared: Declared,
): readonly FieldChange[] => compare(raw, { ...body }, { declared, table: VOLUME });

interface ResourceReader {
  readonly kind: PartKind;
  /** The engine chooses where nothing is asked for: its choice counts only against a wish. */
  readonly isFilled?: true;
  read(fields: Fields): readonly Part[];
}

type Table = Readonly<Record<string, ResourceReader>>;

const scalar = (field: string): ResourceReader => ({
  kind: 'one',
  read: (fields) => single(textOf(fields[field])),
});

/** A switch that is on unless the file says otherwise. */
const onUnlessAsked = (field: string): ResourceReader => ({
  kind: 'one',
  isFilled: true,
  read: (fields) => (typeof fields[field] === 'boolean' ? single(String(fields[field])) : []),
});

const filled = (reader: ResourceReader): ResourceReader => ({ ...reader, isFilled: true });

const mapOf = (field: string): ResourceReader => ({
  kind: 'map',
  read: (fields) => keyed(fieldsOf(fields[field])),
});

const LABELS: ResourceReader = {
  kind: 'map',
  read: (fields) => keyed(fieldsOf(fields['Labels'])).filter(({ key = '' }) => !isOwnLabel(key)),
};

const VOLUME: Table = {
  driver: filled(scalar('Driver')),
  // the request calls them otherwise than the answer
  driver_opts: {
    kind: 'map',
    read: (fields) => keyed(fieldsOf(fields['DriverOpts'] ?? fields['Options'])),
  },
  labels: LABELS,
};

const NETWORK: Table = {
  driver: filled(scalar('Driver')),
  driver_opts: mapOf('Options'),
  ipam: { kind: 'map', isFilled: true, read: (fields) => ipamParts(fieldsOf(fields['IPAM'])) },
  internal: scalar('Internal'),
  attachable: scalar('Attachable'),
  enable_ipv4: onUnlessAsked('EnableIPv4'),
  enable_ipv6: onUnlessAsked('EnableIPv6'),
  labels: LABELS,
};

function ipamParts(ipam: Fields): readonly Part[] {
  const pools = rowsOf(ipam['Config']).flatMap((pool, index) =>
    POOL.map(([name, field]) => ({
      key: `config.${index}.${name}`,
      text: textOf(pool[field]),
      path: ['config', index, name],
    })),
  );
  const driver = { key: 'driver', text: textOf(ipam['Driver']), path: ['driver'] };
  const options = keyed(fieldsOf(ipam['Options'])).map(({ key = '', text }) => ({
    key: `options.${key}`,
    text,
    path: ['options', key],
  }));
  return [driver, ...pools, ...options].filter(({ text }) => text !== '');
}

const POOL = [
  ['subnet', 'Subnet'],
  ['ip_range', 'IPRange'],
  ['gateway', 'Gateway'],
] as const;

interface Comparison {
  readonly declared: Declared;
  readonly table: Table;
}

function compare(
  raw: Fields,
  body: Fields,
  { declared, table }: Comparison,
): readonly FieldChange[] {
  const base = [declared.kind, declared.key];
  const told = Object.entries(table).flatMap(([attribute, reader]) => {
    const now = reader.read(body);
    const before = reader
      .read(raw)
      .filter(({ key }) => reader.isFilled !== true || now.some((part) => part.key === key));
    return compareParts(attribute, reader.kind, { before, now });
  });
  return inFileOrder(
    told.map(({ change, path }) => {
      const isGone = change.change === 'removed';
      const at = isGone
        ? declared.placeOf(base, 'key')
        : declared.placeOf([...base, headOf(change.attribute), ...path]);
      return { ...change, ...(at === undefined ? {} : { at }) };
    }),
  );
}

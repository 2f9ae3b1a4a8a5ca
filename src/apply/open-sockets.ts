/** Sockets of this host that wait for others, out of Linux's tables. Tables that cannot be read count as empty. */
import type { PortHolder } from '../events/evidence.ts';
import type { Host } from '../host/host.ts';

export interface OpenSocket {
  readonly protocol: 'tcp' | 'udp';
  /** As people write it. */
  readonly ip: string;
  readonly port: number;
  readonly inode: string;
}

const TABLES = [
  ['/proc/net/tcp', 'tcp'],
  ['/proc/net/tcp6', 'tcp'],
  ['/proc/net/udp', 'udp'],
  ['/proc/net/udp6', 'udp'],
] as const;

export const openSockets = (host: Host): readonly OpenSocket[] =>
  TABLES.flatMap(([table, protocol]) =>
    readText(host, table)
      .split('\n')
      .flatMap((row) => parseRow(row, protocol)),
  );

/**
 * Whether a listening socket of that path belongs to the network this program is in: a server that was reached from
 * inside of a container, or runs in a network of its own, publishes its ports elsewhere.
 */
export function listensHere(host: Host, path: string): boolean {
  const real = attempt(() => host.files.realPath(path), path);
  return readText(host, '/proc/net/unix')
    .split('\n')
    .map((row) => row.trim().split(/\s+/))
    .some(
      ([, , , flags = '', , , , bound = '']) =>
        (Number.parseInt(flags, 16) & ACCEPTS) !== 0 &&
        attempt(() => host.files.realPath(bound), bound) === real,
    );
}

/** Only processes that we may look into are named: our own, or all for root. */
export function ownerOf({ inode }: OpenSocket, host: Host): PortHolder {
  const link = `socket:[${inode}]`;
  const pid = listOf(host, '/proc')
    .filter((name) => /^\d+$/.test(name))
    .find((each) =>
      listOf(host, `/proc/${each}/fd`).some(
        (fd) => linkOf(host, `/proc/${each}/fd/${fd}`) === link,
      ),
    );
  if (pid === undefined) return { kind: 'process' };
  const command = readText(host, `/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim();
  return { kind: 'process', pid: Number(pid), ...(command === '' ? {} : { command }) };
}

/** `__SO_ACCEPTCON` */
const ACCEPTS = 0x10000;
const LISTENING = '0A';
const UNCONNECTED = '07';

/** A row of `/proc/net/tcp` or `udp`, if that socket waits for others. */
function parseRow(row: string, protocol: OpenSocket['protocol']): readonly OpenSocket[] {
  const [, local = '', , state = '', , , , , , inode = ''] = row.trim().split(/\s+/);
  const [address = '', port = ''] = local.split(':');
  if (state !== LISTENING && state !== UNCONNECTED) return [];
  return [{ protocol, ip: parseAddress(address), port: Number.parseInt(port, 16), inode }];
}

/** Words of four bytes, each in the order of the processor: of all that Linux runs on, nearly none is big-endian. */
function parseAddress(hex: string): string {
  const words = hex.match(/.{8}/g) ?? [];
  const bytes = words.flatMap((word) => word.match(/../g)?.toReversed() ?? []);
  if (bytes.length === 4) return bytes.map((byte) => Number.parseInt(byte, 16)).join('.');
  const groups = bytes.flatMap((byte, at) => (at % 2 === 0 ? [byte + (bytes[at + 1] ?? '')] : []));
  return URL.parse(`http://[${groups.join(':')}]`)?.hostname.slice(1, -1) ?? '';
}

const readText = (host: Host, path: string): string =>
  attempt(() => new TextDecoder().decode(host.files.read(path)), '');

const listOf = (host: Host, path: string): readonly string[] =>
  attempt(() => host.files.list(path), []);

const linkOf = (host: Host, path: string): string =>
  attempt(() => host.files.readLink?.(path) ?? '', '');

/** Processes come and go while they are looked at, and those of others are closed to us. */
function attempt<T>(look: () => T, otherwise: T): T {
  try {
    return look();
  } catch {
    return otherwise;
  }
}

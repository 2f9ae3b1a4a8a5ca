/** Who holds a port on the engine's host: a container, a process of this host, or somebody out of sight. */
import type { Engine } from '../engine/engine.ts';
import type { PortHolder, TakenPort } from '../events/evidence.ts';
import type { Host } from '../host/host.ts';
import { LABEL } from '../model/labels.ts';
import type { ObservedContainer, ObservedPort } from '../model/observed.ts';

export interface HolderTools {
  readonly engine: Engine;
  readonly signal: AbortSignal;
  readonly host?: Host;
}

interface Address {
  readonly ip: string;
  readonly port: number;
}

// `Bind for :::80 failed`, `failed to bind host port for 127.0.0.1:80:172.17.0.2:80/tcp`
const ADDRESS = /bind (?:host port )?for (\d+(?:\.\d+){3}|\[[^\]]*\]|[\da-f:]*):(\d+)(?![\d.])/i;

/** Reads the port from the engine's refusal; undefined when it names none. One list call. */
export async function findPortHolder(
  text: string,
  tools: HolderTools,
): Promise<TakenPort | undefined> {
  const address = parseAddress(text);
  if (address === undefined) return undefined;
  const running = await tools.engine.listContainers({}, { signal: tools.signal });
  const container = running.find((each) => each.ports.some((port) => isSame(port, address)));
  const holder =
    container === undefined ? processHolder(address.port, tools) : containerHolder(container);
  const ip = address.ip.includes(':') ? `[${address.ip}]` : address.ip;
  return { address: `${ip}:${address.port}`, port: address.port, holder };
}

function parseAddress(text: string): Address | undefined {
  const [, ip, port] = ADDRESS.exec(text) ?? [];
  return ip === undefined || port === undefined
    ? undefined
    : { ip: ip.replace(/^\[|\]$/g, ''), port: Number(port) };
}

const ANY = new Set(['', '0.0.0.0', '::']);

const isSame = ({ ip = '', publicPort }: ObservedPort, wanted: Address): boolean =>
  publicPort === wanted.port && (ip === wanted.ip || ANY.has(ip) || ANY.has(wanted.ip));

function containerHolder({ name, labels }: ObservedContainer): PortHolder {
  const project = labels[LABEL.project];
  const service = labels[LABEL.service];
  return {
    kind: 'container',
    name,
    ...(project === undefined ? {} : { project }),
    ...(service === undefined ? {} : { service }),
  };
}

function processHolder(port: number, { engine, host }: HolderTools): PortHolder {
  const isHere = engine.address.startsWith('unix://') && host?.platform === 'linux';
  if (!isHere || host === undefined) return { kind: 'unknown' };
  const inode = ['/proc/net/tcp', '/proc/net/tcp6', '/proc/net/udp', '/proc/net/udp6']
    .flatMap((table) => readText(host, table).split('\n'))
    .map((row) => socketOf(row, port))
    .find((found) => found !== undefined);
  if (inode === undefined) return { kind: 'unknown' };
  const pid = findOwner(host, inode);
  if (pid === undefined) return { kind: 'process' };
  const command = readText(host, `/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim();
  return { kind: 'process', pid: Number(pid), ...(command === '' ? {} : { command }) };
}

const LISTENING = '0A';
const UNCONNECTED = '07';

/** The inode in a row of `/proc/net/tcp` or `udp`, if that socket has the port and waits for others. */
function socketOf(row: string, port: number): string | undefined {
  const [, local = '', , state = '', , , , , , inode] = row.trim().split(/\s+/);
  const isOpen = state === LISTENING || state === UNCONNECTED;
  return isOpen && Number.parseInt(local.split(':')[1] ?? '', 16) === port ? inode : undefined;
}

/** Only processes that we may look into: our own, or all for root. */
function findOwner(host: Host, inode: string): string | undefined {
  const link = `socket:[${inode}]`;
  return listOf(host, '/proc')
    .filter((name) => /^\d+$/.test(name))
    .find((pid) =>
      listOf(host, `/proc/${pid}/fd`).some((fd) => linkOf(host, `/proc/${pid}/fd/${fd}`) === link),
    );
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

/** Who holds a port on the engine's host: a container, a process of this host, or somebody out of sight. */
import type { Engine } from '../engine/engine.ts';
import type { PortHolder, TakenPort } from '../events/evidence.ts';
import type { Host } from '../host/host.ts';
import { LABEL } from '../model/labels.ts';
import { areShared } from '../model/host-ports.ts';
import { heldPorts, type ObservedContainer } from '../model/observed.ts';
import { openSockets, ownerOf } from './open-sockets.ts';

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
  const container = running.find((each) => isHeldBy(each, address));
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

/** The engine's words leave the protocol out. */
const isHeldBy = (container: ObservedContainer, { ip, port }: Address): boolean =>
  heldPorts(container).some((held) =>
    areShared(held, { ip, protocol: held.protocol, first: port, last: port }),
  );

/** A container as the holder of a port. */
export function containerHolder({ name, labels }: ObservedContainer): PortHolder {
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
  const socket = openSockets(host).find((each) => each.port === port);
  return socket === undefined ? { kind: 'unknown' } : ownerOf(socket, host);
}

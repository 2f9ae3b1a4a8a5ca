/** Ports of a container on one line: `127.0.0.1:8080->80/tcp, 9000-9002/udp`. */
import type { ObservedPort } from '../model/observed.ts';

/** By port in the container, then address, then port on the host. */
export function sortPorts(ports: readonly ObservedPort[]): readonly ObservedPort[] {
  return ports.toSorted(
    (a, b) =>
      a.privatePort - b.privatePort ||
      compareText(a.ip ?? '', b.ip ?? '') ||
      (a.publicPort ?? 0) - (b.publicPort ?? 0) ||
      compareText(a.type, b.type),
  );
}

/** Neighbors are joined where both sides have the same numbers; mappings to other numbers come last. */
export function renderPorts(ports: readonly ObservedPort[]): string {
  const closed: string[] = [];
  const open = new Map<string, PortRange>();
  const mapped: string[] = [];
  for (const port of sortPorts(ports)) {
    const { ip = '', privatePort, publicPort, type } = port;
    if (ip !== '' && publicPort !== privatePort) {
      mapped.push(`${joinHost(ip, String(publicPort ?? 0))}->${privatePort}/${type}`);
      continue;
    }
    const key = `${ip}/${type}`;
    const range = open.get(key);
    if (range?.last === privatePort - 1) {
      range.last = privatePort;
    } else {
      if (range !== undefined) closed.push(renderRange(range));
      open.set(key, { ip, type, first: privatePort, last: privatePort });
    }
  }
  return [...closed, ...[...open.values()].map(renderRange), ...mapped].join(', ');
}

interface PortRange {
  readonly ip: string;
  readonly type: string;
  readonly first: number;
  last: number;
}

function renderRange({ ip, type, first, last }: PortRange): string {
  const ports = first === last ? String(first) : `${first}-${last}`;
  return `${ip === '' ? '' : `${joinHost(ip, ports)}->`}${ports}/${type}`;
}

const joinHost = (ip: string, ports: string): string =>
  ip.includes(':') ? `[${ip}]:${ports}` : `${ip}:${ports}`;

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

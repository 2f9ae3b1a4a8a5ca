/** Short form of a published port: `[[ip:]hostport[-range]:]port[-range][/protocol]`. */
import { isIpAddress } from './ip-address.ts';
import type { PortMapping } from './service.ts';

export type ParsedPort = { readonly ports: readonly PortMapping[] } | { readonly error: string };

/** More ports in one entry than this are refused. */
const MOST_PORTS = 10_000;

/**
 * One mapping for each container port. A host range over a single container port stays a range, from which
 * the engine picks one. Errors say what would be right, without a full stop.
 */
export function parsePort(text: string): ParsedPort {
  const parts = splitParts(text);
  if ('error' in parts) return parts;
  const { hostIp, host, container, protocol } = parts;
  if (hostIp !== '' && !isIpAddress(hostIp)) return badAddress(hostIp);
  if (!PROTOCOLS.has(protocol)) {
    return { error: `expected the protocol tcp, udp or sctp, not "${protocol}"` };
  }
  const target = parsePortRange(container);
  if (target === undefined) return badPort('container', container);
  const published = host === '' ? undefined : parsePortRange(host);
  if (host !== '' && published === undefined) return badPort('host', host);
  return mappings({ hostIp, protocol, target, published });
}

const PROTOCOLS = new Set(['tcp', 'udp', 'sctp']);

export interface PortRange {
  readonly first: number;
  readonly last: number;
}

interface Parts {
  readonly hostIp: string;
  readonly host: string;
  readonly container: string;
  readonly protocol: string;
}

function splitParts(text: string): Parts | { readonly error: string } {
  const slash = text.lastIndexOf('/');
  const protocol = slash < 0 ? '' : text.slice(slash + 1);
  const sections = (slash < 0 ? text : text.slice(0, slash)).split(':');
  const container = sections.at(-1) ?? '';
  const host = sections.at(-2) ?? '';
  const address = sections.slice(0, -2).join(':');
  if (container === '') return { error: 'expected a container port at the end' };
  if (address.includes(':') && !(address.startsWith('[') && address.endsWith(']'))) {
    return { error: `expected brackets around an IPv6 address, not "${address}"` };
  }
  const hostIp = address.startsWith('[') && address.endsWith(']') ? address.slice(1, -1) : address;
  return { hostIp, host, container, protocol: protocol.toLowerCase() || 'tcp' };
}

/** A port or `first-last`, both 0 to 65535; undefined when it is neither. */
export function parsePortRange(text: string): PortRange | undefined {
  const [first, last = first, ...more] = text.split('-', 3).map(parsePortNumber);
  if (first === undefined || last === undefined || more.length > 0 || last < first)
    return undefined;
  return { first, last };
}

function parsePortNumber(text: string): number | undefined {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  return value <= 65_535 ? value : undefined;
}

interface Ranges {
  readonly hostIp: string;
  readonly protocol: string;
  readonly target: PortRange;
  readonly published: PortRange | undefined;
}

function mappings({ hostIp, protocol, target, published }: Ranges): ParsedPort {
  const count = target.last - target.first + 1;
  const hostCount = published ? published.last - published.first + 1 : 0;
  if (count > MOST_PORTS) return { error: `expected at most ${MOST_PORTS} ports, not ${count}` };
  if (published && count > 1 && count !== hostCount) {
    return {
      error: `expected as many host ports as container ports, not ${hostCount} for ${count}`,
    };
  }
  const ports = Array.from({ length: count }, (_, index) => ({
    mode: 'ingress',
    ...(hostIp === '' ? {} : { host_ip: hostIp }),
    target: target.first + index,
    ...(published ? { published: publishedText(published, count, index) } : {}),
    protocol,
  }));
  return { ports };
}

function publishedText({ first, last }: PortRange, count: number, index: number): string {
  return count === 1 && last > first ? `${first}-${last}` : String(first + index);
}

const badAddress = (address: string): ParsedPort => ({
  error: `expected an IP address before the ports, not "${address}"`,
});

const badPort = (side: 'host' | 'container', text: string): ParsedPort => ({
  error: `expected a ${side} port from 0 to 65535, or a range such as 8000-8010, not "${text}"`,
});

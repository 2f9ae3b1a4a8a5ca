/** Ports of the engine's host, and whether two of them are the same. */

/** `ip` is empty where the engine is to take all addresses; `first` and `last` are the same for a single port. */
export interface HostPorts {
  readonly ip: string;
  readonly protocol: string;
  readonly first: number;
  readonly last: number;
}

/** A `published` such as `8080` or `8000-8010`; undefined where the engine chooses. */
export function hostPorts(
  published: string | undefined,
  { ip = '', protocol = 'tcp' }: { readonly ip?: string; readonly protocol?: string },
): HostPorts | undefined {
  const [first = 0, last = first] = (published ?? '').split('-').map(Number);
  return first > 0 && last >= first ? { ip, protocol, first, last } : undefined;
}

/** Whether nobody can have the one while another has the other: all addresses are every address of their family. */
export const areShared = (a: HostPorts, b: HostPorts): boolean =>
  a.protocol === b.protocol && a.first <= b.last && b.first <= a.last && haveAddressInCommon(a, b);

/** By port number, those of a single port; ranges are left out. */
export const byPort = <T extends HostPorts>(all: readonly T[]): ReadonlyMap<number, readonly T[]> =>
  Map.groupBy(
    all.filter(({ first, last }) => first === last),
    ({ first }) => first,
  );

/** `127.0.0.1:8080`, `[::1]:8080`, `53/udp`, `8000-8010` */
export function hostPortsText({ ip, protocol, first, last }: HostPorts): string {
  const address = ip === '' ? '' : `${ip.includes(':') ? `[${bare(ip)}]` : ip}:`;
  const range = first === last ? String(first) : `${first}-${last}`;
  return `${address}${range}${protocol === 'tcp' ? '' : `/${protocol}`}`;
}

function haveAddressInCommon(a: HostPorts, b: HostPorts): boolean {
  const theirs = addressesOf(b.ip);
  return addressesOf(a.ip).some(({ family, ip }) =>
    theirs.some(
      (other) => other.family === family && (ip === other.ip || ip === ANY || other.ip === ANY),
    ),
  );
}

const ANY = '*';

interface Address {
  readonly family: 4 | 6;
  readonly ip: string;
}

function addressesOf(text: string): readonly Address[] {
  if (text === '')
    return [
      { family: 4, ip: ANY },
      { family: 6, ip: ANY },
    ];
  if (!text.includes(':')) return [{ family: 4, ip: text === '0.0.0.0' ? ANY : text }];
  const ip = shortest(bare(text));
  return [{ family: 6, ip: ip === '::' ? ANY : ip }];
}

const bare = (ip: string): string => ip.replace(/^\[|\]$/g, '');

/** One of the many ways to write an IPv6 address. */
function shortest(ip: string): string {
  const url = URL.parse(`http://[${ip}]`);
  return url === null ? ip : bare(url.hostname);
}

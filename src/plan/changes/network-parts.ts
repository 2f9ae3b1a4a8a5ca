import type { ServiceNetwork } from '../../model/service.ts';
import { networksByPriority } from '../request/networking.ts';
import { fieldsOf, textOf, textsOf } from './fields.ts';
import { single, structure } from './make-reader.ts';
import type { Part, Reader, Side } from './part.ts';

/** `networks` by key, and what the service is on each of them. */
export const NETWORKS: Reader = {
  kind: 'map',
  read: (side) => (side.isNew ? wantedNetworks(side) : joinedNetworks(side)),
};

/** A mode that is no network of the project. */
export const NETWORK_MODE: Reader = {
  kind: 'one',
  read: ({ host, wanted, isNew, names, endpoints }) => {
    if (isNew) return single(wanted.network_mode ?? '');
    const mode = textOf(host['NetworkMode']);
    return mode in endpoints && !PLAIN_MODES.has(mode) ? [] : single(names.container(mode));
  },
};

/** `ports`, one text a mapping. */
export const PORTS: Reader = {
  kind: 'set',
  read: (side) => (side.isNew ? wantedPorts(side) : boundPorts(side)),
};

/** `expose`: what is neither published nor bound. */
export const EXPOSE: Reader = {
  kind: 'set',
  read: ({ config, host }) => {
    const bound = fieldsOf(host['PortBindings']);
    return Object.keys(fieldsOf(config['ExposedPorts']))
      .filter((port) => !(port in bound))
      .map((port) => ({ text: port.replace(/\/tcp$/, '') }));
  },
};

const PLAIN_MODES: ReadonlySet<string> = new Set(['host', 'none', 'bridge', 'default']);

function wantedNetworks({ wanted }: Side): readonly Part[] {
  if (wanted.network_mode) return [];
  return networksByPriority(wanted).flatMap((key) =>
    networkParts(key, wantedSettings(wanted.networks?.[key] ?? {})),
  );
}

const wantedSettings = (network: ServiceNetwork): Settings => ({
  aliases: network.aliases ?? [],
  ipv4_address: network.ipv4_address,
  ipv6_address: network.ipv6_address,
  link_local_ips: network.link_local_ips ?? [],
  mac_address: network.mac_address,
  gw_priority: textOf(network.gw_priority),
  interface_name: network.interface_name,
});

interface Settings {
  readonly aliases: readonly string[];
  readonly ipv4_address: string | undefined;
  readonly ipv6_address: string | undefined;
  readonly link_local_ips: readonly string[];
  readonly mac_address: string | undefined;
  readonly gw_priority: string;
  readonly interface_name: string | undefined;
}

function networkParts(key: string, settings: Settings): readonly Part[] {
  const texts = {
    ...settings,
    aliases: settings.aliases.join(', '),
    link_local_ips: settings.link_local_ips.join(', '),
    ipv4_address: settings.ipv4_address ?? '',
    ipv6_address: settings.ipv6_address ?? '',
    mac_address: settings.mac_address ?? '',
    interface_name: settings.interface_name ?? '',
  };
  const parts = structure(texts).map(({ key: name = '', text }) => ({
    key: `${key}.${name}`,
    text,
    path: [key, name],
  }));
  return [{ key, text: '', path: [key] }, ...parts];
}

const INTERFACE_NAME = 'com.docker.network.endpoint.ifname';

function joinedNetworks({ host, endpoints, names, ownNames, wanted }: Side): readonly Part[] {
  const mode = textOf(host['NetworkMode']);
  if (PLAIN_MODES.has(mode) || mode.startsWith('container:')) return [];
  return Object.entries(endpoints).flatMap(([name, value]) => {
    const endpoint = fieldsOf(value);
    const ipam = fieldsOf(endpoint['IPAMConfig']);
    const key = names.network(name);
    return networkParts(key, {
      aliases: textsOf(endpoint['Aliases']).filter((alias) => !ownNames.includes(alias)),
      ipv4_address: textOf(ipam['IPv4Address']),
      ipv6_address: textOf(ipam['IPv6Address']),
      link_local_ips: textsOf(ipam['LinkLocalIPs']),
      // the engine gives every endpoint one: only where the file asks for it there is something to compare
      mac_address: wanted.networks?.[key]?.mac_address && textOf(endpoint['MacAddress']),
      gw_priority: textOf(endpoint['GwPriority']),
      interface_name: textOf(fieldsOf(endpoint['DriverOpts'])[INTERFACE_NAME]),
    });
  });
}

const wantedPorts = ({ wanted }: Side): readonly Part[] =>
  (wanted.ports ?? []).map((port, index) => ({
    text: portText(`${port.target}/${port.protocol ?? 'tcp'}`, {
      ip: port.host_ip ?? '',
      published: port.published ?? '',
    }),
    path: [index],
  }));

const boundPorts = ({ host }: Side): readonly Part[] =>
  Object.entries(fieldsOf(host['PortBindings'])).flatMap(([target, bindings]) =>
    (Array.isArray(bindings) ? bindings : []).map((value) => {
      const binding = fieldsOf(value);
      const published = textOf(binding['HostPort']);
      return { text: portText(target, { ip: textOf(binding['HostIp']), published }) };
    }),
  );

/** `127.0.0.1:8080:80`, `53:53/udp`, `80` */
function portText(
  target: string,
  { ip, published }: { readonly ip: string; readonly published: string },
): string {
  const address = ip.includes(':') ? `[${ip}]` : ip;
  const port = published === '0' ? '' : published;
  return [...(address === '' ? [] : [address]), ...(port === '' && address === '' ? [] : [port])]
    .concat(target.replace(/\/tcp$/, ''))
    .join(':');
}

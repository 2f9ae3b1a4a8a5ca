import type { EndpointSettings } from '../../model/engine-api.ts';
import { compareBytes } from '../../model/go-json.ts';
import type { Service, ServiceNetwork } from '../../model/service.ts';
import { isAtLeast } from './api-version.ts';
import { compact } from './compact.ts';
import { linksOf } from './links.ts';
import type { RequestInput } from './request-input.ts';

/** One network of a container: the engine's name of it and how the container appears there. */
export interface Endpoint {
  readonly network: string;
  readonly settings: EndpointSettings;
}

/** From this version on the engine takes MAC addresses of endpoints at creation. */
const ENDPOINT_MAC = '1.44';

const INTERFACE_NAME = 'com.docker.network.endpoint.ifname';

/** `HostConfig.NetworkMode` where the service is on networks: the name of the first of them, else `none`. */
export function networkMode(input: RequestInput): string {
  const mode = input.service.network_mode;
  if (mode) return mode;
  const [primary] = endpointsOf(input);
  return primary?.network ?? 'none';
}

/**
 * All endpoints, the primary first; on engines that take only one at creation the others are connected after it. Also
 * what a container is connected with again after its network was replaced.
 */
export function endpointsOf(input: RequestInput): readonly Endpoint[] {
  const { service, project } = input;
  if (service.network_mode || Object.keys(project.networks).length === 0) return [];
  return networksByPriority(service).map((key, index) => ({
    network: project.networks[key]?.name ?? key,
    settings: endpointSettings(input, service.networks?.[key] ?? undefined, index === 0),
  }));
}

/** `MacAddress` of the body itself, where older engines expect it. */
export function legacyMacAddress(input: RequestInput): string | undefined {
  if (isAtLeast(input.apiVersion, ENDPOINT_MAC)) return undefined;
  const { service } = input;
  return (
    service.mac_address ?? service.networks?.[networksByPriority(service)[0] ?? '']?.mac_address
  );
}

/** Highest priority first, then by name; the `default` network where the service names none. */
export function networksByPriority(service: Service): readonly string[] {
  const networks = service.networks ?? {};
  const keys = Object.keys(networks);
  if (keys.length === 0) return ['default'];
  if (keys.length === 1) return keys;
  const priority = (key: string): number => networks[key]?.priority ?? 0;
  return keys.toSorted((a, b) => priority(b) - priority(a) || compareBytes(a, b));
}

function endpointSettings(
  input: RequestInput,
  config: ServiceNetwork | undefined,
  isPrimary: boolean,
): EndpointSettings {
  const mac = config?.mac_address || (isPrimary ? input.service.mac_address : undefined);
  const isMacHere = isAtLeast(input.apiVersion, ENDPOINT_MAC);
  return {
    Aliases: aliasesOf(input, config),
    IPAMConfig: config === undefined ? null : ipamConfig(config),
    ...compact({
      Links: linksOf(input),
      IPAddress: config?.ipv4_address ?? '',
      MacAddress: isMacHere ? (mac ?? '') : '',
      DriverOpts: driverOptions(config),
      GwPriority: config?.gw_priority ?? 0,
    }),
  };
}

function aliasesOf(input: RequestInput, config: ServiceNetwork | undefined): readonly string[] {
  if (input.oneoff?.networkAliases === false) return [input.containerName];
  return [input.containerName, input.serviceKey, ...(config?.aliases ?? [])];
}

const ipamConfig = (config: ServiceNetwork): NonNullable<EndpointSettings['IPAMConfig']> =>
  compact({
    IPv4Address: config.ipv4_address ?? '',
    IPv6Address: config.ipv6_address ?? '',
    LinkLocalIPs: config.link_local_ips ?? [],
  });

function driverOptions(config: ServiceNetwork | undefined): Readonly<Record<string, string>> {
  const name = config?.interface_name;
  return { ...config?.driver_opts, ...(name ? { [INTERFACE_NAME]: name } : {}) };
}

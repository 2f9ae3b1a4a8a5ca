import { networkHash } from '../../model/config-hash.ts';
import type { NetworkBody } from '../../model/engine-api.ts';
import { COMPOSE_LEVEL, LABEL } from '../../model/labels.ts';
import type { IpamPool, Network, Project } from '../../model/project.ts';
import { compact } from './compact.ts';

/** Body that creates the project's network `key`; throws for a key the project does not declare. */
export function buildNetworkRequest(project: Project, key: string): NetworkBody {
  const network = project.networks[key];
  if (network === undefined) throw new Error(`the project has no network "${key}"`);
  return {
    Name: network.name,
    Driver: network.driver ?? '',
    Options: network.driver_opts ?? null,
    IPAM: ipamOf(network),
    Internal: network.internal ?? false,
    Attachable: network.attachable ?? false,
    ...(network.enable_ipv4 === undefined ? {} : { EnableIPv4: network.enable_ipv4 }),
    ...(network.enable_ipv6 === undefined ? {} : { EnableIPv6: network.enable_ipv6 }),
    Labels: {
      ...network.labels,
      [LABEL.project]: project.name,
      [LABEL.network]: key,
      [LABEL.version]: COMPOSE_LEVEL['2.40'],
      [LABEL.configHash]: networkHash(network),
    },
  };
}

function ipamOf({ ipam }: Network): object | null {
  const fields = compact({
    Driver: ipam?.driver ?? '',
    Config: (ipam?.config ?? []).map(poolOf),
    Options: ipam?.options ?? {},
  });
  return Object.keys(fields).length === 0 ? null : fields;
}

const poolOf = (pool: IpamPool): object =>
  compact({
    Subnet: pool.subnet,
    IPRange: pool.ip_range,
    Gateway: pool.gateway,
    AuxiliaryAddresses: pool.aux_addresses,
  });

import { describe, expect, test } from 'vitest';
import { buildContainerRequest } from '../../../../src/plan/request/container-request.ts';
import { hostConfigOf, makeInput, makeProject } from './make-input.ts';

const project = makeProject({
  networks: {
    back: { name: 'shop_back' },
    default: { name: 'shop_default' },
    front: { name: 'edge' },
  },
});
const networks = {
  default: null,
  back: { aliases: ['db'], ipv4_address: '10.0.0.2', gw_priority: 2 },
  front: { priority: 5, interface_name: 'eth7', driver_opts: { k: 'v' } },
};

const endpointsOf = (...args: Parameters<typeof makeInput>) =>
  buildContainerRequest(makeInput(...args)).body.NetworkingConfig?.EndpointsConfig ?? {};

test('the network of highest priority is the primary one, all are joined at creation', () => {
  const service = { networks, mac_address: '02:42:ac:11:00:01' };
  expect(hostConfigOf(service, { project }).NetworkMode).toBe('edge');
  expect(endpointsOf(service, { project })).toEqual({
    edge: {
      Aliases: ['shop-web-1', 'web'],
      IPAMConfig: {},
      MacAddress: '02:42:ac:11:00:01',
      DriverOpts: { k: 'v', 'com.docker.network.endpoint.ifname': 'eth7' },
    },
    shop_back: {
      Aliases: ['shop-web-1', 'web', 'db'],
      IPAMConfig: { IPv4Address: '10.0.0.2' },
      IPAddress: '10.0.0.2',
      GwPriority: 2,
    },
    shop_default: { Aliases: ['shop-web-1', 'web'], IPAMConfig: null },
  });
});

test('an engine before 1.44 takes the MAC address outside of the endpoints', () => {
  const input = makeInput(
    { networks, mac_address: '02:42:ac:11:00:01' },
    { project, apiVersion: '1.43' },
  );
  const { body } = buildContainerRequest(input);
  expect(Object.keys(body.NetworkingConfig?.EndpointsConfig ?? {})).toEqual([
    'edge',
    'shop_back',
    'shop_default',
  ]);
  expect(body.NetworkingConfig?.EndpointsConfig['edge']).not.toHaveProperty('MacAddress');
  expect(body['MacAddress']).toBe('02:42:ac:11:00:01');
});

describe('network mode', () => {
  test('host and none have no endpoints', () => {
    expect(hostConfigOf({ network_mode: 'host', networks: {} }).NetworkMode).toBe('host');
    expect(endpointsOf({ network_mode: 'host', networks: {} })).toEqual({});
  });

  test('a project without networks isolates its containers', () => {
    const bare = makeProject({ networks: {} });
    expect(hostConfigOf({ networks: {} }, { project: bare }).NetworkMode).toBe('none');
  });
});

test('links give three names to each container linked to, numbered after the one being created', () => {
  const links = { links: ['db:sql'], external_links: ['legacy', 'old:older'] };
  const expected = [
    'shop-db-1:sql',
    'shop-db-1:db-2',
    'shop-db-1:shop-db-2',
    'legacy:legacy',
    'old:older',
  ];
  const change = { number: 2, containerNames: { db: ['shop-db-1'] } };
  expect(hostConfigOf(links, change)['Links']).toEqual(expected);
  expect(endpointsOf(links, change)['shop_default']?.Links).toEqual(expected);
});

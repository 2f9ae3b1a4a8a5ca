import { expect, test } from 'vitest';
import { buildNetworkRequest } from '../../../../src/plan/request/network-request.ts';
import { buildVolumeRequest } from '../../../../src/plan/request/volume-request.ts';
import { makeProject } from './make-input.ts';

const HASH: unknown = expect.stringMatching(/^[0-9a-f]{64}$/);
const LABELS = { 'com.docker.compose.project': 'shop', 'com.docker.compose.version': '2.40.3' };

test('a plain network', () => {
  expect(buildNetworkRequest(makeProject(), 'default')).toEqual({
    Name: 'shop_default',
    Driver: '',
    IPAM: null,
    Internal: false,
    Attachable: false,
    Options: null,
    Labels: {
      ...LABELS,
      'com.docker.compose.network': 'default',
      'com.docker.compose.config-hash': HASH,
    },
  });
});

test('a network with everything', () => {
  const project = makeProject({
    networks: {
      n: {
        name: 'shop_n',
        driver: 'bridge',
        driver_opts: { a: '1' },
        internal: true,
        attachable: true,
        enable_ipv4: true,
        enable_ipv6: false,
        labels: { x: 'y', 'com.docker.compose.project': 'other' },
        ipam: {
          driver: 'default',
          options: { o: 'p' },
          config: [
            {
              subnet: '10.0.0.0/24',
              gateway: '10.0.0.1',
              ip_range: '10.0.0.0/25',
              aux_addresses: { h: '10.0.0.9' },
            },
          ],
        },
      },
    },
  });
  expect(buildNetworkRequest(project, 'n')).toMatchObject({
    Driver: 'bridge',
    Options: { a: '1' },
    Internal: true,
    Attachable: true,
    EnableIPv4: true,
    EnableIPv6: false,
    IPAM: {
      Driver: 'default',
      Options: { o: 'p' },
      Config: [
        {
          Subnet: '10.0.0.0/24',
          Gateway: '10.0.0.1',
          IPRange: '10.0.0.0/25',
          AuxiliaryAddresses: { h: '10.0.0.9' },
        },
      ],
    },
    Labels: { x: 'y', 'com.docker.compose.project': 'shop' },
  });
});

test('a volume', () => {
  const project = makeProject({
    volumes: { v: { name: 'shop_v', driver_opts: { type: 'tmpfs' }, labels: { z: 'y' } } },
  });
  expect(buildVolumeRequest(project, 'v')).toEqual({
    Name: 'shop_v',
    DriverOpts: { type: 'tmpfs' },
    Labels: {
      ...LABELS,
      z: 'y',
      'com.docker.compose.volume': 'v',
      'com.docker.compose.config-hash': HASH,
    },
  });
});

test('a key that is not declared is a mistake of the caller', () => {
  expect(() => buildNetworkRequest(makeProject(), 'x')).toThrow('no network "x"');
  expect(() => buildVolumeRequest(makeProject(), 'x')).toThrow('no volume "x"');
});

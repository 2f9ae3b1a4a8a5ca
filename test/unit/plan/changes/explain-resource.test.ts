import { expect, it } from 'vitest';
import type { Network, Volume } from '../../../../src/model/project.ts';
import { networkChanges, volumeChanges } from '../../../../src/plan/changes/explain-resource.ts';
import { buildNetworkRequest } from '../../../../src/plan/request/network-request.ts';
import { buildVolumeRequest } from '../../../../src/plan/request/volume-request.ts';
import { makeProject } from '../../../support/plan-fixtures.ts';

const placeOf = (path: readonly (string | number)[], part = 'value') => ({
  file: `${path.join('/')}#${part}`,
  line: 1,
  column: 1,
  length: 1,
});

/** As a list of the engine tells of a network that nobody asked anything of. */
const PLAIN = {
  Driver: 'bridge',
  Options: {},
  IPAM: { Driver: 'default', Config: [{ Subnet: '172.18.0.0/16', Gateway: '172.18.0.1' }] },
  Internal: false,
  Attachable: false,
  EnableIPv4: true,
  EnableIPv6: false,
  Labels: { 'com.docker.compose.network': 'front', gone: '1' },
};

function network(definition: Partial<Network>, raw: object = PLAIN) {
  const project = makeProject({}, { networks: { front: { name: 'shop_front', ...definition } } });
  const found = { id: 'n', name: 'shop_front', driver: 'bridge', labels: {}, raw: { ...raw } };
  return networkChanges(found, buildNetworkRequest(project, 'front'), {
    kind: 'networks',
    key: 'front',
    placeOf,
  }).map(({ at, ...change }) => ({ ...change, at: at?.file }));
}

it('tells what of a network differs, and where the file says so', () => {
  const front = {
    internal: true,
    driver_opts: { mtu: '1400' },
    enable_ipv6: true,
    ipam: { config: [{ subnet: '10.0.0.0/24' }] },
    labels: { new: '2' },
  };
  expect(network(front)).toEqual([
    {
      attribute: 'driver_opts.mtu',
      change: 'added',
      to: '1400',
      at: 'networks/front/driver_opts/mtu#value',
    },
    {
      attribute: 'ipam.config.0.subnet',
      change: 'changed',
      from: '172.18.0.0/16',
      to: '10.0.0.0/24',
      at: 'networks/front/ipam/config/0/subnet#value',
    },
    { attribute: 'internal', change: 'added', to: 'true', at: 'networks/front/internal#value' },
    {
      attribute: 'enable_ipv6',
      change: 'changed',
      from: 'false',
      to: 'true',
      at: 'networks/front/enable_ipv6#value',
    },
    { attribute: 'labels.gone', change: 'removed', from: '1', at: 'networks/front#key' },
    { attribute: 'labels.new', change: 'added', to: '2', at: 'networks/front/labels/new#value' },
  ]);
});

it('tells nothing of what the engine chose for a network', () => {
  expect(network({ labels: { gone: '1' } })).toEqual([]);
  expect(network({ labels: { gone: '1' } }, { Labels: { gone: '1' } })).toEqual([]);
});

it('tells what of a volume differs, without the secrets among its options', () => {
  const data: Volume = {
    name: 'shop_data',
    driver_opts: { type: 'nfs', o: 'addr=a', password: 'hunter3' },
  };
  const project = makeProject({}, { volumes: { data } });
  const raw = {
    Driver: 'local',
    Options: { type: 'tmpfs', password: 'hunter2' },
    Labels: { 'com.docker.compose.volume': 'data' },
  };
  const found = { name: 'shop_data', driver: 'local', labels: {}, raw };
  const told = volumeChanges(found, buildVolumeRequest(project, 'data'), {
    kind: 'volumes',
    key: 'data',
    placeOf: () => undefined,
  });
  expect(told).toEqual([
    { attribute: 'driver_opts.type', change: 'changed', from: 'tmpfs', to: 'nfs' },
    { attribute: 'driver_opts.password', change: 'changed', hidden: true },
    { attribute: 'driver_opts.o', change: 'added', to: 'addr=a' },
  ]);
});

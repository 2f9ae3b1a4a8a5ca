import { describe, expect, test } from 'vitest';
import { hostConfigOf } from './make-input.ts';

describe('resources', () => {
  test('limits of `deploy` win over the service’s own', () => {
    const service = {
      cpus: 2,
      mem_limit: '100',
      mem_reservation: '50',
      pids_limit: 7,
      deploy: {
        resources: {
          limits: { cpus: 0.5, memory: '200', pids: 9 },
          reservations: { memory: '60' },
        },
      },
    };
    expect(hostConfigOf(service)).toMatchObject({
      NanoCpus: 5e8,
      Memory: 200,
      MemoryReservation: 60,
      PidsLimit: 9,
    });
  });

  test('an unlimited number of processes is sent, one in `deploy` does not override', () => {
    expect(hostConfigOf({ pids_limit: -1 })['PidsLimit']).toBe(-1);
    expect(
      hostConfigOf({ pids_limit: 7, deploy: { resources: { limits: { pids: -1 } } } })['PidsLimit'],
    ).toBe(7);
  });

  test('processor shares are rounded as 32-bit floats', () => {
    expect(hostConfigOf({ cpus: 0.1 })['NanoCpus']).toBe(100_000_000);
    expect(hostConfigOf({ cpus: 1.123456789 })['NanoCpus']).toBe(1_123_456_896);
  });

  test('a single limit is soft and hard, zero included', () => {
    expect(hostConfigOf({ ulimits: { core: 0, nofile: { soft: 1, hard: 2 } } })['Ulimits']).toEqual(
      [
        { Name: 'core', Soft: 0, Hard: 0 },
        { Name: 'nofile', Soft: 1, Hard: 2 },
      ],
    );
  });

  test('block devices', () => {
    const service = {
      blkio_config: {
        weight: 300,
        weight_device: [{ path: '/dev/a', weight: 4 }],
        device_read_bps: [{ path: '/dev/b', rate: '1024' }],
      },
    };
    expect(hostConfigOf(service)).toMatchObject({
      BlkioWeight: 300,
      BlkioWeightDevice: [{ Path: '/dev/a', Weight: 4 }],
      BlkioDeviceReadBps: [{ Path: '/dev/b', Rate: 1024 }],
    });
  });
});

test('host devices, CDI names and GPUs go separate ways', () => {
  const host = hostConfigOf({
    devices: [
      { source: '/dev/null', target: '/dev/x', permissions: 'rw' },
      { source: 'vendor.com/class=gpu0', target: 'vendor.com/class=gpu0', permissions: 'rwm' },
    ],
    gpus: [{ count: -1 }],
    deploy: { resources: { reservations: { devices: [{ capabilities: ['tpu'], count: 1 }] } } },
  });
  expect(host['Devices']).toEqual([
    { PathOnHost: '/dev/null', PathInContainer: '/dev/x', CgroupPermissions: 'rw' },
  ]);
  expect(host['DeviceRequests']).toEqual([
    { Count: 1, Capabilities: [['tpu']] },
    { Driver: 'cdi', DeviceIDs: ['vendor.com/class=gpu0'] },
    { Count: -1, Capabilities: [['gpu']] },
  ]);
});

describe('security', () => {
  test('capabilities take the engine’s names, once each', () => {
    expect(hostConfigOf({ cap_add: ['net_admin', 'CAP_NET_ADMIN', 'all'] })['CapAdd']).toEqual([
      'ALL',
      'CAP_NET_ADMIN',
    ]);
  });

  test('unconfined system paths become empty lists of masked paths', () => {
    const host = hostConfigOf({ security_opt: ['systempaths=unconfined', 'label:disable'] });
    expect(host).toMatchObject({
      SecurityOpt: ['label:disable'],
      MaskedPaths: [],
      ReadonlyPaths: [],
    });
    expect(hostConfigOf({})).not.toHaveProperty('MaskedPaths');
  });

  test('a seccomp profile is sent as its text', () => {
    const host = hostConfigOf(
      { security_opt: ['seccomp=./p.json', 'seccomp=unconfined'] },
      { seccompProfiles: { './p.json': '{\n  "a": "b  c\\" d",\n "n": [1, 2]\n}' } },
    );
    expect(host['SecurityOpt']).toEqual([
      'seccomp={"a":"b  c\\" d","n":[1,2]}',
      'seccomp=unconfined',
    ]);
  });

  test('a credential spec is sent to Windows alone', () => {
    const service = { credential_spec: { file: 'spec.json' } };
    expect(hostConfigOf(service)).not.toHaveProperty('SecurityOpt');
    expect(hostConfigOf(service, { osType: 'windows' })['SecurityOpt']).toEqual([
      'credentialspec=file://spec.json',
    ]);
  });
});

test('hosts, name servers and logging', () => {
  const host = hostConfigOf({
    extra_hosts: ['h=::1', 'gw=host-gateway'],
    dns: ['1.1.1.1', ''],
    dns_search: ['local'],
    dns_opt: ['use-vc'],
    logging: { options: { a: 'b' } },
    init: false,
  });
  expect(host).toMatchObject({
    ExtraHosts: ['h:::1', 'gw:host-gateway'],
    Dns: ['1.1.1.1'],
    DnsSearch: ['local'],
    DnsOptions: ['use-vc'],
    LogConfig: { Type: '', Config: { a: 'b' } },
    Init: false,
  });
});

import { describe, expect, test } from 'vitest';
import type { Service } from '../../../../src/model/service.ts';
import {
  networkProblems,
  requestProblems,
  requestWarnings,
} from '../../../../src/plan/request/request-problems.ts';

describe('attributes that need a later engine', () => {
  test.each<[Service, string, readonly (string | number)[]]>([
    [{ annotations: { a: 'b' } }, '1.43', ['annotations']],
    [
      { healthcheck: { start_interval: '1s', start_period: '2s' } },
      '1.44',
      ['healthcheck', 'start_interval'],
    ],
    [
      { volumes: [{ type: 'volume', source: 'v', target: '/v', volume: { subpath: 's' } }] },
      '1.45',
      ['volumes', 0, 'volume', 'subpath'],
    ],
    [{ volumes: [{ type: 'image', source: 'i', target: '/v' }] }, '1.48', ['volumes', 0, 'type']],
    [
      { volumes: [{ type: 'bind', source: '/a', target: '/b', bind: { recursive: 'readonly' } }] },
      '1.44',
      ['volumes', 0, 'bind', 'recursive'],
    ],
    [{ networks: { a: { gw_priority: 1 } } }, '1.48', ['networks', 'a', 'gw_priority']],
    [{ networks: { a: { interface_name: 'e' } } }, '1.49', ['networks', 'a', 'interface_name']],
    [
      { networks: { a: null, b: { mac_address: '02:42:ac:11:00:01' } } },
      '1.44',
      ['networks', 'b', 'mac_address'],
    ],
  ])('%j needs %s', (service, version, path) => {
    const previous = `1.${Number(version.slice(2)) - 1}`;
    expect(requestProblems(service, version)).toEqual([]);
    expect(requestProblems(service, previous)).toEqual([
      expect.objectContaining({ code: 'engine-too-old', severity: 'error', path }),
    ]);
  });

  test('a network without IPv4 needs 1.48, unless somebody else has made it', () => {
    const network = { name: 'n', enable_ipv4: false };
    expect(networkProblems(network, '1.48')).toEqual([]);
    expect(networkProblems(network, '1.47')).toEqual([
      expect.objectContaining({ code: 'engine-too-old', path: ['enable_ipv4'] }),
    ]);
    expect(networkProblems({ ...network, external: true }, '1.47')).toEqual([]);
    expect(networkProblems({ name: 'n', enable_ipv4: true }, '1.47')).toEqual([]);
  });

  test('versions are compared as numbers', () => {
    expect(requestProblems({ annotations: { a: 'b' } }, '1.100')).toEqual([]);
    expect(requestProblems({ annotations: { a: 'b' } }, '2.0')).toEqual([]);
  });
});

describe('combinations that no engine carries out', () => {
  test.each<[Service, string]>([
    [{ healthcheck: { start_interval: '1s' } }, 'start-interval-without-period'],
    [
      { mac_address: '02:42:ac:11:00:01', networks: { a: { mac_address: '02:42:ac:11:00:02' } } },
      'conflicting-mac-address',
    ],
    [{ security_opt: ['label=disable', 'nonsense'] }, 'unknown-security-option'],
  ])('%j', (service, code) => {
    expect(requestProblems(service, '1.51')).toEqual([expect.objectContaining({ code })]);
  });
});

test('a credential spec is worth a warning, not a refusal', () => {
  const service = { credential_spec: { file: 'a' } };
  expect(requestProblems(service, '1.51')).toEqual([]);
  expect(requestWarnings(service)).toEqual([
    expect.objectContaining({ code: 'windows-only', severity: 'warning' }),
  ]);
});

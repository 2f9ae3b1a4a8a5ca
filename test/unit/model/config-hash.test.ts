import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  encodeService,
  networkHash,
  serviceHash,
  volumeHash,
} from '../../../src/model/config-hash.ts';
import type { Network, Volume } from '../../../src/model/project.ts';
import type { Service } from '../../../src/model/service.ts';
import { SERVICE_ATTRIBUTE_USE } from '../../../src/plan/attributes.ts';

interface Golden {
  readonly title: string;
  readonly hash: string;
}

function readGolden(name: string): unknown {
  const url = new URL(`../../../fixtures/config-hash/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8'));
}

const services = readGolden('services') as readonly (Golden & { readonly service: Service })[];
const networks = readGolden('networks') as readonly (Golden & { readonly network: Network })[];
const volumes = readGolden('volumes') as readonly (Golden & { readonly volume: Volume })[];

describe('hashes are those that Docker Compose 2.40.3 writes', () => {
  test.each(services)('service $title', ({ service, hash }) => {
    expect(serviceHash(service)).toBe(hash);
  });

  test.each(networks)('network $title', ({ network, hash }) => {
    expect(networkHash(network)).toBe(hash);
  });

  test.each(volumes)('volume $title', ({ volume, hash }) => {
    expect(volumeHash(volume)).toBe(hash);
  });

  test('cover every attribute that it can create a container with', () => {
    const covered = new Set(services.flatMap(({ service }) => Object.keys(service)));
    const missing = Object.keys(SERVICE_ATTRIBUTE_USE).filter((key) => !covered.has(key));
    expect(missing).toEqual([
      'profiles',
      'provider',
      'env_file',
      'models',
      'use_api_socket',
      'pre_start',
    ]);
  });
});

test('what only steers the tool is not part of the hash', () => {
  const plain: Service = { image: 'busybox', deploy: {} };
  const steered: Service = {
    ...plain,
    profiles: ['dev'],
    build: { context: '/app' },
    pull_policy: 'always',
    scale: 3,
    deploy: { replicas: 3 },
    depends_on: { db: { condition: 'service_healthy', required: true } },
    env_file: [{ path: '/app/.env' }],
  };
  expect(serviceHash(steered)).toBe(serviceHash(plain));
});

test('only an explicit refusal to create host paths is printed in the 5.5 flavour', () => {
  const service = (bind: object): Service => ({
    volumes: [{ type: 'bind', source: '/a', target: '/b', bind }],
  });
  expect(encodeService(service({ create_host_path: true }), '5.5')).toContain('"bind":{}');
  expect(encodeService(service({ create_host_path: false }), '5.5')).toContain(
    '"bind":{"create_host_path":false}',
  );
  expect(encodeService(service({ create_host_path: true }))).toContain('"create_host_path":true');
});

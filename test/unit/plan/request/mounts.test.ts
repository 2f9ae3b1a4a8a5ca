import { describe, expect, test } from 'vitest';
import type { Mount } from '../../../../src/model/service.ts';
import { hostConfigOf, makeProject } from './make-input.ts';

const project = makeProject({
  volumes: { data: { name: 'shop_data' } },
  services: { built: { build: { context: '/app' } }, pulled: { image: 'redis:7' } },
  secrets: { key: { name: 'shop_key', file: '/app/key' } },
  configs: { conf: { name: 'shop_conf', file: '/app/conf' } },
});

const mountsOf = (...volumes: readonly Mount[]) => {
  const { Binds, Mounts } = hostConfigOf({ volumes }, { project });
  return { Binds, Mounts };
};

describe('what the older form can say goes to Binds', () => {
  test.each<[string, Mount, string]>([
    [
      'a host path that is created',
      {
        type: 'bind',
        source: '/a',
        target: '/b',
        read_only: true,
        bind: { create_host_path: true },
      },
      '/a:/b:ro',
    ],
    ['a bind without options', { type: 'bind', source: '/a', target: '/b' }, '/a:/b:rw'],
    [
      'an SELinux label',
      { type: 'bind', source: '/a', target: '/b', bind: { create_host_path: true, selinux: 'Z' } },
      '/a:/b:rw,Z',
    ],
    [
      'a named volume, under its real name',
      { type: 'volume', source: 'data', target: '/b', volume: {} },
      'shop_data:/b:rw',
    ],
  ])('%s', (_, mount, bind) => {
    expect(mountsOf(mount)).toEqual({ Binds: [bind], Mounts: undefined });
  });
});

describe('the rest goes to Mounts', () => {
  test.each<[string, Mount, object]>([
    [
      'a host path that must exist',
      { type: 'bind', source: '/a', target: '/b', bind: { create_host_path: false } },
      { Type: 'bind', Source: '/a', Target: '/b', BindOptions: {} },
    ],
    [
      'propagation and recursion',
      {
        type: 'bind',
        source: '/a',
        target: '/b',
        read_only: true,
        consistency: 'cached',
        bind: { create_host_path: true, propagation: 'rslave', recursive: 'readonly' },
      },
      {
        Type: 'bind',
        Source: '/a',
        Target: '/b',
        ReadOnly: true,
        Consistency: 'cached',
        BindOptions: {
          Propagation: 'rslave',
          CreateMountpoint: true,
          ReadOnlyForceRecursive: true,
        },
      },
    ],
    [
      'options of a volume',
      {
        type: 'volume',
        source: 'data',
        target: '/b',
        volume: { nocopy: true, subpath: 's', labels: { a: 'b' } },
      },
      {
        Type: 'volume',
        Source: 'shop_data',
        Target: '/b',
        VolumeOptions: { NoCopy: true, Subpath: 's', Labels: { a: 'b' } },
      },
    ],
    [
      'an anonymous volume',
      { type: 'volume', target: '/b', volume: {} },
      { Type: 'volume', Target: '/b', VolumeOptions: {} },
    ],
    [
      'memory',
      { type: 'tmpfs', target: '/b', tmpfs: { size: '1024', mode: 448 } },
      { Type: 'tmpfs', Target: '/b', TmpfsOptions: { SizeBytes: 1024, Mode: 448 } },
    ],
    [
      'an image',
      { type: 'image', source: 'pulled', target: '/b', image: { subpath: 'bin' } },
      { Type: 'image', Source: 'pulled', Target: '/b', ImageOptions: { Subpath: 'bin' } },
    ],
    [
      'an image that the project builds',
      { type: 'image', source: 'built', target: '/b' },
      { Type: 'image', Source: 'shop-built', Target: '/b' },
    ],
  ])('%s', (_, mount, spec) => {
    expect(mountsOf(mount)).toEqual({ Binds: undefined, Mounts: [spec] });
  });
});

test('anonymous volumes of the predecessor are mounted again, unless the file says otherwise', () => {
  const inheritedMounts = [
    { target: '/anon', volume: 'v1' },
    { target: '/image', volume: 'v2', readOnly: true },
    { target: '/named', volume: 'v3' },
    { target: '/tmp', volume: 'v4' },
  ];
  const volumes: readonly Mount[] = [
    { type: 'volume', target: '/anon', volume: {} },
    { type: 'volume', source: 'data', target: '/named' },
  ];
  const host = hostConfigOf({ volumes, tmpfs: ['/tmp:size=1m'] }, { project, inheritedMounts });
  expect(host.Mounts).toEqual([
    { Type: 'volume', Source: 'v1', Target: '/anon' },
    { Type: 'volume', Source: 'v2', Target: '/image', ReadOnly: true },
  ]);
  expect(host.Binds).toEqual(['shop_data:/named:rw']);
  expect(host['Tmpfs']).toEqual({ '/tmp': 'size=1m' });
});

describe('secrets and configs that are files', () => {
  const files = {
    secrets: [
      { source: 'key' },
      { source: 'key', target: 'short' },
      { source: 'key', target: '/abs' },
    ],
    configs: [{ source: 'conf' }, { source: 'conf', target: 'etc/c' }],
  };

  test('are mounted read-only at their places', () => {
    const { Mounts = [] } = hostConfigOf(files, { project });
    expect(Mounts.map((mount) => mount.Target)).toEqual([
      '/run/secrets/key',
      '/run/secrets/short',
      '/abs',
      '/conf',
      '/etc/c',
    ]);
    expect(Mounts[0]).toEqual({
      Type: 'bind',
      Source: '/app/key',
      Target: '/run/secrets/key',
      ReadOnly: true,
      BindOptions: {},
    });
    expect(Mounts[3]).not.toHaveProperty('BindOptions');
  });

  test('give way to a volume with the same target', () => {
    const volumes: readonly Mount[] = [{ type: 'bind', source: '/other', target: '/conf' }];
    const host = hostConfigOf({ volumes, configs: [{ source: 'conf' }] }, { project });
    expect(host.Binds).toEqual(['/other:/conf:rw']);
    expect(host).not.toHaveProperty('Mounts');
  });
});

import { expect, test } from 'vitest';
import { parsePathStat } from '../../../src/engine/archive-calls.ts';
import { parseImageDetails } from '../../../src/engine/parse-details.ts';
import { parseSample } from '../../../src/engine/stats-calls.ts';

test('memory is told without the cache, under either version of cgroups', () => {
  const memory = (stats: object): number =>
    parseSample({ memory_stats: { usage: 1000, limit: 5000, stats } }).memory;
  expect(memory({ inactive_file: 300 })).toBe(700);
  expect(memory({ inactive_file: 1, total_inactive_file: 400 })).toBe(600);
  expect(memory({ inactive_file: 2000 })).toBe(1000);
});

test('networks and disks are added up', () => {
  const sample = parseSample({
    cpu_stats: { cpu_usage: { total_usage: 7, percpu_usage: [3, 4] }, system_cpu_usage: 100 },
    networks: { eth0: { rx_bytes: 1, tx_bytes: 2 }, eth1: { rx_bytes: 10, tx_bytes: 20 } },
    blkio_stats: {
      io_service_bytes_recursive: [
        { op: 'read', value: 5 },
        { op: 'Write', value: 6 },
        { op: 'Read', value: 7 },
        { op: 'total', value: 99 },
      ],
    },
    pids_stats: { current: 3 },
  });
  expect(sample).toMatchObject({
    cpuTotal: 7,
    cpuSystem: 100,
    cpuCount: 2,
    received: 11,
    sent: 22,
    blockRead: 12,
    blockWritten: 6,
    processes: 3,
  });
});

test('a container that does not run uses nothing', () => {
  const zeros = parseSample({ blkio_stats: { io_service_bytes_recursive: null } });
  expect(Object.values(zeros).every((value) => value === 0)).toBe(true);
});

test('a path’s facts come from Go’s mode bits', () => {
  const header = (mode: number): string =>
    Buffer.from(JSON.stringify({ name: 'x', size: 3, mode, linkTarget: '/y' })).toString('base64');
  expect(parsePathStat(header(0o644))).toMatchObject({ isDirectory: false, isSymlink: false });
  expect(parsePathStat(header(2147484141))).toMatchObject({ isDirectory: true, isSymlink: false });
  expect(parsePathStat(header(134218239))).toEqual({
    name: 'x',
    size: 3,
    isDirectory: false,
    isSymlink: true,
    linkTarget: '/y',
  });
});

test('an image tells its platform, and its last tag unless that is Go’s zero time', () => {
  const raw = { Id: 'sha256:a', RepoTags: ['a:1'], Size: 5, Os: 'linux', Architecture: 'arm64' };
  expect(parseImageDetails({ ...raw, Variant: 'v8' }).platform).toBe('linux/arm64/v8');
  const zero = { ...raw, Metadata: { LastTagTime: '0001-01-01T00:00:00Z' } };
  expect(parseImageDetails(zero)).toEqual({
    id: 'sha256:a',
    config: {},
    tags: ['a:1'],
    size: 5,
    platform: 'linux/arm64',
  });
});

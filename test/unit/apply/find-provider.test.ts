import { expect, test } from 'vitest';
import { findProvider } from '../../../src/apply/find-provider.ts';
import { memoryFiles } from '../../support/memory-files.ts';

const machine = (paths: readonly string[], env: Readonly<Record<string, string>> = {}) => ({
  cwd: '/work',
  home: '/home/u',
  env: { PATH: '/bin:rel::/opt/bin', ...env },
  files: memoryFiles(Object.fromEntries(paths.map((path) => [path, '']))),
});

test.each([
  ['a plugin of the user', ['/home/u/.docker/cli-plugins/docker-x', '/bin/x'], 0],
  ['a plugin of the system', ['/usr/libexec/docker/cli-plugins/docker-x', '/bin/x'], 0],
  ['the first program on the PATH', ['/opt/bin/x', '/bin/x'], 1],
])('%s', (_, paths, index) => {
  expect(findProvider(machine(paths), 'x')).toBe(paths[index]);
});

test('docker’s folder may be another', () => {
  const paths = ['/cfg/cli-plugins/docker-x', '/home/u/.docker/cli-plugins/docker-x'];
  expect(findProvider(machine(paths, { DOCKER_CONFIG: '/cfg' }), 'x')).toBe(paths[0]);
});

test('a name with a slash is a path, from the working folder', () => {
  expect(findProvider(machine(['/work/bin/x']), './bin/x')).toBe('/work/bin/x');
  expect(findProvider(machine(['/any/x']), '/any/x')).toBe('/any/x');
  expect(findProvider(machine(['/work/x']), './bin/x')).toBeUndefined();
});

test('folders of the PATH that depend on where one stands do not count', () => {
  expect(findProvider(machine(['/work/x', '/work/rel/x', 'rel/x']), 'x')).toBeUndefined();
});

test('what docker would not take for a plugin’s name is none', () => {
  const paths = ['/home/u/.docker/cli-plugins/docker-my.cloud', '/bin/my.cloud'];
  expect(findProvider(machine(paths), 'my.cloud')).toBe('/bin/my.cloud');
});

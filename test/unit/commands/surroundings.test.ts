import { hash } from 'node:crypto';
import { expect, test } from 'vitest';
import { readFileSums } from '../../../src/commands/surroundings.ts';
import { FileError } from '../../../src/host/host.ts';
import { memoryFiles } from '../../support/memory-files.ts';
import { makeProject } from '../../support/plan-fixtures.ts';

const project = makeProject(
  {
    web: { secrets: [{ source: 'token' }, { source: 'locked' }, { source: 'gone' }] },
    db: { configs: [{ source: 'site' }, { source: 'folder' }, { source: 'inline' }] },
  },
  {
    secrets: {
      token: { name: 'token', file: '/token' },
      locked: { name: 'locked', file: '/locked' },
      gone: { name: 'gone', file: '/gone' },
      unused: { name: 'unused', file: '/unused' },
    },
    configs: {
      site: { name: 'site', file: '/site' },
      folder: { name: 'folder', file: '/folder' },
      inline: { name: 'inline', content: 'x' },
    },
  },
);

test('sums up the files behind secrets and configs that services use, as far as they can be read', () => {
  const read: string[] = [];
  const memory = memoryFiles({ '/token': 'a', '/site': 'b', '/locked': 'c', '/unused': 'd' });
  const files = {
    ...memory,
    stat: (path: string) =>
      path === '/folder' ? { kind: 'directory' as const, size: 0, mtimeMs: 0 } : memory.stat(path),
    read: (path: string) => {
      read.push(path);
      if (path === '/locked') throw new FileError('EACCES', path, 'permission denied');
      return memory.read(path);
    },
  };
  expect(readFileSums({ files }, project)).toEqual({
    '/token': hash('sha256', 'a'),
    '/site': hash('sha256', 'b'),
  });
  expect(read).toEqual(['/token', '/locked', '/site']);
});

import { describe, expect, test } from 'vitest';
import { fileProblems } from '../../../../src/plan/request/file-problems.ts';
import { injectedArchives, injectedFiles } from '../../../../src/plan/request/injected-files.ts';
import { tarOf } from '../../../../src/plan/request/tar.ts';
import { hostConfigOf, makeProject } from './make-input.ts';

const project = makeProject({
  environment: { TOKEN: 'tök', EMPTY: '' },
  secrets: {
    token: { name: 'shop_token', environment: 'TOKEN' },
    empty: { name: 'shop_empty', environment: 'EMPTY' },
    unset: { name: 'shop_unset', environment: 'NOT_THERE' },
    file: { name: 'shop_file', file: '/app/f' },
    far: { name: 'far', external: true },
  },
  configs: { inline: { name: 'shop_inline', content: 'a=1' } },
});

test('content from the environment and from the file itself, with mode and owner', () => {
  const service = {
    secrets: [
      { source: 'token', target: 'tok', mode: '0400', uid: '5', gid: '6' },
      { source: 'empty' },
      { source: 'file' },
    ],
    configs: [{ source: 'inline', target: '/etc/inline' }],
  };
  expect(injectedFiles(project, service)).toEqual([
    { path: '/run/secrets/tok', mode: 0o400, uid: 5, gid: 6, content: 'tök' },
    { path: '/etc/inline', mode: 0o444, uid: 0, gid: 0, content: 'a=1' },
  ]);
});

describe('archives', () => {
  const service = {
    secrets: [{ source: 'token' }],
    configs: [{ source: 'inline', target: '/etc/x/c' }],
  };

  test('one goes to the root', () => {
    expect(injectedArchives(project, service)).toEqual([
      { path: '/', tar: tarOf(injectedFiles(project, service)) },
    ]);
    expect(injectedArchives(project, { secrets: [{ source: 'file' }] })).toEqual([]);
  });

  test('a read-only container gets a volume and an archive for each directory', () => {
    const readOnly = { ...service, read_only: true };
    expect(hostConfigOf(readOnly, { project }).Mounts).toEqual([
      { Type: 'volume', Target: '/run/secrets', VolumeOptions: { NoCopy: true } },
      { Type: 'volume', Target: '/etc/x', VolumeOptions: { NoCopy: true } },
    ]);
    const archives = injectedArchives(project, readOnly);
    expect(archives.map((archive) => archive.path)).toEqual(['/run/secrets', '/etc/x']);
    expect(Buffer.from(archives[1]?.tar ?? []).toString('latin1')).toMatch(/^c\0/);
  });
});

describe('tarOf', () => {
  const file = { path: '/run/secrets/a', mode: 0o640, uid: 7, gid: 8, content: 'hello' };

  test('writes whole blocks, a checksum, and the end mark', () => {
    const tar = Buffer.from(tarOf([file]));
    expect(tar.length).toBe(4 * 512);
    expect(tar.toString('latin1', 0, 15)).toBe('run/secrets/a\0\0');
    expect(tar.toString('latin1', 100, 136)).toBe(
      ['0000640', '0000007', '0000010', '00000000005', ''].join('\0'),
    );
    const sum = Number.parseInt(tar.toString('latin1', 148, 154), 8);
    tar.fill(' ', 148, 156);
    expect(tar.subarray(0, 512).reduce((total, byte) => total + byte, 0)).toBe(sum);
    expect(tar.toString('utf8', 512, 517)).toBe('hello');
  });

  test('splits long paths, and refuses those that do not fit', () => {
    const long = `/${'d'.repeat(90)}/${'f'.repeat(90)}`;
    const tar = Buffer.from(tarOf([{ ...file, path: long }]));
    expect(tar.toString('latin1', 0, 90)).toBe('f'.repeat(90));
    expect(tar.toString('latin1', 345, 435)).toBe('d'.repeat(90));
    expect(() => tarOf([{ ...file, path: `/${'x'.repeat(101)}` }])).toThrow('too long');
  });
});

describe('fileProblems', () => {
  test.each([
    [{ secrets: [{ source: 'far' }] }, 'unsupported-file-store', ['secrets', 0]],
    [{ secrets: [{ source: 'unset' }] }, 'unset-variable', ['secrets', 0]],
    [{ secrets: [{ source: 'token', uid: 'bob' }] }, 'numeric-id-expected', ['secrets', 0, 'uid']],
    [{ secrets: [{ source: 'file', mode: '0400' }] }, 'ignored-file-owner', ['secrets', 0, 'mode']],
    [{ read_only: true, configs: [{ source: 'inline' }] }, 'read-only-root', ['configs', 0]],
  ])('%j: %s', (service, code, path) => {
    expect(fileProblems(project, service)).toEqual([expect.objectContaining({ code, path })]);
  });

  test('finds nothing to say about ordinary use', () => {
    const service = {
      secrets: [{ source: 'token' }, { source: 'file' }],
      configs: [{ source: 'inline' }],
    };
    expect(fileProblems(project, service)).toEqual([]);
  });
});

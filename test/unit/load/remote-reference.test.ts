import { describe, expect, it, test } from 'vitest';
import { readRemote, withoutLogin, writeRemote } from '../../../src/load/remote-reference.ts';
import { cpuMs } from '../../support/cpu-time.ts';

describe('the address of a repository', () => {
  it.each([
    ['https://h/x/y.git', 'https://h/x/y.git', 'HEAD', ''],
    ['http://h:8080/x.git#v1', 'http://h:8080/x.git', 'v1', ''],
    ['https://github.com/u/r', 'https://github.com/u/r', 'HEAD', ''],
    ['HTTPS://h/x.git#main:deploy', 'https://h/x.git', 'main', 'deploy'],
    ['https://me@h/x.git#:deploy/', 'https://me@h/x.git', 'HEAD', 'deploy'],
    ['https://h/x.git#', 'https://h/x.git', 'HEAD', ''],
    ['https://h/x.git#:', 'https://h/x.git', 'HEAD', ''],
    ['https://h/x.git#:./a//b.yaml', 'https://h/x.git', 'HEAD', 'a/b.yaml'],
    ['https://h/x.git#refs/heads/a:b:c', 'https://h/x.git', 'refs/heads/a', 'b:c'],
    ['git@h:x/y.git#v1:sub', 'git@h:x/y.git', 'v1', 'sub'],
    ['some.one@h:x', 'some.one@h:x', 'HEAD', ''],
    ['ssh://git@h:22/x', 'ssh://git@h:22/x', 'HEAD', ''],
    ['git://h/x', 'git://h/x', 'HEAD', ''],
  ])('%s has its origin, ref and folder', (text, ...[origin, ref, folder]) => {
    expect(readRemote(text)).toEqual({ kind: 'git', reference: { origin, ref, folder } });
  });

  it.each([
    ['oci://h/x:1', 'registry'],
    ['https://h/compose.yaml', 'not the address'],
    ['https://github.com/u', 'not the address'],
    ['https://github.com/u/r/tree/main', 'not the address'],
    ['https://u:p@h/x.git', 'password'],
    ['https://h/x.git?ref=v1', 'query'],
    ['https:///x.git', 'not the address'],
    ['ssh://-oProxyCommand=x/y', 'not the address'],
    ['ssh://-l@h/y', 'not the address'],
    ['ssh://h', 'not the address'],
    ['git://h/-x', 'not the address'],
    ['git@-x:y', 'not the address'],
    ['git@h:-y', 'not the address'],
    ['git@h:', 'not the address'],
    ['git://h/a b', 'not the address'],
    ['https://h/x.git#-x', 'ref'],
    ['https://h/x.git#+a', 'ref'],
    ['https://h/x.git#a..b', 'ref'],
    ['https://h/x.git#a@{1}', 'ref'],
    ['https://h/x.git#a*', 'ref'],
    ['https://h/x.git#a b', 'ref'],
    ['https://h/x.git#a\u0000', 'ref'],
    ['https://h/x.git#:../x', 'outside'],
    ['https://h/x.git#:a/../../x', 'outside'],
    ['https://h/x.git#:/etc', 'outside'],
    ['https://h/x.git#:-x', 'outside'],
    ['https://h/x.git#:a\\..\\b', 'outside'],
  ])('%s cannot be used, and it says why', (text, why) => {
    expect(readRemote(text)).toMatchObject({ kind: 'unusable', why: expect.stringContaining(why) });
  });

  it.each([
    ...['compose.yaml', './git@h:x', 'x.git', 'h:x/y.git', '/https://h/x.git', 'C:\\x', '-'],
    ...['file:///x.git', 'ext::sh -c x', 'git@h/x.git', 'github.com/u/r', '~/x@y:z', ''],
  ])('%j is a path', (text) => {
    expect(readRemote(text)).toBeUndefined();
  });

  it.each(['https://h/x.git', 'https://h/x.git#v1', 'https://h/x.git#:a', 'git@h:x#v1:a/b'])(
    '%s is written as it was read',
    (text) => {
      const remote = readRemote(text);
      expect(remote?.kind === 'git' && writeRemote(remote.reference)).toBe(text);
    },
  );
});

test('a login is left out of what is shown', () => {
  expect(withoutLogin('https://u:p@h/x.git#v1')).toBe('https://***@h/x.git#v1');
  expect(withoutLogin('https://h/x.git#a:b@c')).toBe('https://h/x.git#a:b@c');
});

test('a long address is read in time that grows with its length', () => {
  const spent = cpuMs(() => {
    for (const piece of [':', '@', '/', '.', '#', 'a@{', '..', '\\', ' ']) {
      const text = `https://${piece.repeat(100_000)}`;
      readRemote(text);
      readRemote(`https://h/x.git#${piece.repeat(100_000)}`);
      withoutLogin(text);
    }
  });
  expect(spent).toBeLessThan(2000);
});

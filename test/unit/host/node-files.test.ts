import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { FileError } from '../../../src/host/host.ts';
import { nodeFiles } from '../../../src/host/node-files.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'flotilla-files-'));
const at = (name: string) => path.join(folder, name);
afterAll(() => fs.rmSync(folder, { recursive: true }));

test('what is written can be read, listed and looked at', () => {
  nodeFiles.write(at('a.txt'), 'hello');
  expect(Buffer.from(nodeFiles.read(at('a.txt'))).toString()).toBe('hello');
  expect(nodeFiles.list(folder)).toContain('a.txt');
  expect(nodeFiles.stat(at('a.txt'))).toMatchObject({ kind: 'file', size: 5 });
});

test('kinds are told apart and links are followed', () => {
  execFileSync('mkfifo', [at('pipe')]);
  fs.symlinkSync(folder, at('link'));
  expect(nodeFiles.stat(at('pipe'))?.kind).toBe('fifo');
  expect(nodeFiles.stat('/dev/null')?.kind).toBe('other');
  expect(nodeFiles.stat(at('link'))?.kind).toBe('directory');
  expect(nodeFiles.realPath(at('link'))).toBe(fs.realpathSync(folder));
});

test('nothing there is no error for stat', () => {
  expect(nodeFiles.stat(at('nothing'))).toBeUndefined();
});

test.each([
  ['ENOENT', () => nodeFiles.read(at('nothing'))],
  ['EISDIR', () => nodeFiles.read(folder)],
  ['ENOTDIR', () => nodeFiles.stat(at('a.txt/b')) ?? nodeFiles.list(at('a.txt'))],
  ['ENOENT', () => nodeFiles.write(at('no/folder'), '')],
])('a failure carries the code %s and the path', (code, action) => {
  expect(action).toThrow(FileError);
  expect(action).toThrow(
    expect.objectContaining({ code, path: expect.stringContaining(folder) as unknown }),
  );
});

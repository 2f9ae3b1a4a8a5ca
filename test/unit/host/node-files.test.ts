import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { FileError } from '../../../src/host/host.ts';
import { nodeFiles, nodeFileTree } from '../../../src/host/node-files.ts';

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

test('a file is replaced with the mode that was asked for, and a folder goes with all that is in it', () => {
  nodeFileTree.makeFolder(at('tree/inner'), 0o700);
  expect(fs.statSync(at('tree')).mode & 0o777).toBe(0o700);
  nodeFileTree.replaceFile(at('tree/inner/secret'), 'one', 0o600);
  nodeFileTree.replaceFile(at('tree/inner/secret'), 'two', 0o600);
  expect(fs.readdirSync(at('tree/inner'))).toEqual(['secret']);
  expect(fs.readFileSync(at('tree/inner/secret'), 'utf8')).toBe('two');
  expect(fs.statSync(at('tree/inner/secret')).mode & 0o777).toBe(0o600);
  nodeFileTree.removeFolder(at('tree'));
  nodeFileTree.removeFolder(at('tree'));
  expect(nodeFileTree.exists(at('tree'))).toBe(false);
});

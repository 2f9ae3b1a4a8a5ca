import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findProgram } from '../../../src/start/find-program.ts';

let home = '';
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'flotilla-find-')));
  mkdirSync(join(home, 'lib/dist/program'), { recursive: true });
  writeFileSync(join(home, 'lib/dist/program/main.cjs'), '');
  writeFileSync(join(home, 'lib/dist/flotilla.mjs'), '');
  for (const folder of ['bin', 'empty']) mkdirSync(join(home, folder));
  symlinkSync('../lib/dist/flotilla.mjs', join(home, 'bin/flotilla'));
});
afterEach(() => {
  rmSync(home, { recursive: true });
});

const installed = (): string => join(home, 'lib/dist/program');
const find = (entry: string, searchPath: string | undefined, runtime = 'empty/node') =>
  findProgram(pathToFileURL(join(home, entry)).href, {
    searchPath,
    runtime: join(home, runtime),
  });

test('the program is beside its entry', () => {
  expect(find('lib/dist/flotilla.mjs', '')).toBe(installed());
});

test('a copy of the entry leads to the program that is installed on the PATH', () => {
  expect(find('copy/docker-compose', `relative:${home}/empty:${home}/bin`)).toBe(installed());
});

test('or beside Node, where npm puts commands, also without any PATH', () => {
  expect(find('copy/docker-compose', undefined, 'bin/node')).toBe(installed());
  expect(find('copy/docker-compose', '', 'bin/node')).toBe(installed());
});

test('a copy alone finds nothing', () => {
  expect(find('copy/docker-compose', `${home}/empty`)).toBeUndefined();
});

import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openCodeCache } from '../../../src/start/code-cache.ts';

const SOURCE = '(function (n) { function twice(x) { return x + x; } return twice(n); })';
const CHUNK = 'up-abc.cjs';

let home = '';
let program = '';
const file = (): string => {
  const folder = join(home, 'flotilla', `${process.version}-${process.arch}`);
  return join(folder, 'up');
};

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'flotilla-cache-'));
  program = join(home, 'program');
  mkdirSync(program);
  writeFileSync(join(program, CHUNK), SOURCE);
  vi.stubEnv('XDG_CACHE_HOME', home);
  vi.stubEnv('NODE_COMPILE_CACHE', '');
  vi.stubEnv('NODE_DISABLE_COMPILE_CACHE', '');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true });
});

/** One run of the program: whether V8 took what was kept, after which it keeps what it compiled. */
function run(chunk = CHUNK): { readonly used: boolean; readonly lacked: boolean } {
  const cache = openCodeCache('up');
  const cachedData = cache.get(chunk);
  const script = new Script(SOURCE, { cachedData });
  cache.add(chunk, script);
  (script.runInThisContext() as (n: number) => number)(2);
  const lacked = cache.lacksSome();
  cache.store(program);
  return { used: cachedData !== undefined && script.cachedDataRejected === false, lacked };
}

test('the second run uses what the first has compiled, functions that were called included', () => {
  const before = new Script(SOURCE).createCachedData().length;
  expect(run()).toEqual({ used: false, lacked: true });
  expect(run()).toEqual({ used: true, lacked: false });
  expect(openCodeCache('up').get(CHUNK)?.length).toBeGreaterThan(before);
});

test('what was looked at not long ago is not looked at again', () => {
  expect(openCodeCache('up').isFresh()).toBe(false);
  run();
  expect(openCodeCache('up').isFresh()).toBe(true);
  const hourAgo = new Date(Date.now() - 3_600_000);
  utimesSync(file(), hourAgo, hourAgo);
  expect(openCodeCache('up').isFresh()).toBe(false);
  // nothing new is found, and that is remembered
  run();
  expect(openCodeCache('up').isFresh()).toBe(true);
});

test('each command keeps its own', () => {
  run();
  expect(openCodeCache('down').get(CHUNK)).toBeUndefined();
});

test('a chunk that another run needed is kept on, one of an earlier build is not', () => {
  run();
  writeFileSync(join(program, 'up-def.cjs'), SOURCE);
  run('up-def.cjs');
  expect(openCodeCache('up').get(CHUNK)).toBeDefined();
  rmSync(join(program, CHUNK));
  writeFileSync(join(program, 'up-ghi.cjs'), SOURCE);
  run('up-ghi.cjs');
  expect(openCodeCache('up').get(CHUNK)).toBeUndefined();
});

test('only its owner can read it, and nothing is left beside it', () => {
  run();
  expect(statSync(file()).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(file(), '..'))).toEqual(['up']);
});

describe('what is kept is passed over, and made anew', () => {
  test.each<readonly [string, () => void]>([
    ['where others could have written it', () => chmodSync(file(), 0o666)],
    ['where it is cut short', () => writeFileSync(file(), readFileSync(file()).subarray(0, 100))],
    ['where it is empty', () => writeFileSync(file(), '')],
    ['where it is no such file', () => writeFileSync(file(), 'x'.repeat(5000))],
  ])('%s', (_, spoil) => {
    run();
    spoil();
    expect(run()).toEqual({ used: false, lacked: true });
  });
});

describe('nothing is kept', () => {
  test.each<readonly [string, Readonly<Record<string, string>>]>([
    ['where Node’s own cache is switched off', { NODE_DISABLE_COMPILE_CACHE: '1' }],
    ['without a place for it', { XDG_CACHE_HOME: '', HOME: '', LOCALAPPDATA: '' }],
    ['where the place is no absolute path', { XDG_CACHE_HOME: 'here' }],
  ])('%s', (_, env) => {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    run();
    expect(run().used).toBe(false);
    expect(readdirSync(home)).toEqual(['program']);
  });

  test('where the place is not to be written to, without a word', () => {
    writeFileSync(join(home, 'flotilla'), 'a file in its way');
    expect(run().used).toBe(false);
    expect(run().used).toBe(false);
  });
});

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { saveFile } from '../../../src/engine/save-file.ts';

function folder(): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'flotilla-save-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

test('a stream becomes a file that only the user may read', async () => {
  using dir = folder();
  const file = join(dir.path, 'out.tar');
  await saveFile(file, pieces('one ', 'two'));
  expect(readFileSync(file, 'utf8')).toBe('one two');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(dir.path)).toEqual(['out.tar']);
});

test('a source that breaks leaves the file from before and nothing else', async () => {
  using dir = folder();
  const file = join(dir.path, 'out.tar');
  writeFileSync(file, 'from before');
  await expect(saveFile(file, breaking())).rejects.toThrow('cut off');
  expect(readFileSync(file, 'utf8')).toBe('from before');
  expect(readdirSync(dir.path)).toEqual(['out.tar']);
});

test('the next piece is asked for when the one before it has been written', async () => {
  using dir = folder();
  const file = join(dir.path, 'out.tar');
  const sizes: number[] = [];
  await saveFile(file, measured(dir.path, sizes));
  expect(sizes).toEqual([0, 4, 8]);
});

async function* pieces(...texts: readonly string[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Buffer.from(text);
}

async function* breaking(): AsyncGenerator<Buffer> {
  yield Buffer.from('half');
  throw new Error('cut off');
}

async function* measured(dir: string, sizes: number[]): AsyncGenerator<Buffer> {
  for (let round = 0; round < 3; round++) {
    const [name = ''] = readdirSync(dir);
    sizes.push(statSync(join(dir, name)).size);
    yield Buffer.from('four');
  }
}

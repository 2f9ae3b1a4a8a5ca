import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { extract } from 'tar-stream';
import { expect, onTestFinished, test } from 'vitest';
import {
  newestChange,
  packContext,
  type ContextOptions,
} from '../../../src/engine/build-context.ts';

interface Packed {
  readonly dockerfile: string;
  readonly names: readonly string[];
  readonly entries: Readonly<
    Record<
      string,
      {
        readonly type: string;
        readonly text: string;
        readonly linkname: string;
        readonly uid: number;
        readonly mode: number;
      }
    >
  >;
}

function folder(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'build-context-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

async function pack(directory: string, options?: ContextOptions): Promise<Packed> {
  const { dockerfile, context } = packContext(directory, options);
  const tar = extract();
  const entries: Record<string, Packed['entries'][string]> = {};
  Readable.from(context).pipe(tar);
  for await (const entry of tar) {
    const parts: Uint8Array[] = [];
    for await (const part of entry as AsyncIterable<Uint8Array>) parts.push(part);
    const { name, type, linkname, uid, mode } = entry.header;
    entries[name.replace(/\/$/, '')] = {
      type,
      linkname,
      uid,
      mode,
      text: Buffer.concat(parts).toString(),
    };
  }
  return { dockerfile, entries, names: Object.keys(entries) };
}

test('files come sorted, as root, links as links', async () => {
  const root = folder({ Dockerfile: 'FROM x', 'b/two': '2', 'a.txt': '1' });
  symlinkSync('a.txt', join(root, 'link'));
  const { dockerfile, names, entries } = await pack(root);
  expect(dockerfile).toBe('Dockerfile');
  expect(names).toEqual(['Dockerfile', 'a.txt', 'b', 'b/two', 'link']);
  expect(entries['a.txt']).toMatchObject({ text: '1', uid: 0, mode: 0o644 });
  expect(entries['link']).toMatchObject({ type: 'symlink', linkname: 'a.txt' });
});

test('what .dockerignore leaves out stays, exceptions below it do not', async () => {
  const root = folder({
    Dockerfile: 'FROM x',
    '.dockerignore': '# comment\n*.log\nmodules\n!modules/x/keep\nDockerfile\n',
    'a.log': '',
    'sub/b.log': '',
    'modules/x/keep': '',
    'modules/x/drop': '',
  });
  const { names } = await pack(root);
  expect(names).toEqual(['.dockerignore', 'Dockerfile', 'modules/x/keep', 'sub', 'sub/b.log']);
});

test('an excluded Dockerfile in an excluded folder is sent all the same', async () => {
  const root = folder({
    'build/app.Dockerfile': 'FROM x',
    'build/other': '',
    '.dockerignore': 'build',
  });
  const { dockerfile, names } = await pack(root, { dockerfile: 'build/app.Dockerfile' });
  expect(dockerfile).toBe('build/app.Dockerfile');
  expect(names).toEqual(['.dockerignore', 'build/app.Dockerfile']);
});

test("a Dockerfile's own ignore file goes before the folder's", async () => {
  const root = folder({
    'app.Dockerfile': 'FROM x',
    'app.Dockerfile.dockerignore': 'one',
    '.dockerignore': 'two',
    one: '',
    two: '',
  });
  const { names } = await pack(root, { dockerfile: 'app.Dockerfile' });
  expect(names).toContain('two');
  expect(names).not.toContain('one');
});

test('an inline Dockerfile gets a name that depends on its text only', async () => {
  const root = folder({ Dockerfile: 'FROM x', '.dockerignore': '*' });
  const first = await pack(root, { dockerfileInline: 'FROM a' });
  const second = await pack(root, { dockerfileInline: 'FROM b' });
  expect(first.dockerfile).toMatch(/^\.dockerfile\.[0-9a-f]{20}$/);
  expect(first.entries[first.dockerfile]?.text).toBe('FROM a');
  expect(first.dockerfile).not.toBe(second.dockerfile);
  expect(await pack(root, { dockerfileInline: 'FROM a' })).toEqual(first);
});

test('a Dockerfile outside the folder is sent along', async () => {
  const root = folder({ 'app/x': '', 'docker/app.Dockerfile': 'FROM out' });
  const { dockerfile, entries } = await pack(join(root, 'app'), {
    dockerfile: '../docker/app.Dockerfile',
  });
  expect(entries[dockerfile]?.text).toBe('FROM out');
});

test('large files and long names arrive whole', async () => {
  const long = `${'d'.repeat(90)}/${'f'.repeat(90)}`;
  const big = 'x'.repeat(3 * 1024 * 1024 + 1);
  const root = folder({ Dockerfile: 'FROM x', [long]: 'y', big });
  const { entries } = await pack(root);
  expect(entries[long]?.text).toBe('y');
  expect(entries['big']?.text.length).toBe(big.length);
});

test('sockets are left out', async () => {
  const root = folder({ Dockerfile: 'FROM x' });
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(join(root, 'sock'), resolve));
  onTestFinished(() => void server.close());
  expect((await pack(root)).names).toEqual(['Dockerfile']);
});

test('a missing folder and a missing Dockerfile are told apart', () => {
  expect(() => packContext('/nowhere')).toThrow(
    'unable to prepare context: path "/nowhere" not found',
  );
  const root = folder({ a: '' });
  expect(() => packContext(root)).toThrow(
    'failed to read dockerfile: open Dockerfile: no such file',
  );
});

test('a reader that stops early leaves nothing running', async () => {
  const root = folder({ Dockerfile: 'FROM x', big: 'x'.repeat(20 * 1024 * 1024) });
  const reader = packContext(root).context[Symbol.asyncIterator]();
  expect((await reader.next()).done).toBe(false);
  await reader.return?.();
  expect((await reader.next()).done).toBe(true);
});

test('the newest file of a context is found among those that are sent', () => {
  const root = folder({
    Dockerfile: 'FROM x',
    'src/a': 'a',
    'logs/b': 'b',
    '.dockerignore': 'logs',
  });
  const touch = (path: string, seconds: number): void => utimesSync(join(root, path), 1, seconds);
  for (const [index, path] of ['Dockerfile', '.dockerignore', 'src/a'].entries())
    touch(path, 100 + index);
  touch('logs/b', 900);
  expect(newestChange(root)).toBe(102_000);
  expect(newestChange(join(root, 'nowhere'))).toBeUndefined();
});

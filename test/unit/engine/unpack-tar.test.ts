import {
  mkdtempSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  existsSync,
  readlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listTree } from '../../../src/engine/list-tree.ts';
import { packEntries } from '../../../src/engine/pack-tar.ts';
import { chooseTarget, unpackTar } from '../../../src/engine/unpack-tar.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'flotilla-unpack-'));
  mkdirSync(join(dir, 'out'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

type Item = Parameters<ReturnType<typeof pack>['entry']>[0] & { readonly text?: string };

function tarOf(items: readonly Item[]): AsyncIterable<Uint8Array> {
  const tar = pack();
  for (const { text = '', ...header } of items) tar.entry(header, text);
  tar.finalize();
  return tar as AsyncIterable<Uint8Array>;
}

const unpack = (items: readonly Item[], top = 'd'): Promise<readonly string[]> =>
  unpackTar(tarOf(items), { folder: join(dir, 'out'), top, keepOwner: false });

describe('a tar', () => {
  test('is unpacked under the target’s name', async () => {
    await unpack(
      [
        { name: 'src/', type: 'directory' },
        { name: 'src/s/', type: 'directory', mode: 0o500 },
        { name: 'src/s/x', text: 'in', mode: 0o4755 },
        { name: 'src/l', type: 'symlink', linkname: 's/x' },
        { name: 'src/h', type: 'link', linkname: 'src/s/x' },
      ],
      'new',
    );
    expect(readFileSync(join(dir, 'out/new/s/x'), 'utf8')).toBe('in');
    expect(readFileSync(join(dir, 'out/new/h'), 'utf8')).toBe('in');
    expect(readlinkSync(join(dir, 'out/new/l'))).toBe('s/x');
    expect(statSync(join(dir, 'out/new/s/x')).mode % 0o10000).toBe(0o755);
    expect(statSync(join(dir, 'out/new/s')).mode % 0o10000).toBe(0o500);
  });

  test('of the root keeps all its names', async () => {
    await unpack(
      [
        { name: '/', type: 'directory' },
        { name: '/etc/', type: 'directory' },
        { name: '/etc/f', text: 'x' },
      ],
      '',
    );
    expect(readFileSync(join(dir, 'out/etc/f'), 'utf8')).toBe('x');
  });

  test('of many megabytes passes through', async () => {
    const source = join(dir, 'big');
    writeFileSync(source, Buffer.alloc(9_000_000, 7));
    const entries = listTree(source, { top: 'big', followLink: false, keepOwner: false });
    await unpackTar(packEntries(entries), {
      folder: join(dir, 'out'),
      top: 'copy',
      keepOwner: false,
    });
    expect(readFileSync(join(dir, 'out/copy')).equals(readFileSync(source))).toBe(true);
  });

  test('that is cut off is an error', async () => {
    const whole: Uint8Array[] = [];
    for await (const chunk of tarOf([{ name: 'd', text: 'x'.repeat(5000) }])) whole.push(chunk);
    const half = Buffer.concat(whole).subarray(0, 2000);
    const cut = (async function* cut() {
      yield half;
    })();
    await expect(
      unpackTar(cut, { folder: join(dir, 'out'), top: 'd', keepOwner: false }),
    ).rejects.toThrow('the archive is cut off or damaged');
  });
});

test('a source that breaks tells its own reason', async () => {
  const broken = (async function* broken() {
    for await (const chunk of tarOf([{ name: 'd', text: 'x'.repeat(5000) }])) {
      yield chunk.subarray(0, 1000);
      throw new Error('the engine is gone');
    }
  })();
  await expect(
    unpackTar(broken, { folder: join(dir, 'out'), top: 'd', keepOwner: false }),
  ).rejects.toThrow('the engine is gone');
});

describe('nothing leads out of the target', () => {
  test.each(['d/../../evil', '../evil', 'd/x/../../../evil'])('not the name %s', async (name) => {
    await expect(
      unpack([
        { name: 'd/', type: 'directory' },
        { name, text: 'x' },
      ]),
    ).rejects.toThrow('leads away');
    expect(existsSync(join(dir, 'evil'))).toBe(false);
  });

  test('no link, which is left out and told', async () => {
    const skipped = await unpack([
      { name: 'd/', type: 'directory' },
      { name: 'd/a', type: 'symlink', linkname: '/etc' },
      { name: 'd/b', type: 'symlink', linkname: '../..' },
      { name: 'd/c', type: 'symlink', linkname: '.' },
    ]);
    expect(readdirSync(join(dir, 'out/d'))).toEqual(['c']);
    expect(skipped).toHaveLength(2);
    expect(skipped[0]).toContain('/etc');
  });

  test('no folder that was a link before', async () => {
    mkdirSync(join(dir, 'out/d'));
    mkdirSync(join(dir, 'elsewhere'));
    symlinkSync(join(dir, 'elsewhere'), join(dir, 'out/d/s'));
    const items: readonly Item[] = [
      { name: 'd/', type: 'directory' },
      { name: 'd/s/x', text: 'x' },
    ];
    await expect(unpack(items)).rejects.toThrow('outside of the target');
    await expect(
      unpack([
        { name: 'd/', type: 'directory' },
        { name: 'd/s/', type: 'directory' },
      ]),
    ).rejects.toThrow('cannot replace');
    expect(readdirSync(join(dir, 'elsewhere'))).toEqual([]);
  });

  test('no file that was a link before: the link gives way', async () => {
    writeFileSync(join(dir, 'victim'), 'mine');
    symlinkSync(join(dir, 'victim'), join(dir, 'out/d'));
    await unpack([{ name: 'd', text: 'theirs' }]);
    expect(readFileSync(join(dir, 'victim'), 'utf8')).toBe('mine');
    expect(readFileSync(join(dir, 'out/d'), 'utf8')).toBe('theirs');
  });

  test('no hard link', async () => {
    writeFileSync(join(dir, 'out/secret'), 'mine');
    symlinkSync(join(dir, 'out/secret'), join(dir, 'out/l'));
    await expect(
      unpack([
        { name: 'd/', type: 'directory' },
        { name: 'd/h', type: 'link', linkname: '../secret' },
      ]),
    ).rejects.toThrow('leads away');
  });

  test('no device', async () => {
    const skipped = await unpack([
      { name: 'd/', type: 'directory' },
      { name: 'd/n', type: 'character-device', devmajor: 1, devminor: 3 },
      { name: 'd/f', text: 'x' },
    ]);
    expect(readdirSync(join(dir, 'out/d'))).toEqual(['f']);
    expect(skipped).toEqual(['d/n is left out: it is a character-device']);
  });
});

describe('docker’s rules for the destination', () => {
  const file = { name: 'f', isDirectory: false, contentOnly: false };
  const folder = { name: 's', isDirectory: true, contentOnly: false };

  test('a folder takes the source under its name, or its content', async () => {
    expect(await chooseTarget(`${dir}/out`, file)).toEqual({ folder: `${dir}/out`, top: 'f' });
    expect(await chooseTarget(`${dir}/out`, folder)).toEqual({ folder: `${dir}/out`, top: 's' });
    const content = { ...folder, contentOnly: true };
    expect(await chooseTarget(`${dir}/out`, content)).toEqual({ folder: `${dir}/out`, top: '' });
  });

  test('a new name is the source’s', async () => {
    expect(await chooseTarget(`${dir}/new`, file)).toEqual({ folder: dir, top: 'new' });
    expect(await chooseTarget(`${dir}/new/`, folder)).toEqual({ folder: dir, top: 'new' });
  });

  test.each([
    ['new/', file, 'no such directory'],
    ['no/new', file, 'does not exist'],
    ['taken', folder, 'cannot copy directory'],
  ])('%s is refused', async (path, source, message) => {
    writeFileSync(join(dir, 'taken'), '');
    await expect(chooseTarget(`${dir}/${path}`, source)).rejects.toThrow(message);
  });
});

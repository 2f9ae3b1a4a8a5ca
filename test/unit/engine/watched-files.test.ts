import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  isBelowInnerLink,
  listWatched,
  readWatchedFiles,
} from '../../../src/engine/watched-files.ts';

function folder(): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'watched-')));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'web/sub'), { recursive: true });
  writeFileSync(join(root, 'web/sub/x'), 'x');
  writeFileSync(join(root, 'outside'), 'o');
  return root;
}

const read = (root: string, ...paths: readonly string[]): ReturnType<typeof readWatchedFiles> =>
  readWatchedFiles(
    paths.map((path) => ({
      from: join(root, 'web', path),
      to: `/site/${path}`,
      root: join(root, 'web'),
    })),
  );

describe('changed files', () => {
  it('are files and folders as they are now, with their modes', () => {
    const root = folder();
    chmodSync(join(root, 'web/sub/x'), 0o750);
    chmodSync(join(root, 'web/sub'), 0o700);
    const { entries, removed } = read(root, 'sub', 'sub/x');
    expect(entries).toMatchObject([
      { name: 'site/sub', kind: 'directory', mode: 0o700 },
      { name: 'site/sub/x', kind: 'file', mode: 0o750, source: join(root, 'web/sub/x'), size: 1 },
    ]);
    expect(entries[0]).not.toHaveProperty('owner');
    expect(removed).toEqual([]);
  });

  it('that are gone are to be removed, with their folder where that is gone, too', () => {
    const { entries, removed } = read(folder(), 'gone/deep/a', 'gone', 'gone/b', 'sub/gone');
    expect(entries).toEqual([]);
    expect(removed).toEqual(['/site/gone', '/site/sub/gone']);
  });

  it('are gone where a file stands in the place of their folder', () => {
    expect(read(folder(), 'sub/x/y').removed).toEqual(['/site/sub/x/y']);
  });

  it('are links where these stay below the root, and else what they lead to', () => {
    const root = folder();
    symlinkSync('sub/x', join(root, 'web/inner'));
    symlinkSync('../outside', join(root, 'web/outer'));
    symlinkSync(join(root, 'web/sub/x'), join(root, 'web/absolute'));
    symlinkSync('nowhere', join(root, 'web/dangling'));
    expect(read(root, 'inner', 'outer', 'absolute', 'dangling').entries).toMatchObject([
      { kind: 'symlink', target: 'sub/x' },
      { kind: 'file', source: join(root, 'web/outer') },
      { kind: 'file', source: join(root, 'web/absolute') },
      { kind: 'symlink', target: 'nowhere' },
    ]);
  });

  it('below a link to a folder have their own place when that is below the root, too', () => {
    const root = folder();
    symlinkSync('sub', join(root, 'web/alias'));
    symlinkSync('..', join(root, 'web/loop'));
    mkdirSync(join(root, 'far'));
    writeFileSync(join(root, 'far/y'), 'y');
    symlinkSync('../far', join(root, 'web/far'));
    expect(read(root, 'alias/x', 'loop/outside').entries).toEqual([]);
    expect(read(root, 'far/y').entries).toMatchObject([{ name: 'site/far/y', kind: 'file' }]);
    expect(isBelowInnerLink(join(root, 'web/alias/x'), join(root, 'web'))).toBe(true);
    expect(isBelowInnerLink(join(root, 'web/alias'), join(root, 'web'))).toBe(false);
  });
});

describe('all that is watched', () => {
  it('is listed with folders before what is in them, without what is left out', () => {
    const root = join(folder(), 'web');
    mkdirSync(join(root, 'node_modules/a'), { recursive: true });
    const leavesOut = (path: string): boolean => path.endsWith('node_modules');
    expect([...listWatched(root, leavesOut)]).toEqual([
      root,
      join(root, 'sub'),
      join(root, 'sub/x'),
    ]);
  });

  it('is nothing where there is nothing', () => {
    expect([...listWatched('/no/such/path', () => false)]).toEqual([]);
  });
});

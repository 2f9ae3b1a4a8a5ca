import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { watchFiles } from '../../../src/host/node-watch.ts';

interface Watched {
  readonly root: string;
  /** Makes a change and resolves when each of the paths has been told since. */
  readonly tells: (change: () => void, ...paths: readonly string[]) => Promise<boolean>;
  readonly seen: ReadonlySet<string>;
}

async function watched(leavesOut: (path: string) => boolean = () => false): Promise<Watched> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'node-watch-')));
  mkdirSync(join(root, 'src'));
  writeFileSync(join(root, 'src/x'), '1');
  const seen = new Set<string>();
  const watch = await watchFiles({
    paths: [root, join(root, 'later')],
    leavesOut,
    onChange: (path) => seen.add(path),
    onTrouble: (error) => expect.fail(error.message),
  });
  onTestFinished(async () => {
    await watch.close();
    rmSync(root, { recursive: true });
  });
  const tells: Watched['tells'] = async (change, ...paths) => {
    seen.clear();
    change();
    const wanted = new Set(paths.map((path) => join(root, path)));
    await vi.waitFor(() => expect(wanted.difference(seen)).toEqual(new Set()), 10_000);
    return true;
  };
  return { root, tells, seen };
}

describe('a watch', () => {
  it('tells of files that change, come and go', async () => {
    const { root, tells } = await watched();
    expect(await tells(() => writeFileSync(join(root, 'src/x'), '2'), 'src/x')).toBe(true);
    expect(await tells(() => writeFileSync(join(root, 'src/y'), '1'), 'src/y')).toBe(true);
    expect(await tells(() => rmSync(join(root, 'src/y')), 'src/y')).toBe(true);
  });

  it('tells of each replacement by a rename, as editors write', async () => {
    const { root, tells } = await watched();
    for (const text of ['a', 'b', 'c'])
      expect(
        await tells(() => {
          writeFileSync(join(root, 'src/.tmp'), text);
          renameSync(join(root, 'src/.tmp'), join(root, 'src/x'));
        }, 'src/x'),
      ).toBe(true);
  });

  it('tells of what is in folders that come later, are renamed, or go and come back', async () => {
    const { root, tells } = await watched();
    await tells(() => {
      mkdirSync(join(root, 'n/a/b'), { recursive: true });
      writeFileSync(join(root, 'n/a/b/one'), '1');
    }, 'n/a/b/one');
    expect(
      await tells(() => renameSync(join(root, 'src'), join(root, 'lib')), 'src/x', 'lib/x'),
    ).toBe(true);
    await tells(() => {
      rmSync(join(root, 'lib'), { recursive: true });
      mkdirSync(join(root, 'lib'));
      writeFileSync(join(root, 'lib/x'), '2');
    }, 'lib/x');
    expect(await tells(() => writeFileSync(join(root, 'lib/new'), '1'), 'lib/new')).toBe(true);
  });

  it('does not look at what is left out', async () => {
    const { root, tells, seen } = await watched((path) => path.includes('node_modules'));
    await tells(() => {
      mkdirSync(join(root, 'node_modules'));
      writeFileSync(join(root, 'node_modules/a'), '1');
      writeFileSync(join(root, 'src/x'), '2');
    }, 'src/x');
    expect([...seen].filter((path) => path.includes('node_modules'))).toEqual([]);
  });
});

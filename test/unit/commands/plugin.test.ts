import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/commands/context.ts';
import { PluginFolder } from '../../../src/commands/plugin-folder.ts';
import { renderWrapper } from '../../../src/commands/plugin-file.ts';
import type { FileTree, Host, ProgramPlace } from '../../../src/host/host.ts';
import { makeFakeHost } from './fake-host.ts';

const PROGRAM: ProgramPlace = {
  name: 'flotilla',
  title: 'flotilla',
  runtime: '/opt/node/bin/node',
  entry: '/lib/flotilla.mjs',
};
const PATH = '/p/docker-compose';
const BACKUP = '/p/.flotilla-backup-of-docker-compose';

function folder(before: Readonly<Record<string, string>> = {}, dryRun = false) {
  const files: Record<string, string> = { ...before };
  const tree: FileTree = {
    exists: (path) => path in files,
    makeFolder: () => {},
    replaceFile: (path, text) => {
      files[path] = text;
    },
    rename: (from, to) => {
      files[to] = files[from] ?? '';
      delete files[from];
    },
    remove: (path) => {
      delete files[path];
    },
    removeFolder: () => {},
  };
  const host: Host = { ...makeFakeHost({ files }), fileTree: tree };
  const read = {
    ...host.files,
    stat: statOf(files),
    read: (path: string) => Buffer.from(files[path] ?? ''),
  };
  const place = new PluginFolder(
    { ...host, files: read },
    { name: 'docker-compose', folder: '/p', dryRun },
  );
  return { files, place };
}

const statOf = (files: Readonly<Record<string, string>>) => (path: string) =>
  path in files
    ? ({ kind: 'file', size: files[path]?.length ?? 0, mtimeMs: 0 } as const)
    : undefined;

describe('installing', () => {
  test('writes a program that starts this Node with this program', () => {
    const { files, place } = folder();
    expect(place.install(PROGRAM)).toEqual([`installed ${PATH}`]);
    expect(files[PATH]).toMatch(/^#!\/bin\/sh\n/);
    expect(files[PATH]).toContain("node='/opt/node/bin/node'");
    expect(files[PATH]).toContain("program='/lib/flotilla.mjs'");
  });

  test('keeps what was there, says so, and uninstalling puts it back', () => {
    const { files, place } = folder({ [PATH]: 'theirs' });
    expect(place.install(PROGRAM)).toEqual([
      `kept the ${PATH} that was there as ${BACKUP}`,
      `installed ${PATH}`,
    ]);
    expect(files[BACKUP]).toBe('theirs');
    expect(place.uninstall()).toHaveLength(2);
    expect(files).toEqual({ [PATH]: 'theirs' });
  });

  test('twice keeps the first backup', () => {
    const { files, place } = folder({ [PATH]: 'theirs' });
    place.install(PROGRAM);
    expect(place.install({ ...PROGRAM, entry: '/new.mjs' })).toEqual([`installed ${PATH}`]);
    expect(files[BACKUP]).toBe('theirs');
    expect(files[PATH]).toContain('/new.mjs');
  });

  test('over a second foreign file is refused, because its backup would be lost', () => {
    const { files, place } = folder({ [PATH]: 'newer', [BACKUP]: 'older' });
    expect(() => place.install(PROGRAM)).toThrow(UserError);
    expect(files).toEqual({ [PATH]: 'newer', [BACKUP]: 'older' });
  });

  test('with --dry-run changes nothing', () => {
    const { files, place } = folder({ [PATH]: 'theirs' }, true);
    expect(place.install(PROGRAM)).toHaveLength(2);
    expect(files).toEqual({ [PATH]: 'theirs' });
  });
});

describe('uninstalling', () => {
  test('leaves alone what is not ours', () => {
    const { files, place } = folder({ [PATH]: 'theirs' });
    expect(() => place.uninstall()).toThrow(/it stays$/);
    expect(files).toEqual({ [PATH]: 'theirs' });
  });

  test('what is not there is a mistake', () => {
    expect(() => folder().place.uninstall()).toThrow(/is not installed$/);
  });
});

test('the wrapper quotes its paths for the shell', () => {
  expect(renderWrapper({ ...PROGRAM, entry: "/it's $HOME/x" })).toContain(
    String.raw`program='/it'\''s $HOME/x'`,
  );
});

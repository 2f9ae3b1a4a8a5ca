import { join } from 'node:path';
import process from 'node:process';
import { afterEach } from 'vitest';
import type { Workspace } from '../support/flotilla.ts';
import { root } from '../support/source-tree.ts';
import { Tmux } from './tmux.ts';

/**
 * Opens a terminal in a workspace, in which `flo` runs flotilla on its file and then prints `code` and the exit code;
 * after each test it is gone.
 */
export function floShell(): (shop: Workspace) => Tmux {
  let tmux: Tmux | undefined;
  afterEach(() => {
    tmux?.kill();
    tmux = undefined;
  });
  return (shop) => {
    tmux = new Tmux({ columns: 100, rows: 30, folder: shop.dir });
    const flo = `${process.execPath} ${join(root, 'dist/flotilla.mjs')} -p ${shop.project} -f compose.yaml`;
    tmux.type(`flo() { ${flo} "$@"; echo "code $?"; }; clear\n`);
    return tmux;
  };
}

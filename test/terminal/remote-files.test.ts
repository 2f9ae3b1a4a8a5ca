/** The question for a remote file in a real terminal. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { workspace } from '../support/flotilla.ts';
import { startGitServer } from '../support/git-server.ts';
import { root } from '../support/source-tree.ts';
import { Tmux } from './tmux.ts';

const ENTRY = join(root, 'dist/flotilla.mjs');

describe('a remote file on a terminal', () => {
  it('is asked for before anything is fetched, and what it names as well; a yes is remembered', async () => {
    await using server = await startGitServer();
    const commit = server.commit({ 'inner/compose.yaml': 'services: {far: {image: busybox}}' });
    server.tag('v1');
    server.commit({ 'compose.yaml': `include: ["${server.url}#v1:inner"]` });
    await using shop = workspace('ttyremote', `include: ["${server.url}"]`);
    const terminal = new Tmux({ columns: 150, rows: 40, folder: shop.dir });
    try {
      terminal.type(
        `flo() { HOME='${shop.dir}' COMPOSE_PROJECT_NAME=${shop.project} '${process.execPath}' '${ENTRY}' "$@"; echo "code $?"; }\n`,
      );
      terminal.type('flo create\n');
      await terminal.see(
        /compose\.yaml:1 names http\S+, which is not on this machine\. Fetch it\? \[y\/N\]$/m,
      );
      expect(server.count()).toBe(0);
      terminal.type('n\n');
      await terminal.see(/\[remote-file\][^]*code 1/);
      expect(server.count()).toBe(0);
      terminal.type('clear; flo create\n');
      await terminal.see(/Fetch it\?/);
      terminal.type('y\n');
      await terminal.see(
        /Fetched http[^]*\/shop\.git#:compose\.yaml:1 names \S+#v1:inner, which [^]*Fetch it\?/,
      );
      terminal.type('y\n');
      await terminal.see(new RegExp(`#v1 at ${commit}[^]*code 0`));
      expect(Object.keys(await shop.containers())).toEqual(['far-1']);
      expect(readFileSync(join(shop.dir, '.config/flotilla/remote.json'), 'utf8')).toContain(
        commit,
      );
      const before = server.count();
      terminal.type('clear; flo create\n');
      await terminal.see(/^code 0/m);
      expect(terminal.screen()).not.toContain('Fetch');
      expect(server.count()).toBe(before);
    } finally {
      terminal.kill();
    }
  });

  it('is not fetched when the question is interrupted', async () => {
    await using server = await startGitServer();
    await using shop = workspace('ttyremote', `include: ["${server.url}"]`);
    const terminal = new Tmux({ columns: 150, rows: 40, folder: shop.dir });
    try {
      terminal.type(`HOME='${shop.dir}' '${process.execPath}' '${ENTRY}' up; echo "code $?"\n`);
      await terminal.see(/Fetch it\?/);
      terminal.press('C-c');
      await terminal.see(/code 130/);
      expect(server.count()).toBe(0);
    } finally {
      terminal.kill();
    }
  });
});

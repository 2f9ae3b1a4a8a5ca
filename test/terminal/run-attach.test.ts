import { describe, expect, it } from 'vitest';
import { eventually, workspace } from '../support/flotilla.ts';
import { floShell } from './flo-shell.ts';

const SHELLS = `
services:
  web: {image: busybox, command: sh, tty: true, stdin_open: true}
`;

const open = floShell();

describe('run on a terminal', () => {
  it('gives the program a terminal of the user’s size, which follows a resize', async () => {
    await using shop = workspace('ttysize', SHELLS);
    const terminal = open(shop);
    terminal.type('flo run --rm web sh\n');
    await terminal.see(/\/ #/);
    terminal.type('stty size\n');
    await terminal.see(/30 100/);
    terminal.resize(90, 25);
    await eventually(() => {
      terminal.type('stty size\n');
      return /25 90/.test(terminal.screen());
    });
    terminal.type('exit 6\n');
    await terminal.see(/code 6/);
    expect(await shop.containers()).toEqual({});
  });

  it('passes Ctrl-C to the program and gives the terminal back as it was', async () => {
    await using shop = workspace('ttykeys', SHELLS);
    const terminal = open(shop);
    terminal.type(
      `flo run --rm web sh -c 'trap "echo got it; exit 44" INT; echo ready; while :; do sleep 0.1; done'\n`,
    );
    await terminal.see(/^ready/m);
    terminal.press('C-c');
    await terminal.see(/got it\s+code 44/);
    terminal.type('stty -a | grep -oE " -?icanon"\n');
    expect(await terminal.see(/^ -?icanon/m)).toMatch(/^ icanon/m);
  });

  it('leaves the container running after Ctrl-P Ctrl-Q', async () => {
    await using shop = workspace('ttydetach', SHELLS);
    const terminal = open(shop);
    terminal.type(`flo run --name ${shop.project}-once web sh -c 'echo ready; sleep 60'\n`);
    await terminal.see(/^ready/m);
    terminal.press('C-p', 'C-q');
    await terminal.see(/code 0/);
    expect((await shop.containers())['once']?.state).toBe('running');
  });
});

describe('attach on a terminal', () => {
  it('talks with the main process until the keys of the user’s choice', async () => {
    await using shop = workspace('ttyattach', SHELLS);
    await shop.flo('up', '-d');
    const terminal = open(shop);
    terminal.type('flo attach --detach-keys ctrl-x,y web\n');
    await terminal.see(/\/ #/);
    terminal.type('echo $((40 + 2)) $$\n');
    await terminal.see(/^42 1$/m);
    terminal.press('C-x', 'y');
    await terminal.see(/code 0/);
    expect((await shop.containers())['web-1']?.state).toBe('running');
  });
});

describe('export on a terminal', () => {
  it('is refused without a file to write to', async () => {
    await using shop = workspace('ttyexport', SHELLS);
    const terminal = open(shop);
    terminal.type('flo export web\n');
    const words = /a tar would garble this terminal: name a file with --output\s+code 1/;
    expect(await terminal.see(words)).not.toContain('Exporting');
  });
});

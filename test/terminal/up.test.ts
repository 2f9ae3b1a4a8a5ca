import { describe, expect, it } from 'vitest';
import { workspace } from '../support/flotilla.ts';
import { floShell } from './flo-shell.ts';

const LONG = `
services:
  web: {image: busybox, command: sh -c "echo ready; exec sleep 600", init: true, stop_grace_period: 0s}
`;

const open = floShell();

describe('up on a terminal', () => {
  it('leaves containers running with d, ends them with Ctrl-C, and gives the terminal back', async () => {
    await using shop = workspace('ttyup', LONG);
    const terminal = open(shop);
    terminal.type('flo up\n');
    await terminal.see(/^web-1 +\| ready/m);
    terminal.type('xd');
    await terminal.see(/code 0/);
    expect((await shop.containers())['web-1']?.state).toBe('running');
    terminal.type('clear; stty -a | grep -oE " -?icanon"\n');
    expect(await terminal.see(/^ -?icanon/m)).toMatch(/^ icanon/m);
    terminal.type('clear; flo up\n');
    await terminal.see(/Attaching to web-1/);
    terminal.press('C-c');
    await terminal.see(/Gracefully Stopping[^]*code 130/);
    expect((await shop.containers())['web-1']?.state).toBe('exited');
    expect(terminal.modes()).toBe('0 1 1');
  });

  it('draws its progress when only its output goes elsewhere, and shows the cursor again', async () => {
    await using shop = workspace('ttytree', LONG);
    const terminal = open(shop);
    terminal.type('flo up -d > out; wc -c < out\n');
    const screen = await terminal.see(/^\d+$/m);
    expect(screen).toMatch(/✔ Container \S+-web-1 +Started/);
    // the code alone, which the shell's own function prints
    expect(screen).toMatch(/^7$/m);
    expect(terminal.modes()).toBe('0 1 1');
  });
});

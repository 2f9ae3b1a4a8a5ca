import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { DashboardState } from '../../../src/tui/dashboard-state.ts';
import { LogStore } from '../../../src/tui/log-store.ts';
import { Screen } from '../../../src/tui/screen.tsx';
import { createTheme } from '../../../src/tui/theme.ts';
import { NOON, shop, tell } from './stories.ts';

const PLAIN = createTheme({ colour: false, ascii: false });

/** A terminal of which only cursor jumps, clearing and text of one cell a letter are asked. */
class Grid {
  readonly cells: string[][];

  constructor(columns: number, rows: number) {
    this.cells = Array.from({ length: rows }, () => Array.from({ length: columns }, () => ' '));
  }

  write(bytes: string): void {
    let y = 0;
    let x = 0;
    for (const [piece, row, column] of bytes.matchAll(
      /\x1b\[(\d+);(\d+)H|\x1b\[[0-9;?]*[A-Za-z]|[^\x1b]+/g,
    )) {
      if (row !== undefined) {
        y = Number(row) - 1;
        x = Number(column) - 1;
      } else if (piece === '\x1b[2K') this.cells[y]?.fill(' ');
      else if (/^\x1b\[\d+X$/.test(piece))
        this.cells[y]?.fill(' ', x, x + Number(piece.slice(2, -1)));
      else if (!piece.startsWith('\x1b')) x = this.put(piece, { x, y });
    }
  }

  private put(text: string, at: { readonly x: number; readonly y: number }): number {
    const row = this.cells[at.y] ?? [];
    let { x } = at;
    for (const letter of text) {
      if (row[x] === undefined) throw new Error(`nothing at column ${x} of row ${at.y}`);
      row[x] = letter;
      x += 1;
    }
    return x;
  }

  text(): string {
    return this.cells.map((row) => row.join('').trimEnd()).join('\n');
  }
}

function logStore(): LogStore {
  const store = new LogStore();
  for (let at = 0; at < 60; at += 1) {
    const service = at % 2 === 0 ? 'db' : 'worker';
    const source = store.sourceOf(service, `${service}-1`);
    const text = at % 3 === 0 ? 'ERROR connection refused (db:5432)' : `INFO line ${at}`;
    store.append({ source, at: NOON + at * 100, stderr: false, bytes: Buffer.from(text) });
  }
  return store;
}

function frame(state: DashboardState, theme = PLAIN): string {
  const grid = new Grid(state.columns, state.rows);
  grid.write(new Screen(logStore(), theme).draw(state, NOON));
  return grid.text();
}

describe('screen', () => {
  it.each([
    ['80x24-services', shop(80, 24)],
    ['80x24-logs', tell(shop(80, 24), '2').state],
    ['80x24-details', tell(shop(80, 24), 'j', 'j', '3').state],
    ['120x40', shop(120, 40)],
    ['120x40-one-service', tell(shop(120, 40), 'G', 'k', 'k', 'enter').state],
    ['120x40-filter', tell(shop(120, 40), '/', 'r', 'e', 'f').state],
    ['120x40-help', tell(shop(120, 40), '?').state],
    ['200x50', shop(200, 50)],
    ['40x12', shop(40, 12)],
    ['19x4', shop(19, 4)],
  ])('%s', async (name, state) => {
    const atUtc = frame(state).replaceAll(/\d\d:\d\d(?=[: \n]|$)/g, 'hh:mm');
    await expect(`${atUtc}\n`).toMatchFileSnapshot(`frames/${name}.txt`);
  });

  it('uses only ASCII where the terminal promises no more', () => {
    const text = frame(shop(120, 40), createTheme({ colour: false, ascii: true }));
    expect(text).toMatch(/^[\n\x20-\x7e]*$/);
    expect(text).toContain('x worker');
  });

  it('says without colour what colour says', () => {
    const screen = new Screen(logStore(), PLAIN).draw(shop(120, 40), NOON);
    expect(screen).not.toMatch(/\x1b\[(?:\d+;)*(?:3[0-7]|4[0-7]|9[0-7])m/);
    expect(stripVTControlCharacters(screen)).toMatch(/✗ worker +exit 1/);
  });

  it('greys what was seen last while the engine is lost, and counts', () => {
    const lost = tell(
      shop(),
      { kind: 'engineLost', at: NOON, retryAt: NOON + 8_000, text: 'gone' },
      { kind: 'tick', at: NOON + 5_000 },
    ).state;
    expect(frame(lost)).toContain('engine lost 5s, retry in 3s');
    expect(frame(lost)).toContain('● db');
  });

  it('draws nothing where nothing changed, and only the log where only it did', () => {
    const store = logStore();
    const screen = new Screen(store, PLAIN);
    const state = shop();
    expect(screen.draw(state, NOON)).not.toBe('');
    expect(screen.draw(state, NOON)).toBe('');
    store.append({ source: 0, at: NOON, stderr: false, bytes: Buffer.from('one more') });
    const next = tell(state, { kind: 'logsAppended', count: 1 }).state;
    const bytes = screen.draw(next, NOON + 1);
    expect(bytes).toContain('one more');
    expect(bytes).not.toContain('Services');
  });

  it('shows the same after every step as when drawn anew', () => {
    const store = logStore();
    const screen = new Screen(store, PLAIN);
    const grid = new Grid(120, 40);
    let state = shop(120, 40);
    for (const key of [
      'j',
      'enter',
      'tab',
      '?',
      'esc',
      '2',
      'l',
      '/',
      'x',
      'esc',
      'esc',
      'r',
      't',
    ]) {
      state = tell(state, key).state;
      grid.write(screen.draw(state, NOON));
      const anew = new Grid(120, 40);
      anew.write(new Screen(store, PLAIN).draw(state, NOON));
      expect(grid.text(), `after ${key}`).toBe(anew.text());
    }
  });

  it('keeps a line where it is while others come', () => {
    const screen = new Screen(logStore(), PLAIN);
    const state = tell(shop(), '2').state;
    const anchor = screen.anchorAfter(state, { kind: 'lines', by: -5 });
    expect(anchor).toBe(60 - 36 - 5);
    const paused = tell(state, { kind: 'logsScrolled', anchor: anchor ?? 0 }).state;
    expect(screen.anchorAfter(paused, { kind: 'pages', by: 1 })).toBe(60 - 36);
    expect(screen.anchorAfter(paused, { kind: 'oldest' })).toBe(0);
  });

  it('lets no output leave its row', () => {
    const store = new LogStore();
    const hostile = [
      '\x1b[2J\x1b[H',
      '\x1b[999;999Hx',
      '\x1b]0;title\x07',
      '\x1b[?1049l',
      '\x1bc',
      '\x1b(0lqk',
      'a\tb'.repeat(40),
      '日本語'.repeat(60),
      'e\u0301'.repeat(200),
    ];
    for (const text of hostile) {
      const source = store.sourceOf(`web\x1b[2J`, `web-1\x1b[2J`);
      store.append({ source, at: NOON, stderr: true, bytes: Buffer.from(text) });
    }
    const bytes = new Screen(store, PLAIN).draw(shop(), NOON);
    const sequences = bytes.match(/\x1b(?:\[[0-9;?]*[A-Za-z]|.)/g) ?? [];
    const allowed = /^\x1b\[(?:\d+;\d+H|[0-9;]*m|2K|\d+X|2J|\?2026[hl])$/;
    expect(sequences.filter((sequence) => !allowed.test(sequence))).toEqual([]);
    expect(sequences.filter((sequence) => sequence === '\x1b[2J')).toHaveLength(1);
    expect(bytes.replaceAll(/\x1b\[[0-9;?]*[A-Za-z]/g, '')).not.toMatch(
      /[\u0000-\u001f\u007f-\u009f]/,
    );
  });
});

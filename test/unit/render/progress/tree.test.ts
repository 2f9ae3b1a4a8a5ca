import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { renderFrame } from '../../../../src/render/progress/tree-frame.ts';
import type { FrameOptions } from '../../../../src/render/progress/tree-frame.ts';
import { EMPTY_TREE, reduceTree } from '../../../../src/render/progress/tree-state.ts';
import { makeTree } from '../../../../src/render/progress/tree.ts';
import type { Update } from '../../../../src/render/progress/update.ts';
import { makeTheme } from '../../../../src/render/theme.ts';

const theme = makeTheme({ color: false, unicode: true });

type Change = Extract<Update, { kind: 'change' }>;

const change = (id: string, verb: string, status: Change['status']): Change => ({
  kind: 'change',
  id,
  verb,
  status,
});

const failedChange = (id: string, details: string): Change => ({
  ...change(id, 'Error', 'error'),
  details,
});

const stateAfter = (updates: readonly (readonly [ms: number, Update])[]) =>
  updates.reduce((state, [now, update]) => reduceTree(state, update, now), EMPTY_TREE);

const frame = (
  updates: readonly (readonly [ms: number, Update])[],
  options: Partial<FrameOptions> = {},
) =>
  renderFrame(stateAfter(updates), {
    verb: 'up',
    columns: 60,
    rows: 24,
    theme,
    now: 2500,
    ...options,
  });

const PULL: Update = {
  kind: 'transfer',
  id: 'Image busybox',
  layer: 'a',
  status: 'Downloading',
  current: 5e6,
  total: 10e6,
};

test('a frame has a header and one row a resource with its time', () => {
  const lines = frame([
    [0, change('Network p_default', 'Creating', 'working')],
    [100, change('Network p_default', 'Created', 'done')],
    [200, change('Container p-web-1', 'Starting', 'working')],
    [300, failedChange('Container p-db-1', 'port 80 is taken')],
    [500, PULL],
  ]);
  expect(lines.join('\n')).toMatchInlineSnapshot(`
    "[+] up 2/4
     ✔ Network p_default  Created                          0.1s
     ⠴ Container p-web-1  Starting                         2.3s
     ✘ Container p-db-1   Error     port 80 is taken       0.0s
     ⠴ Image busybox                [⣤] 5.0MB / 10.0MB     2.0s"
  `);
});

test('waiting between two steps does not count as work', () => {
  const [, row] = frame([
    [0, change('Container c', 'Creating', 'working')],
    [100, change('Container c', 'Created', 'done')],
    [2000, change('Container c', 'Starting', 'working')],
  ]);
  expect(row).toMatch(/ 0\.6s$/);
});

test('the same id twice is one row', () => {
  const lines = frame([
    [0, change('Container c', 'Creating', 'working')],
    [1, change('Container c', 'Created', 'done')],
  ]);
  expect(lines).toHaveLength(2);
});

describe('a small screen', () => {
  const many = Array.from(
    { length: 40 },
    (_, n) =>
      [
        n,
        change(
          `Container p-a-very-long-service-name-${n}-1`,
          'Created',
          n === 7 ? 'working' : 'done',
        ),
      ] as const,
  );

  test.each([
    [80, 24],
    [20, 5],
    [10, 3],
    [200, 100],
  ])('of %d × %d is never scrolled and no row wraps', (columns, rows) => {
    const lines = frame(many, { columns, rows });
    expect(lines.length).toBeLessThanOrEqual(Math.max(3, rows - 1));
    for (const line of lines) expect(stringWidth(line)).toBeLessThan(columns);
  });

  test('keeps what is at work in sight and counts the rest', () => {
    const lines = frame(many, { rows: 5, columns: 80 });
    expect(lines.join('\n')).toContain('-7-1');
    expect(lines.at(-1)).toBe('   … 38 more');
  });
});

test('foreign control characters never get through', () => {
  const lines = frame([[0, failedChange('Container \u001b[2J', '\u0007\u009b')]]);
  // oxlint-disable-next-line no-control-regex -- the characters in question
  expect(lines.join('')).not.toMatch(/[\u0000-\u001f\u009b]/);
});

describe('the driver', () => {
  function draw() {
    const written: string[] = [];
    let now = 0;
    const tree = makeTree({
      write: (text) => written.push(text),
      columns: () => 60,
      rows: () => 24,
      theme,
      now: () => now,
      verb: 'up',
    });
    return { tree, written, at: (ms: number) => (now = ms) };
  }

  test('goes up by what it drew before it draws again', () => {
    const { tree, written, at } = draw();
    tree.take([change('Container c', 'Creating', 'working')]);
    tree.tick();
    at(100);
    tree.tick();
    expect(written[0]?.startsWith('\u001b[?25l[+] up')).toBe(true);
    expect(written[1]?.startsWith('\u001b[2A\r[+] up')).toBe(true);
  });

  test('draws nothing when nothing has changed', () => {
    const { tree, written } = draw();
    tree.take([change('Container c', 'Created', 'done')]);
    tree.tick();
    tree.tick();
    expect(written).toHaveLength(1);
  });

  test('takes the frame away for a pause and writes notices above it', () => {
    const { tree, written } = draw();
    tree.take([change('Container c', 'Created', 'done')]);
    tree.tick();
    const diagnostic = { code: 'x', severity: 'warning', message: 'careful' } as const;
    tree.take([{ kind: 'notice', diagnostic }]);
    tree.tick();
    expect(written.slice(1, 3)).toEqual([
      '\u001b[2A\r\u001b[J\u001b[?25h',
      'warning: careful [x]\n',
    ]);
    expect(written[3]?.startsWith('\u001b[?25l[+] up')).toBe(true);
  });

  test('writes nothing at all for a run without news', () => {
    const { tree, written } = draw();
    tree.tick();
    tree.end();
    expect(written).toEqual([]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Pane } from '../../../src/tui/dashboard-state.ts';
import type { Layout, Rect } from '../../../src/tui/layout.ts';
import { layout, logRect } from '../../../src/tui/layout.ts';

const at = (
  columns: number,
  rows: number,
  { pane = 'logs', solo = false }: { readonly pane?: Pane; readonly solo?: boolean } = {},
): Layout => layout({ columns, rows, pane, solo, longestName: 12 });

const rects = (of: Layout): readonly Rect[] =>
  [of.services, of.logs, of.details].filter((rect) => rect !== undefined);

describe('layout', () => {
  it.each([
    [19, 40, 'tooSmall'],
    [80, 4, 'tooSmall'],
    [59, 40, 'tiny'],
    [120, 14, 'tiny'],
    [80, 24, 'narrow'],
    [99, 15, 'narrow'],
    [100, 15, 'two'],
    [120, 40, 'two'],
    [160, 40, 'three'],
    [200, 60, 'three'],
  ] as const)('%d columns and %d rows are %s', (columns, rows, mode) => {
    expect(at(columns, rows).mode).toBe(mode);
  });

  it('keeps every pane on the screen and none over another', () => {
    const panes = fc.constantFrom<Pane>('services', 'logs', 'details');
    fc.assert(
      fc.property(
        fc.integer({ min: 20, max: 300 }),
        fc.integer({ min: 5, max: 100 }),
        fc.record({ pane: panes, solo: fc.boolean() }),
        (columns, rows, ui) => {
          const of = at(columns, rows, ui);
          const taken = new Set<string>();
          for (const rect of rects(of)) {
            expect(rect.width).toBeGreaterThan(0);
            expect(rect.height).toBeGreaterThan(0);
            expect(rect.x + rect.width).toBeLessThanOrEqual(columns);
            expect(rect.y + rect.height).toBeLessThan(rows);
            for (let y = rect.y; y < rect.y + rect.height; y += 1) {
              for (const x of [rect.x, rect.x + rect.width - 1]) {
                expect(taken.has(`${x},${y}`) && rect.width > 1).toBe(false);
                taken.add(`${x},${y}`);
              }
            }
          }
          expect(logRect(of)?.height ?? 0).toBeGreaterThanOrEqual(0);
          expect(of[ui.pane]).toBeDefined();
        },
      ),
      { numRuns: 80 },
    );
  });

  it('shows one pane where there is no room for two', () => {
    expect(rects(at(80, 24, { pane: 'services' }))).toHaveLength(1);
    expect(rects(at(120, 40, { pane: 'services' }))).toHaveLength(2);
    expect(rects(at(120, 40, { pane: 'services', solo: true }))).toHaveLength(3);
  });
});

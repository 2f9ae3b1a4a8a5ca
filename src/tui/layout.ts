/** Where everything is on the screen: a pure function of its size. */
import type { Pane } from './dashboard-state.ts';

export type LayoutMode = 'tooSmall' | 'tiny' | 'narrow' | 'two' | 'three';

/** In cells from the top left corner; the borders belong to the rectangle. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  readonly mode: LayoutMode;
  readonly columns: number;
  readonly rows: number;
  /** Rows of the state strip above the logs (0 or 1). */
  readonly strip: number;
  readonly services?: Rect;
  readonly logs?: Rect;
  readonly details?: Rect;
  /** Panes are drawn in boxes. */
  readonly framed: boolean;
}

export interface LayoutInput {
  readonly columns: number;
  readonly rows: number;
  readonly pane: Pane;
  /** Cells of the longest service name. */
  readonly longestName: number;
  /** One service is looked at: its details stay in view. */
  readonly solo: boolean;
}

const HEAD = 1;
const FOOT = 1;
/** Cells a row needs beside its name: marker, shape, replicas, state, uptime, borders. */
const BESIDE_NAME = 30;
const DETAILS_WIDTH = 48;

export function layout(input: LayoutInput): Layout {
  const { columns, rows } = input;
  if (columns < 20 || rows < 5) return { ...bare(input, 'tooSmall'), strip: 0 };
  if (columns < 60 || rows < 15) return single(input, 'tiny');
  if (columns < 100) return single(input, 'narrow');
  return columns < 160 ? twoColumns(input) : threeColumns(input);
}

function bare(input: LayoutInput, mode: LayoutMode): Omit<Layout, 'strip'> {
  return {
    mode,
    columns: input.columns,
    rows: input.rows,
    framed: mode === 'two' || mode === 'three',
  };
}

function single(input: LayoutInput, mode: 'tiny' | 'narrow'): Layout {
  const { columns, rows, pane } = input;
  const strip = mode === 'narrow' && rows >= 24 && pane === 'logs' ? 1 : 0;
  const rule = mode === 'narrow' ? 1 : 0;
  const top = HEAD + strip + rule;
  // A log pane keeps its last row for follow, filter and counts.
  const rect = { x: 0, y: top, width: columns, height: rows - top - FOOT };
  return { ...bare(input, mode), strip, [pane]: rect };
}

function twoColumns(input: LayoutInput): Layout {
  const body = bodyOf(input);
  const left = listWidth(input);
  const right = { x: left, y: body.y, width: input.columns - left, height: body.height };
  const services = { ...body, width: left };
  const base = { ...bare(input, 'two'), strip: 0, services };
  if (!input.solo) {
    return input.pane === 'details' ? { ...base, details: right } : { ...base, logs: right };
  }
  const height = Math.min(14, Math.floor(body.height / 3));
  return {
    ...base,
    details: { ...right, height },
    logs: { ...right, y: right.y + height, height: right.height - height },
  };
}

function threeColumns(input: LayoutInput): Layout {
  const body = bodyOf(input);
  const left = listWidth(input);
  const middle = input.columns - left - DETAILS_WIDTH;
  return {
    ...bare(input, 'three'),
    strip: 0,
    services: { ...body, width: left },
    logs: { ...body, x: left, width: middle },
    details: { ...body, x: left + middle, width: DETAILS_WIDTH },
  };
}

function bodyOf(input: LayoutInput): Rect {
  return { x: 0, y: HEAD, width: input.columns, height: input.rows - HEAD - FOOT };
}

function listWidth(input: LayoutInput): number {
  return Math.min(
    Math.max(input.longestName + BESIDE_NAME, input.columns >= 120 ? 46 : 40),
    input.columns >= 160 ? 60 : 50,
  );
}

/** The rows inside a pane where log lines go. */
export function logRect(of: Layout): Rect | undefined {
  const rect = of.logs;
  if (rect === undefined) return undefined;
  return of.framed
    ? { x: rect.x + 1, y: rect.y + 1, width: rect.width - 2, height: Math.max(0, rect.height - 2) }
    : { ...rect, height: Math.max(0, rect.height - 1) };
}

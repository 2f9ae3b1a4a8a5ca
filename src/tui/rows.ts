/** Rows of coloured spans, cut and padded to a width. */
import { textWidth } from './text-width.ts';
import type { Span, Theme, Token } from './theme.ts';

/** Plain, sanitised text in one colour. */
export const span = (text: string, token: Token = 'text'): Span => ({ token, text });

export interface RowStyle {
  readonly theme: Theme;
  readonly width: number;
  readonly selected?: boolean;
}

/** Exactly `width` cells; what does not fit is cut at the right. */
export function paintRow(spans: readonly Span[], { theme, width, selected }: RowStyle): string {
  let used = 0;
  let out = '';
  for (const { token, text } of spans) {
    const cells = textWidth(text);
    const fitting = used + cells <= width ? text : cutEnd(text, width - used, theme);
    out += theme.paint(token, fitting, selected);
    used += Math.min(cells, width - used);
    if (used >= width) break;
  }
  return out + theme.paint('text', ' '.repeat(Math.max(0, width - used)), selected);
}

function cutEnd(text: string, width: number, theme: Theme): string {
  if (width <= 0) return '';
  const mark = theme.ascii ? '~' : '…';
  let kept = '';
  for (const letter of text) {
    if (textWidth(kept + letter) > width - 1) break;
    kept += letter;
  }
  return (kept + mark).padEnd(width);
}

/** Spans at the left and at the right of one row; the left gives way. */
export function spread(left: readonly Span[], right: readonly Span[], style: RowStyle): string {
  const rightWidth = Math.min(style.width, widthOf(right));
  return (
    paintRow(left, { ...style, width: style.width - rightWidth }) +
    paintRow(right, { ...style, width: rightWidth })
  );
}

export const widthOf = (spans: readonly Span[]): number =>
  spans.reduce((sum, { text }) => sum + textWidth(text), 0);

/** `8s`, `12m`, `3h`, `4d`: at most three figures and a letter. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3_600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}

/** `1,204`: thousands apart, in every locale alike. */
export const countText = (count: number): string =>
  String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');

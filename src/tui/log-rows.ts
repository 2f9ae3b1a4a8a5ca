/** Log lines as rows of exactly one width. */
import type { LogLine, LogSource } from './log-store.ts';
import { plainLine, sanitiseLine } from './sanitise.ts';
import type { Theme } from './theme.ts';
import { hueOf } from './theme.ts';
import { clip, fitName, textWidth } from './text-width.ts';

export interface LogRowStyle {
  readonly theme: Theme;
  readonly width: number;
  /** Cells of the text that are scrolled off. */
  readonly left: number;
  readonly timestamps: boolean;
  /** Cells of the name column; 0 leaves it out. */
  readonly nameWidth: number;
  /** Minutes that local time is ahead of UTC. */
  readonly utcOffset: number;
  /** Colours of the containers' own output are kept. */
  readonly styles: boolean;
}

const MAX_NAME = 20;

/** Cells for the longest label, within bounds. */
export function nameColumn(sources: readonly LogSource[], columns: number): number {
  const longest = Math.max(0, ...sources.map((source) => textWidth(plainLine(source.label))));
  return Math.min(longest, columns < 60 ? 10 : MAX_NAME);
}

/** One row; nothing of the line can leave it. */
export function logRow(line: LogLine, source: LogSource | undefined, style: LogRowStyle): string {
  const { theme } = style;
  const time = style.timestamps ? `${clockText(line.at, style.utcOffset)} ` : '';
  const label = plainLine(source?.label ?? '');
  const name = style.nameWidth > 0 ? fitName(label, style.nameWidth) : '';
  const bar = style.nameWidth > 0 ? ` ${theme.ascii ? '|' : '│'} ` : '';
  const head = textWidth(time) + textWidth(name) + bar.length;
  const room = style.width - head;
  if (room < 1) return clip(messageOf(line, style), style.left, style.width);
  const mark = line.stderr ? theme.paint('warn', bar) : theme.paint('border', bar);
  return (
    theme.paint('dim', time) +
    theme.paint(hueOf(source?.service ?? ''), name) +
    mark +
    clip(messageOf(line, { ...style, width: room }), style.left, room)
  );
}

function messageOf(line: LogLine, style: LogRowStyle): string {
  const text = line.bytes.toString('utf8');
  // No more is looked at than can show; a line without returns may be 64 KiB long.
  const limit = style.left + 4 * style.width + 256;
  const near = text.includes('\r') ? text : text.slice(0, limit);
  const clean = sanitiseLine(near, { styles: style.styles });
  const lost = line.written - line.bytes.length;
  return lost > 0 && near.length === text.length ? `${clean}…[+${sizeText(lost)}]` : clean;
}

/** `12:04:31.102`, or blanks for a line without a time. */
export function clockText(at: number, utcOffset: number): string {
  if (Number.isNaN(at)) return ' '.repeat(12);
  return new Date(at + utcOffset * 60_000).toISOString().slice(11, 23);
}

/** `812 B`, `41.2 kB`, `9.9 MB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  const mega = bytes >= 1_000_000;
  return `${(bytes / (mega ? 1_000_000 : 1_000)).toFixed(1)} ${mega ? 'MB' : 'kB'}`;
}

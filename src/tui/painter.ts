/** What must be written so that the screen shows a frame: only rows that changed. */
import type { Rect } from './layout.ts';

export interface Frame {
  /** One painted row per row of the screen. */
  readonly chrome: readonly string[];
  /** Where the log lines go; absent when they are hidden. */
  readonly rect?: Rect;
  /** As many as `rect` has rows, each exactly as wide as it. */
  readonly lines: readonly string[];
}

const BEGIN = '\x1b[?2026h';
const END = '\x1b[?2026l';

export class Painter {
  private chrome: readonly string[] = [];
  private lines: readonly string[] = [];
  private place = '';

  /** Forgets what is on the screen: after a resize, and when somebody else wrote to it. */
  invalidate(): void {
    this.chrome = [];
    this.lines = [];
    this.place = '';
  }

  /** Bytes for the terminal; empty when the screen shows the frame already. */
  paint(frame: Frame): string {
    const place = frame.rect === undefined ? '' : JSON.stringify(frame.rect);
    const isNew = this.chrome.length !== frame.chrome.length;
    let out = isNew ? '\x1b[0m\x1b[2J' : '';
    frame.chrome.forEach((row, y) => {
      const isDirty = isNew || place !== this.place || this.chrome[y] !== row;
      // The line is cleared before: after its last cell is written, clearing would take that cell.
      if (isDirty) out += `\x1b[${y + 1};1H\x1b[0m\x1b[2K${row}`;
      out += this.logLine(frame, y, isDirty);
    });
    this.chrome = frame.chrome;
    this.lines = frame.lines;
    this.place = place;
    return out === '' ? '' : `${BEGIN}${out}\x1b[0m${END}`;
  }

  private logLine({ rect, lines }: Frame, y: number, isDirty: boolean): string {
    if (rect === undefined || y < rect.y || y >= rect.y + rect.height) return '';
    const line = lines[y - rect.y] ?? '';
    if (!isDirty && this.lines[y - rect.y] === line) return '';
    return `\x1b[${y + 1};${rect.x + 1}H\x1b[0m\x1b[${rect.width}X${line}`;
  }
}

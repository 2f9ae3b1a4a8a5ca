/** What must be written so that the screen shows a frame: only what changed. */

/** Text of exactly `width` cells that lies over the chrome. */
export interface Patch {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly text: string;
}

export interface Frame {
  /** One painted row per row of the screen. */
  readonly chrome: readonly string[];
  /** Where much changes: log lines and what is said about them. */
  readonly patches: readonly Patch[];
}

const BEGIN = '\x1b[?2026h';
const END = '\x1b[?2026l';

export class Painter {
  private chrome: readonly string[] = [];
  /** Texts by place. */
  private patches: ReadonlyMap<string, string> = new Map();

  /** Forgets what is on the screen: after a resize, and when somebody else wrote to it. */
  invalidate(): void {
    this.chrome = [];
    this.patches = new Map();
  }

  /** Bytes for the terminal; empty when the screen shows the frame already. */
  paint(frame: Frame): string {
    const patches = new Map(frame.patches.map((patch) => [placeOf(patch), patch.text]));
    const isNew = this.chrome.length !== frame.chrome.length;
    // Under a patch that has gone lies the chrome: that row is drawn again.
    const bared = [...this.patches.keys()].filter((place) => !patches.has(place)).map(rowOf);
    const dirty = new Set(isNew ? frame.chrome.keys() : bared);
    frame.chrome.forEach((row, y) => {
      if (row !== this.chrome[y]) dirty.add(y);
    });
    const body = this.rows(frame, dirty) + this.over(frame, dirty);
    this.chrome = frame.chrome;
    this.patches = patches;
    return body === '' ? '' : `${BEGIN}${isNew ? '\x1b[0m\x1b[2J' : ''}${body}\x1b[0m${END}`;
  }

  /** A row is cleared before: after its last cell is written, clearing would take that cell. */
  private rows({ chrome }: Frame, dirty: ReadonlySet<number>): string {
    return [...dirty].map((y) => `\x1b[${y + 1};1H\x1b[0m\x1b[2K${chrome[y] ?? ''}`).join('');
  }

  private over({ patches }: Frame, dirty: ReadonlySet<number>): string {
    return patches
      .filter((patch) => dirty.has(patch.y) || this.patches.get(placeOf(patch)) !== patch.text)
      .map(({ x, y, width, text }) => `\x1b[${y + 1};${x + 1}H\x1b[0m\x1b[${width}X${text}`)
      .join('');
  }
}

const placeOf = ({ x, y, width }: Patch): string => `${y},${x},${width}`;
const rowOf = (place: string): number => Number.parseInt(place, 10);

/** Widths of text in terminal cells, and cutting to them. */
import stringWidth from 'string-width';

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const ASCII = /^[\x20-\x7e]*$/;
const PIECES = /\x1b\[[0-9;]*m|\t|[^\x1b\t]+/g;
const TAB_STOP = 8;
const CACHE_SIZE = 5_000;
const cache = new Map<string, number>();

/** Cells that no terminal exceeds for this cluster: terminals disagree, so the largest answer is reserved. */
export function clusterWidth(cluster: string): number {
  const known = cache.get(cluster);
  if (known !== undefined) return known;
  let sum = 0;
  for (const point of cluster) sum += /[\p{Mn}\p{Me}\p{Cf}]/u.test(point) ? 0 : stringWidth(point);
  const width = Math.max(sum, stringWidth(cluster));
  if (cache.size >= CACHE_SIZE) cache.clear();
  cache.set(cluster, width);
  return width;
}

/** Cells of sanitised text; styles count nothing. */
export function textWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let column = 0;
  for (const [piece] of text.matchAll(PIECES)) column += pieceWidth(piece, column);
  return column;
}

function pieceWidth(piece: string, column: number): number {
  if (piece === '\t') return TAB_STOP - (column % TAB_STOP);
  if (piece.startsWith('\x1b')) return 0;
  if (ASCII.test(piece)) return piece.length;
  let width = 0;
  for (const { segment } of segmenter.segment(piece)) width += clusterWidth(segment);
  return width;
}

/**
 * The cells `left` to `left + width` of sanitised text, padded to exactly `width`; styles are kept and closed at the
 * end. A wide character that an edge cuts in two becomes blanks.
 */
export function clip(text: string, left: number, width: number): string {
  if (ASCII.test(text)) return text.slice(left, left + width).padEnd(width);
  const target = new Clipped(left, width);
  for (const [piece] of text.matchAll(PIECES)) {
    if (target.isFull) break;
    if (piece.startsWith('\x1b')) target.style(piece);
    else if (piece === '\t') target.blanks(pieceWidth(piece, target.column));
    else if (ASCII.test(piece)) target.narrow(piece);
    else for (const { segment } of segmenter.segment(piece)) target.cluster(segment);
  }
  return target.finish();
}

class Clipped {
  column = 0;
  private out = '';
  private used = 0;
  private styled = false;
  private readonly left: number;
  private readonly width: number;

  constructor(left: number, width: number) {
    this.left = left;
    this.width = width;
  }

  get isFull(): boolean {
    return this.column >= this.left + this.width;
  }

  style(sequence: string): void {
    this.out += sequence;
    this.styled = true;
  }

  narrow(text: string): void {
    const from = Math.max(0, this.left - this.column);
    const part = text.slice(from, from + this.width - this.used);
    this.out += part;
    this.used += part.length;
    this.column += text.length;
  }

  blanks(count: number): void {
    this.narrow(' '.repeat(count));
  }

  cluster(cluster: string): void {
    const cells = clusterWidth(cluster);
    const end = this.column + cells;
    if (this.column >= this.left && end <= this.left + this.width && cells > 0) {
      this.out += cluster;
      this.used += cells;
      this.column = end;
    } else this.blanks(cells);
  }

  finish(): string {
    return `${this.out}${this.styled ? '\x1b[0m' : ''}${' '.repeat(this.width - this.used)}`;
  }
}

/** A name cut in the middle, where names of one family differ least; exactly `width` cells for plain text. */
export function fitName(name: string, width: number): string {
  const cells = textWidth(name);
  if (cells <= width) return name + ' '.repeat(width - cells);
  if (width < 3) return clip(name, 0, width);
  const head = Math.ceil((width - 1) / 2);
  const tail = width - 1 - head;
  return `${clip(name, 0, head)}…${clip(name, cells - tail, tail)}`;
}

/** Draws the live tree over itself: goes up by as many lines as it drew, rewrites them, clears what is left. */
import { renderDiagnostics } from '../diagnostic-view.ts';
import type { Face, ProgressOutput } from './face.ts';
import { renderFrame } from './tree-frame.ts';
import { EMPTY_TREE, reduceTree } from './tree-state.ts';
import type { TreeState } from './tree-state.ts';
import type { Update } from './update.ts';

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const CLEAR_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';
const up = (lines: number): string => (lines === 0 ? '\r' : `\u001b[${lines}A\r`);

/** Draws on `tick`, and at once when a resource shows up; the caller ticks. */
export function makeTree(output: ProgressOutput): Face {
  return new Tree(output);
}

class Tree implements Face {
  readonly #output: ProgressOutput;
  #state: TreeState = EMPTY_TREE;
  #drawn: readonly string[] = [];

  constructor(output: ProgressOutput) {
    this.#output = output;
  }

  take(updates: readonly Update[]): void {
    for (const update of updates) {
      if (update.kind === 'notice') {
        this.#writeAbove(renderDiagnostics([update.diagnostic], this.#output.theme));
      } else {
        this.#state = reduceTree(this.#state, update, this.#output.now());
      }
    }
  }

  tick(): void {
    this.#draw(this.#output.rows());
  }

  pause(): void {
    if (this.#drawn.length === 0) return;
    this.#output.write(`${up(this.#drawn.length)}${CLEAR_BELOW}${SHOW_CURSOR}`);
    this.#drawn = [];
  }

  end(): void {
    this.#draw(Infinity);
    if (this.#drawn.length > 0) this.#output.write(SHOW_CURSOR);
    this.#drawn = [];
    this.#state = EMPTY_TREE;
  }

  #writeAbove(text: string): void {
    this.pause();
    this.#output.write(text);
  }

  #draw(rows: number): void {
    const { verb, theme, columns, now, write } = this.#output;
    const lines = renderFrame(this.#state, { verb, theme, rows, columns: columns(), now: now() });
    if (lines.length === 0 || sameLines(lines, this.#drawn)) return;
    const body = lines.map((line) => `${line}${CLEAR_LINE}\n`).join('');
    const start = this.#drawn.length === 0 ? HIDE_CURSOR : up(this.#drawn.length);
    write(`${start}${body}${lines.length < this.#drawn.length ? CLEAR_BELOW : ''}`);
    this.#drawn = lines;
  }
}

const sameLines = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((line, index) => line === b[index]);

/** One mistake in a file, and what makes one. */

export interface Mistake {
  readonly text: string;
  /** Where the mistake is, from 1; any of them is right. */
  readonly lines: readonly number[];
  /** What a hint or message that helps must contain; absent when nobody can know what was meant. */
  readonly help?: RegExp;
}

/** The file with one line replaced by none, one or several. */
export function edited(text: string, index: number, ...replacement: readonly string[]): string {
  const lines = text.split('\n');
  lines.splice(index, 1, ...replacement);
  return lines.join('\n');
}

/** A pattern for the text as it is. */
export const literally = (text: string): RegExp => new RegExp(text.replaceAll(/[^\w\s]/g, '\\$&'));

/** Four ways to mistype, by turns. */
export function misspell(word: string, turn: number): string {
  const middle = Math.floor(word.length / 2);
  const [before, at, next] = [word.slice(0, middle), word.charAt(middle), word.charAt(middle + 1)];
  const rest = word.slice(middle + 1);
  const way = turn % 4;
  if (way === 0) return before + rest;
  if (way === 1) return before + at + at + rest;
  if (way === 2 && next !== '' && next !== at) return before + next + at + word.slice(middle + 2);
  return before + (at === 'x' ? 'z' : 'x') + rest;
}

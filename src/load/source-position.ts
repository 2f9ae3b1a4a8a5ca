import type { Place } from '../model/diagnostic.ts';
import { LIMITS } from './limits.ts';
import type { Origin, SourceText } from './tree.ts';

const lineStartsOf = new WeakMap<SourceText, readonly number[]>();

/** Line, column and line text of an origin; a range over several lines is marked to the end of its first. */
export function placeOf(origin: Origin): Place {
  const { source, start, end } = origin;
  const starts = lineStarts(source);
  const index = lineIndexAt(starts, start);
  const lineStart = starts[index] ?? 0;
  const lineEnd = endOfLine(source.text, lineStart, starts[index + 1]);
  return {
    file: source.file,
    line: index + 1,
    column: start - lineStart + 1,
    length: Math.max(1, Math.min(end, lineEnd) - start),
    text: source.text.slice(lineStart, Math.min(lineEnd, lineStart + LIMITS.excerptColumns)),
  };
}

/** The 1-based line on which an offset lies. */
export const lineAt = (source: SourceText, offset: number): number =>
  lineIndexAt(lineStarts(source), offset) + 1;

function lineStarts(source: SourceText): readonly number[] {
  const known = lineStartsOf.get(source);
  if (known) return known;
  const starts = [0];
  for (let at = source.text.indexOf('\n'); at >= 0; at = source.text.indexOf('\n', at + 1)) {
    starts.push(at + 1);
  }
  lineStartsOf.set(source, starts);
  return starts;
}

/** Index of the last line start that is not after `offset`. */
function lineIndexAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function endOfLine(text: string, lineStart: number, nextStart: number | undefined): number {
  let end = nextStart === undefined ? text.length : nextStart - 1;
  if (end > lineStart && text[end - 1] === '\r') end -= 1;
  return end;
}

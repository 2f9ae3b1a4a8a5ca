/** The only candidate of which `word` is a part between underscores or hyphens: `healthy` in `service_healthy`. */
export function suggestWhole(word: string, candidates: Iterable<string>): string | undefined {
  const [only, ...others] = [...candidates].filter((candidate) =>
    candidate.split(/[-_]/).includes(word),
  );
  return others.length === 0 ? only : undefined;
}

/** Words longer than this are no typos of ours, and the table would grow with their product. */
const LONGEST_WORD = 64;

/** The candidate that `word` is most likely a misspelling of; undefined when none is near. */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length < 2 || word.length > LONGEST_WORD) return undefined;
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  const wanted = comparable(word);
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= bestDistance + 1) continue;
    const distance = editDistance(wanted, comparable(candidate));
    if (distance < bestDistance && candidate !== word) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** `memLimit`, `mem-limit` and `mem_limit` are the same word to a person. */
const comparable = (word: string): string => word.toLowerCase().replaceAll(/[-_ ]/g, '');

/** Insertions, deletions, replacements and swaps of neighbors. */
function editDistance(a: string, b: string): number {
  let twoBack: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwap = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        cell(previous, column) + 1,
        cell(current, column - 1) + 1,
        cell(previous, column - 1) + (isSame ? 0 : 1),
        isSwap && row > 1 && column > 1 ? cell(twoBack, column - 2) + 1 : Infinity,
      );
    }
    twoBack = previous;
    previous = current;
  }
  return cell(previous, b.length);
}

const cell = (row: readonly number[], column: number): number => row[column] ?? Infinity;

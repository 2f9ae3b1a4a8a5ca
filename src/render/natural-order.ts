/** Orders keys as go-yaml does: numbers inside them by value, other signs before letters. */
export function compareNatural(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  let afterDigit = false;
  for (let i = 0; i < left.length && i < right.length; i += 1) {
    const [l, r] = [left[i] ?? '', right[i] ?? ''];
    if (l !== r) return compareFrom(left, right, { at: i, afterDigit });
    afterDigit = isDigit(l);
  }
  return left.length - right.length;
}

const isDigit = (letter: string | undefined): boolean => letter !== undefined && /\d/.test(letter);
const isLetter = (letter: string): boolean => /\p{L}/u.test(letter);

interface Difference {
  readonly at: number;
  readonly afterDigit: boolean;
}

function compareFrom(
  left: readonly string[],
  right: readonly string[],
  { at, afterDigit }: Difference,
): number {
  const [l, r] = [left[at] ?? '', right[at] ?? ''];
  const [leftIsLetter, rightIsLetter] = [isLetter(l), isLetter(r)];
  if (leftIsLetter && rightIsLetter) return compareSigns(l, r);
  if (leftIsLetter || rightIsLetter) return leftIsLetter === afterDigit ? -1 : 1;
  return compareDigits(left, right, at) || compareSigns(l, r);
}

const compareSigns = (l: string, r: string): number => (l < r ? -1 : 1);

function compareDigits(left: readonly string[], right: readonly string[], at: number): number {
  const [first, second] = [digitsAt(left, at), digitsAt(right, at)];
  const hasZero = left[at] === '0' || right[at] === '0';
  const prefix = hasZero && followsNonZero(left, at) ? '1' : '';
  return Number(prefix + first) - Number(prefix + second) || first.length - second.length;
}

function digitsAt(letters: readonly string[], at: number): string {
  let end = at;
  while (isDigit(letters[end])) end += 1;
  return letters.slice(at, end).join('');
}

/** Whether the digits before `at` have a value, so that a zero here counts. */
function followsNonZero(letters: readonly string[], at: number): boolean {
  for (let i = at - 1; isDigit(letters[i]); i -= 1) if (letters[i] !== '0') return true;
  return false;
}

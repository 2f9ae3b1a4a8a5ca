/** Whether a name matches a pattern of `*`, `?` and `[…]`. Linear in both for one star, never exponential. */
export function matchesGlob(name: string, pattern: string): boolean {
  let at = 0;
  let position = 0;
  let star = -1;
  let restart = 0;
  while (at < name.length) {
    const match =
      pattern[position] === '*' ? undefined : matchOne(name[at] ?? '', pattern, position);
    if (pattern[position] === '*') {
      star = position++;
      restart = at;
    } else if (match !== undefined) {
      position = match;
      at += 1;
    } else if (star >= 0) {
      position = star + 1;
      at = ++restart;
    } else {
      return false;
    }
  }
  while (pattern[position] === '*') position += 1;
  return position === pattern.length;
}

/** The position behind the part of the pattern that matches `letter`; undefined when it does not match. */
function matchOne(letter: string, pattern: string, position: number): number | undefined {
  const part = pattern[position];
  if (part === '?') return position + 1;
  if (part !== '[') return part === letter ? position + 1 : undefined;
  const end = pattern.indexOf(']', position + 2);
  if (end < 0) return letter === '[' ? position + 1 : undefined;
  const set = pattern.slice(position + 1, end);
  const isNegated = set.startsWith('!') || set.startsWith('^');
  return inSet(letter, isNegated ? set.slice(1) : set) === isNegated ? undefined : end + 1;
}

function inSet(letter: string, set: string): boolean {
  for (let i = 0; i < set.length; i += 1) {
    const [from = '', dash, to] = set.slice(i, i + 3);
    if (dash === '-' && to !== undefined) {
      if (letter >= from && letter <= to) return true;
      i += 2;
    } else if (letter === from) {
      return true;
    }
  }
  return false;
}

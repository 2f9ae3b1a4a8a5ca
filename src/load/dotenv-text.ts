/** Characters, quotes and escapes of env files. */

/** Text up to the closing quote with only that quote's own escape replaced; undefined without an end. */
export function quotedText(
  text: string,
  start: number,
  quote: string,
): { readonly value: string; readonly end: number } | undefined {
  const parts: string[] = [];
  let from = start;
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === quote) return { value: parts.join('') + text.slice(from, at), end: at };
    if (text[at] !== '\\') continue;
    if (text[at + 1] === quote) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
    at += 1;
  }
  return undefined;
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['\\', '\\'],
  // Stands for a literal dollar sign when variables are replaced afterwards.
  ['$', '$$'],
]);

/** Escapes of double-quoted values; unknown ones keep their backslash. */
export function unescape(text: string): string {
  return text.replace(/\\(0[0-7]{1,3}|[^0])/g, (whole, escaped: string) => {
    if (escaped.length > 1) return String.fromCharCode(Number.parseInt(escaped, 8));
    return ESCAPES.get(escaped) ?? whole;
  });
}

export function countNewlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

/** Space, tab, VT, FF, CR, NEL and NBSP: blanks within a line. */
const INLINE_BLANKS = ' \t\v\f\r\u0085\u00A0';

export const isInlineBlank = (character: string | undefined): boolean =>
  character !== undefined && INLINE_BLANKS.includes(character);

export const isBlank = (character: string): boolean => /\s|\u0085/.test(character);

export function skipInlineBlanks(text: string, start: number): number {
  let at = start;
  while (isInlineBlank(text[at])) at += 1;
  return at;
}

export function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isBlank(text[end - 1] ?? '')) end -= 1;
  return text.slice(0, end);
}

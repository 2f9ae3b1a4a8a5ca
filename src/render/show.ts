/** Foreign text, made safe to print. */

// C0, DEL, C1, and the marks that turn the direction of writing.
// oxlint-disable-next-line no-control-regex -- these are what must not get through
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** One line: control characters and direction marks become visible escapes such as `\x1b`, line breaks `\n`. */
export function show(text: string): string {
  return text.replace(UNSAFE, escapeCharacter);
}

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escapeCharacter(character: string): string {
  const hex = character.charCodeAt(0).toString(16);
  return NAMED[character] ?? (hex.length > 2 ? `\\u${hex}` : `\\x${hex.padStart(2, '0')}`);
}

/** Several lines: line breaks stay, everything else as in `show`. */
export function showLines(text: string): string {
  return text.split(/\r?\n/).map(show).join('\n');
}

/** Cuts to a length in characters, with `mark` for what is missing. */
export function shorten(text: string, length: number, mark = '…'): string {
  return text.length <= length ? text : text.slice(0, Math.max(0, length - mark.length)) + mark;
}

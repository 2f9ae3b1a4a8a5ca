/** What a container wrote → what a terminal may be told. */

const ESC = 0x1b;
const TAB = 0x09;
const RESET = '\u001B[0m';

/**
 * Keeps text and colors, and ends the colors with the line; of a line that was overwritten (carriage return) the last
 * state. All other control characters and sequences are gone: they could clear, rename, answer or paste.
 */
export function cleanLogLine(line: Buffer): Buffer {
  return isPlain(line) ? line : Buffer.from(cleanText(line.toString('utf8')));
}

/** Printable ASCII and tabs. */
function isPlain(line: Buffer): boolean {
  for (const byte of line) {
    if ((byte < 0x20 && byte !== TAB) || byte >= 0x7f) return false;
  }
  return true;
}

export function cleanText(text: string): string {
  const visible = lastState(text);
  let clean = '';
  let colored = false;
  for (let at = 0; at < visible.length;) {
    const code = visible.charCodeAt(at);
    if (code === ESC || (code >= 0x80 && code <= 0x9f)) {
      const end = endOfSequence(visible, at);
      const sequence = visible.slice(at, end);
      if (isStyle(sequence)) {
        clean += sequence;
        colored = true;
      }
      at = end;
    } else {
      if ((code >= 0x20 || code === TAB) && code !== 0x7f) clean += visible[at];
      at += 1;
    }
  }
  return colored ? clean + RESET : clean;
}

function lastState(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === '\r') end -= 1;
  return text.slice(text.lastIndexOf('\r', end - 1) + 1, end);
}

const CONTROL_STRINGS = new Set(['P', 'X', ']', '^', '_']);

/** `at` is at an escape or a C1 character; the result is behind all that belongs to it. */
function endOfSequence(text: string, at: number): number {
  const isEscape = text.charCodeAt(at) === ESC;
  // a C1 character is ESC and the letter 0x40 below it
  const kind = isEscape ? (text[at + 1] ?? '') : String.fromCharCode(text.charCodeAt(at) - 0x40);
  const body = isEscape ? Math.min(at + 2, text.length) : at + 1;
  if (kind === '[') return endOfControl(text, body);
  if (CONTROL_STRINGS.has(kind)) return endOfString(text, body);
  return isEscape ? endOfEscape(text, at + 1) : body;
}

/** Parameters 0x30–0x3f, intermediates 0x20–0x2f, one final byte 0x40–0x7e. */
function endOfControl(text: string, body: number): number {
  let at = body;
  while (at < text.length && isBetween(text, at, [0x20, 0x3f])) at += 1;
  return at < text.length && isBetween(text, at, [0x40, 0x7e]) ? at + 1 : at;
}

/** Ended by BEL or the string terminator, else by the line. */
function endOfString(text: string, body: number): number {
  for (let at = body; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x07 || code === 0x9c) return at + 1;
    if (code === ESC) return text[at + 1] === '\\' ? at + 2 : at;
  }
  return text.length;
}

/** Intermediates, then one final byte: `ESC ( B`, `ESC c`. */
function endOfEscape(text: string, body: number): number {
  let at = body;
  while (at < text.length && isBetween(text, at, [0x20, 0x2f])) at += 1;
  return at < text.length && isBetween(text, at, [0x30, 0x7e]) ? at + 1 : at;
}

function isBetween(text: string, at: number, [low, high]: readonly [number, number]): boolean {
  const code = text.charCodeAt(at);
  return code >= low && code <= high;
}

/** `ESC [ … m` with plain parameters: colors and styles. */
function isStyle(sequence: string): boolean {
  if (!sequence.startsWith('\u001B[') || !sequence.endsWith('m')) return false;
  for (const character of sequence.slice(2, -1)) {
    if (!'0123456789;:'.includes(character)) return false;
  }
  return true;
}

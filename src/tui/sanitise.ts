/** Foreign text made fit for a row of the screen: colours stay, every other control goes. */

export interface SanitiseOptions {
  /** Keep colours and styles (SGR); false drops them too. */
  readonly styles: boolean;
}

/**
 * One line of untrusted text without anything that could move the cursor, change a mode, answer a query or hide text.
 * Tabs stay (their width depends on the column). What `\r` overwrote is dropped. Linear in the input.
 */
export function sanitiseLine(text: string, options: SanitiseOptions): string {
  if (PLAIN.test(text)) return text;
  const visible = afterLastReturn(text.toWellFormed());
  const colours: Colours = { front: '', back: '' };
  const kept = visible.replace(FOREIGN, (match) => replacement(match, options.styles, colours));
  return eraseBackspaced(limitMarks(kept));
}

/** The same without colours and with blanks for tabs: for names, messages and searches. */
export function plainLine(text: string): string {
  return sanitiseLine(text, { styles: false }).replaceAll('\t', ' ');
}

const PLAIN = /^[\x20-\x7e\t]*$/;
const SGR = /^(?:\x1b\[|\x9b)([0-9;:]*)m$/;
const STRING_BODY = '[^\\x1b\\x9c]*(?:\\x1b\\\\|\\x9c)?';
const INVISIBLE =
  '\\u00ad\\u061c\\u115f\\u1160\\u180e\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u2069\\u3164\\ufeff\\uffa0\\u{e0000}-\\u{e007f}';

/** In this order: CSI, OSC, other string controls, other escapes, single controls, invisible and non-characters. */
const FOREIGN = new RegExp(
  [
    '(?:\\x1b\\[|\\x9b)[ -?]*[@-~]?',
    '(?:\\x1b\\]|\\x9d)[^\\x07\\x1b\\x9c]*(?:\\x07|\\x1b\\\\|\\x9c)?',
    `(?:\\x1b[PX^_]|[\\x90\\x98\\x9e\\x9f])${STRING_BODY}`,
    '\\x1b[ -/]*[0-~]?',
    '[\\x00-\\x07\\x0a-\\x1f\\x7f-\\x9f\\u2028\\u2029]',
    `[${INVISIBLE}\\ufffe\\uffff]`,
  ].join('|'),
  'gu',
);
const LINE_RETURN = /\r|\x1b\[2K|\x1b\[[01]?G/;
const SPACE = /^[\n\v\f\x85\u2028\u2029]$/;

function afterLastReturn(text: string): string {
  if (!LINE_RETURN.test(text)) return text;
  const parts = text.split(LINE_RETURN);
  for (let at = parts.length - 1; at > 0; at -= 1) {
    const part = parts[at] ?? '';
    if (part.replace(FOREIGN, '').trim() !== '') return part;
  }
  return parts[0] ?? '';
}

/** What the styles of one line amount to so far. */
interface Colours {
  front: string;
  back: string;
}

function replacement(match: string, keepStyles: boolean, colours: Colours): string {
  if (SPACE.test(match)) return ' ';
  if (match === '\ufffe' || match === '\uffff') return '\ufffd';
  const sgr = keepStyles && match.length <= MAX_SGR ? SGR.exec(match) : null;
  if (sgr === null) return '';
  const codes = allowedCodes(sgr[1] ?? '');
  for (const code of codes) takeIn(code, colours);
  // Text in its own background's colour would be hidden text.
  if (colours.front !== '' && colours.front === colours.back) {
    codes.push('49');
    colours.back = '';
  }
  return codes.length === 0 ? '' : `\x1b[${codes.join(';')}m`;
}

function takeIn(code: string, colours: Colours): void {
  if (code === '0') Object.assign(colours, { front: '', back: '' });
  else if (FRONT.test(code)) colours.front = code === '39' ? '' : hueOf(code);
  else if (BACK.test(code)) colours.back = code === '49' ? '' : hueOf(code);
}

const FRONT = /^(?:3[0-79]|9[0-7]|38;.*)$/;
const BACK = /^(?:4[0-79]|10[0-7]|48;.*)$/;
const MAX_SGR = 40;
const SIMPLE_CODE = /^(?:[0123479]|2[1-9]|3[0-79]|4[0-79]|9[0-7]|10[0-7])$/;

function allowedCodes(params: string): string[] {
  const codes: string[] = [];
  const parts = params.split(';');
  for (let at = 0; at < parts.length; at += 1) {
    const part = parts[at] === '' ? '0' : (parts[at] ?? '0');
    if (/^[34]8(?::|$)/.test(part)) {
      const colour = extendedColour(part.includes(':') ? part.split(':') : parts.slice(at));
      if (colour.code !== undefined) codes.push(colour.code);
      if (!part.includes(':')) at += colour.used;
    } else if (SIMPLE_CODE.test(part)) codes.push(part);
  }
  return codes;
}

/** `38;5;n` and `38;2;r;g;b` with values in range; `used` counts the parameters behind the first. */
function extendedColour(parts: readonly string[]): {
  readonly code?: string;
  readonly used: number;
} {
  const [target, mode, ...rest] = parts;
  const wanted = mode === '5' ? 1 : mode === '2' ? 3 : 0;
  // The colon form may carry an empty colour space in front of red.
  const values = (rest[0] === '' ? rest.slice(1) : rest).slice(0, wanted);
  const valid = wanted > 0 && values.length === wanted && values.every(isByte);
  const used = Math.min(parts.length - 1, 1 + wanted);
  return valid ? { code: [target, mode, ...values].join(';'), used } : { used };
}

const isByte = (text: string): boolean => /^\d{1,3}$/.test(text) && Number(text) < 256;

/** The colour alone, the same for front and back: `31` and `41` are one hue. */
function hueOf(code: string): string {
  const extended = /^[34]8;(.*)$/.exec(code);
  if (extended) return extended[1] ?? '';
  const value = Number(code);
  return String(value >= 100 ? value - 10 : value >= 90 ? value : value >= 40 ? value - 10 : value);
}

function limitMarks(text: string): string {
  return text.replace(/(\p{M}{4})\p{M}+/gu, '$1');
}

/** A backspace takes the character before it away, as overstriking printers' text means it. */
function eraseBackspaced(text: string): string {
  if (!text.includes('\b')) return text;
  const kept: string[] = [];
  for (const piece of text.match(/\x1b\[[0-9;]*m|[^]/gu) ?? []) {
    if (piece !== '\b') kept.push(piece);
    else if (kept.length > 0 && !(kept.at(-1) ?? '').startsWith('\x1b')) kept.pop();
  }
  return kept.join('');
}

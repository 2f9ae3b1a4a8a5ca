/** Constants as Go writes them. */
import type { Token } from './read-tokens.ts';
import type { Value } from './template-value.ts';

/** The value of a number, string or character; a text is the reason why it is none. */
export function readConstant(token: Token): { readonly value: Value } | string {
  if (token.kind === 'number') return readNumber(token.text);
  if (token.kind === 'string') {
    if (token.text.startsWith('`')) return { value: token.text.slice(1, -1) };
    const text = unescape(token.text.slice(1, -1));
    return text === undefined ? 'invalid syntax' : { value: text };
  }
  const signs = Array.from(unescape(token.text.slice(1, -1)) ?? '');
  const [sign = ''] = signs;
  return signs.length === 1
    ? { value: sign.codePointAt(0) ?? 0 }
    : `malformed character constant: ${token.text}`;
}

function readNumber(text: string): { readonly value: Value } | string {
  const sign = text.startsWith('-') ? -1 : 1;
  const digits = text.replace(/^[+-]/, '').replaceAll('_', '');
  const isOctal = /^0[0-7]+$/.test(digits);
  const value = sign * Number(isOctal ? `0o${digits.slice(1)}` : digits);
  if (Number.isNaN(value)) return `bad number syntax: ${JSON.stringify(text)}`;
  const isFloat = /\.|^\d+[eE]/.test(digits);
  // Go takes a float without a fraction for an int only where it is written with an exponent.
  if (isFloat && !(Number.isSafeInteger(value) && /[eE]/.test(digits)))
    return { value: { kind: 'float', value } };
  if (Number.isSafeInteger(value)) return { value };
  return `integer overflow: ${JSON.stringify(text)}`;
}

const NAMED: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

const ESCAPE = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3})|([\s\S]))/g;

/** Undefined for an escape that Go does not know. */
function unescape(text: string): string | undefined {
  let isBad = false;
  const result = text.replace(ESCAPE, (...found: readonly (string | undefined)[]) => {
    const [, byte, short, long, octal, name = ''] = found;
    const hex = byte ?? short ?? long;
    const code = hex === undefined ? Number.parseInt(octal ?? '', 8) : Number.parseInt(hex, 16);
    if (!Number.isNaN(code) && code <= 0x10ffff) return String.fromCodePoint(code);
    const known = NAMED[name];
    isBad ||= known === undefined;
    return known ?? '';
  });
  return isBad ? undefined : result;
}

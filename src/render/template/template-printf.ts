/** Go's `printf`, as far as it is of use in a format: flags, width, precision, `*` and `[n]`. */
import { floatText, textOf, twoDigitExponent, typeOf, type Value } from './template-value.ts';

const VERB = /%([-+# 0]*)(?:\[(\d+)\])?(\*|\d+)?(?:\.(\*|\d+)?)?(?:\[(\d+)\])?([^\d\s.*[\]]|$)|%/gu;
const WIDEST = 1_000_000;

interface Verb {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly letter: string;
}

/** What does not fit is told inside the text, as Go does it: `%!d(string=x)`. */
export function printf(format: string, values: readonly Value[]): string {
  let next = 0;
  let reordered = false;
  const number = (text: string | undefined): number | undefined => {
    if (text !== '*') return text === undefined ? undefined : Number(text);
    const value = values[next];
    next += 1;
    return typeof value === 'number' ? value : undefined;
  };
  const jump = (text: string | undefined): void => {
    if (text === undefined) return;
    next = Number(text) - 1;
    reordered = true;
  };
  const result = format.replace(VERB, (...found: readonly (string | undefined)[]) => {
    const [all = '', flags = '', first, width, precision, second, letter = ''] = found;
    if (letter === '') return '%!(NOVERB)';
    jump(first);
    const wide = number(width);
    const exact = number(precision);
    jump(second);
    if (letter === '%') return '%';
    if (Math.abs(wide ?? 0) > WIDEST || (exact ?? 0) > WIDEST) return '%!(BADWIDTH)';
    if (next >= values.length) return `%!${letter}(MISSING)`;
    const value = values[next];
    next += 1;
    const isLeft = flags.includes('-') || (wide ?? 0) < 0;
    const hasPrecision = /\.[^[]*$/.test(all);
    return pad(value, {
      flags: isLeft ? `${flags}-` : flags,
      width: Math.abs(wide ?? 0),
      precision: hasPrecision ? (exact ?? 0) : undefined,
      letter,
    });
  });
  return reordered ? result : result + extra(values.slice(next));
}

const extra = (values: readonly Value[]): string =>
  values.length === 0 ? '' : `%!(EXTRA ${values.map(typedText).join(', ')})`;

const typedText = (value: Value): string =>
  value === undefined || value === null ? '<nil>' : `${typeOf(value)}=${textOf(value)}`;

function pad(value: Value, verb: Verb): string {
  const text = formatted(value, verb);
  const missing = verb.width - [...text].length;
  if (missing <= 0) return text;
  if (verb.flags.includes('-')) return text + ' '.repeat(missing);
  const isNumber = typeof value === 'number' || isFloat(value);
  if (!verb.flags.includes('0') || !isNumber) return ' '.repeat(missing) + text;
  const sign = /^[+\- ]/.exec(text)?.[0] ?? '';
  return sign + '0'.repeat(missing) + text.slice(sign.length);
}

const isFloat = (value: Value): value is Extract<Value, { kind: 'float' }> =>
  typeof value === 'object' && value !== null && value.kind === 'float';

const mismatch = (value: Value, letter: string): string => `%!${letter}(${typedText(value)})`;

/** Lists and structs are formatted part by part. */
function formatted(value: Value, verb: Verb): string {
  const { letter, flags } = verb;
  if (letter === 'T') return typeOf(value);
  if (value === undefined || value === null) return letter === 'v' ? '<nil>' : `%!${letter}(<nil>)`;
  if (typeof value === 'string') return formatText(value, verb);
  if (typeof value === 'boolean')
    return letter === 'v' || letter === 't' ? String(value) : mismatch(value, letter);
  if (typeof value === 'number') return withSign(formatInt(value, verb), flags);
  switch (value.kind) {
    case 'float':
      return withSign(formatFloat(value.value, verb), flags);
    case 'list':
      return `[${value.items.map((item) => formatted(item, verb)).join(' ')}]`;
    case 'map':
      return `map[${[...value.entries].map(([key, each]) => `${key}:${formatted(each, verb)}`).join(' ')}]`;
    case 'struct':
      return `{${[...value.fields].map(([key, each]) => `${flags.includes('+') ? `${key}:` : ''}${formatted(each, verb)}`).join(' ')}}`;
  }
}

function formatText(text: string, { letter, flags, precision }: Verb): string {
  const cut = precision === undefined ? text : [...text].slice(0, precision).join('');
  switch (letter) {
    case 'v':
      return flags.includes('#') ? JSON.stringify(cut) : cut;
    case 's':
      return cut;
    case 'q':
      return JSON.stringify(cut);
    case 'x':
      return Buffer.from(cut).toString('hex');
    case 'X':
      return Buffer.from(cut).toString('hex').toUpperCase();
    default:
      return mismatch(text, letter);
  }
}

const BASES: Readonly<Record<string, number>> = { d: 10, v: 10, x: 16, X: 16, o: 8, b: 2 };

function formatInt(value: number, { letter, flags }: Verb): string {
  const base = BASES[letter];
  if (base !== undefined) {
    const mark = flags.includes('#') && base === 16 ? `0${letter}` : '';
    const digits = mark + Math.abs(value).toString(base);
    return `${value < 0 ? '-' : ''}${letter === 'X' ? digits.toUpperCase() : digits}`;
  }
  const sign = value >= 0 && value <= 0x10ffff ? String.fromCodePoint(value) : '\ufffd';
  if (letter === 'c') return sign;
  if (letter === 'q') return `'${sign}'`;
  if (letter === 'U') return `U+${value.toString(16).toUpperCase().padStart(4, '0')}`;
  return mismatch(value, letter);
}

const MOST_DIGITS = 100;

function formatFloat(value: number, { letter, precision }: Verb): string {
  const digits = Math.min(precision ?? 6, MOST_DIGITS);
  switch (letter) {
    case 'f':
    case 'F':
      return value.toFixed(digits);
    case 'e':
    case 'E': {
      const text = twoDigitExponent(value.toExponential(digits));
      return letter === 'E' ? text.toUpperCase() : text;
    }
    case 'v':
    case 'g':
    case 'G':
      return precision === undefined
        ? floatText(value)
        : floatText(Number(value.toPrecision(Math.max(1, digits))));
    default:
      return mismatch({ kind: 'float', value }, letter);
  }
}

function withSign(text: string, flags: string): string {
  if (!/^\d/.test(text)) return text;
  if (flags.includes('+')) return `+${text}`;
  return flags.includes(' ') ? ` ${text}` : text;
}

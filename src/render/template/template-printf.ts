/** Go's `printf`, as far as it is of use in a format: flags, width, precision, `*` and `[n]`. */
import { floatText, textOf, twoDigitExponent, typeOf, type Value } from './template-value.ts';

const VERB = /%([-+# 0]*)(?:\[(\d+)\])?(\*|\d+)?(?:\.(\*|\d+)?)?(?:\[(\d+)\])?([^\d\s.*[\]]|$)|%/gu;
const WIDEST = 1_000_000;
const NO_SIZE = { width: 0, precision: undefined };

interface Verb {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly letter: string;
}

/** What does not fit is told inside the text, as Go does it: `%!d(string=x)`. */
export function printf(format: string, values: readonly Value[]): string {
  const queue = new Arguments(values);
  const result = format.replace(VERB, (...found: readonly (string | undefined)[]) =>
    formatNext(found, queue),
  );
  return result + queue.extra();
}

class Arguments {
  readonly #values: readonly Value[];
  #next = 0;
  #isReordered = false;

  constructor(values: readonly Value[]) {
    this.#values = values;
  }

  /** `[2]`: the second is next. */
  jump(text: string | undefined): void {
    if (text === undefined) return;
    this.#next = Number(text) - 1;
    this.#isReordered = true;
  }

  /** Undefined when there is none. */
  take(): { readonly value: Value } | undefined {
    if (this.#next >= this.#values.length) return undefined;
    this.#next += 1;
    return { value: this.#values[this.#next - 1] };
  }

  /** A width or precision; `*` takes it from the arguments. */
  number(text: string | undefined): number | undefined {
    if (text !== '*') return text === undefined ? undefined : Number(text);
    const value = this.take()?.value;
    return typeof value === 'number' ? value : undefined;
  }

  extra(): string {
    const rest = this.#isReordered ? [] : this.#values.slice(this.#next);
    return rest.length === 0 ? '' : `%!(EXTRA ${rest.map(typedText).join(', ')})`;
  }
}

/** `found` is what `VERB` has matched. */
function formatNext(found: readonly (string | undefined)[], queue: Arguments): string {
  const [all = '', flags = '', first, widthText, precisionText, second, letter = ''] = found;
  if (letter === '') return '%!(NOVERB)';
  queue.jump(first);
  const width = queue.number(widthText) ?? 0;
  const precision = queue.number(precisionText) ?? 0;
  queue.jump(second);
  if (letter === '%') return '%';
  const taken = queue.take();
  if (taken === undefined) return `%!${letter}(MISSING)`;
  const isTooWide = Math.max(Math.abs(width), precision) > WIDEST;
  if (isTooWide) return `%!(BADWIDTH)${formatted(taken.value, { flags, ...NO_SIZE, letter })}`;
  return pad(taken.value, {
    flags: width < 0 ? `${flags}-` : flags,
    width: Math.abs(width),
    precision: /\.[^[]*$/.test(all) ? precision : undefined,
    letter,
  });
}

const typedText = (value: Value): string =>
  value === undefined || value === null ? '<nil>' : `${typeOf(value)}=${textOf(value)}`;

function pad(value: Value, verb: Verb): string {
  const text = formatted(value, verb);
  const missing = verb.width - Array.from(text).length;
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

function formatted(value: Value, verb: Verb): string {
  const { letter } = verb;
  if (letter === 'T') return typeOf(value);
  if (value === undefined || value === null) return letter === 'v' ? '<nil>' : `%!${letter}(<nil>)`;
  if (typeof value === 'string') return formatText(value, verb);
  if (typeof value === 'boolean')
    return letter === 'v' || letter === 't' ? String(value) : mismatch(value, letter);
  if (typeof value === 'number') return withSign(formatInt(value, verb), verb);
  return formatParts(value, verb);
}

/** Lists and structs are formatted part by part. */
function formatParts(value: Extract<Value, { kind: string }>, verb: Verb): string {
  const { flags } = verb;
  switch (value.kind) {
    case 'float':
      return withSign(formatFloat(value.value, verb), verb);
    case 'list':
      return `[${value.items.map((item) => formatted(item, verb)).join(' ')}]`;
    case 'map':
      return `map[${pairs(value.entries, verb, true).join(' ')}]`;
    case 'struct':
      return `{${pairs(value.fields, verb, flags.includes('+')).join(' ')}}`;
  }
}

const pairs = (
  fields: ReadonlyMap<string, Value>,
  verb: Verb,
  isNamed: boolean,
): readonly string[] =>
  [...fields].map(([key, each]) => `${isNamed ? `${key}:` : ''}${formatted(each, verb)}`);

function formatText(text: string, { letter, flags, precision }: Verb): string {
  const cut = precision === undefined ? text : Array.from(text).slice(0, precision).join('');
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

/** With `v` a plus asks for names of fields. */
function withSign(text: string, { flags, letter }: Verb): string {
  if (!/^\d/.test(text)) return text;
  if (flags.includes('+') && letter !== 'v') return `+${text}`;
  return flags.includes(' ') ? ` ${text}` : text;
}

/** Functions that a template can call: those of Go's text/template and those of Docker's tools. */
import { CallError } from './template-call-error.ts';
import { compare, equals } from './template-compare.ts';
import { printf } from './template-printf.ts';
import { isTrue, jsonOf, list, textOf, typeOf, type GoList, type Value } from './template-value.ts';

/** `any` takes every value. */
export type ParameterType = 'any' | 'string' | 'int' | '[]string';

export interface TemplateFunction {
  readonly parameters: readonly ParameterType[];
  /** Further arguments of this type. */
  readonly rest?: ParameterType;
  /** Throws `CallError`. */
  readonly call: (args: readonly Value[]) => Value;
}

const of = (
  parameters: readonly ParameterType[],
  call: TemplateFunction['call'],
): TemplateFunction => ({ parameters, call });
const ofMany = (
  parameters: readonly ParameterType[],
  call: TemplateFunction['call'],
): TemplateFunction => ({ parameters, rest: 'any', call });
const ofText = (change: (text: string) => Value): TemplateFunction =>
  of(['string'], ([text]) => change(textOf(text)));

const BUILT_IN: Readonly<Record<string, TemplateFunction>> = {
  // The evaluator stops at the first that settles it; here are only their names and types.
  and: ofMany(['any'], (args) => args.find((arg) => !isTrue(arg)) ?? args.at(-1)),
  or: ofMany(['any'], (args) => args.find(isTrue) ?? args.at(-1)),
  not: of(['any'], ([value]) => !isTrue(value)),
  eq: ofMany(['any'], ([first, ...others]) => {
    if (others.length === 0) throw new CallError('missing argument for comparison');
    return others.some((other) => equals(first, other));
  }),
  ne: of(['any', 'any'], ([a, b]) => !equals(a, b)),
  lt: of(['any', 'any'], ([a, b]) => compare(a, b) < 0),
  le: of(['any', 'any'], ([a, b]) => compare(a, b) <= 0),
  gt: of(['any', 'any'], ([a, b]) => compare(a, b) > 0),
  ge: of(['any', 'any'], ([a, b]) => compare(a, b) >= 0),
  index: ofMany(['any'], ([value, ...keys]) => keys.reduce(item, value)),
  slice: ofMany(['any'], ([value, ...bounds]) => slice(value, bounds)),
  len: of(['any'], ([value]) => length(value)),
  print: { parameters: [], rest: 'any', call: print },
  println: { parameters: [], rest: 'any', call: (args) => `${args.map(textOf).join(' ')}\n` },
  printf: { parameters: ['string'], rest: 'any', call: ([f, ...args]) => printf(textOf(f), args) },
  html: ofMany([], (args) => print(args).replace(/[&<>"'\0]/g, (sign) => HTML[sign] ?? sign)),
  js: ofMany([], (args) => escapeScript(print(args))),
  urlquery: ofMany([], (args) =>
    encodeURIComponent(print(args).toWellFormed())
      .replaceAll('%20', '+')
      .replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`),
  ),
};

const DOCKER: Readonly<Record<string, TemplateFunction>> = {
  json: of(['any'], ([value]) => JSON.stringify(jsonOf(value)).replace(UNSAFE, escapeUnsafe)),
  upper: ofText((text) => text.toUpperCase()),
  lower: ofText((text) => text.toLowerCase()),
  title: ofText((text) => text.replace(WORD_START, (letter) => letter.toUpperCase())),
  split: of(['string', 'string'], ([text, separator]) =>
    list(textOf(text).split(textOf(separator)), '[]string'),
  ),
  join: of(['[]string', 'string'], ([texts, separator]) =>
    (texts as GoList).items.map(textOf).join(textOf(separator)),
  ),
  truncate: of(['string', 'int'], ([text, most]) => truncate(textOf(text), Number(most))),
  pad: of(['string', 'int', 'int'], ([text, before, after]) =>
    text === '' ? '' : `${blanks(Number(before))}${textOf(text)}${blanks(Number(after))}`,
  ),
};

export const FUNCTIONS: Readonly<Record<string, TemplateFunction>> = { ...BUILT_IN, ...DOCKER };

export const FUNCTION_NAMES: ReadonlySet<string> = new Set(Object.keys(FUNCTIONS));

/**
 * For a table's header: what changes a row's text leaves the names of columns as they are, so that the header stays
 * readable.
 */
export const HEADER_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  ...BUILT_IN,
  ...Object.fromEntries(
    Object.entries(DOCKER).map(([name, known]) => [
      name,
      {
        parameters: known.parameters.map(() => 'any' as const),
        call: ([value]: readonly Value[]) => (name === 'json' ? '' : value),
      },
    ]),
  ),
};

const WORD_START = /(?<![\p{L}\p{N}_])\p{L}/gu;

// What `show` would make visible; JSON has escapes of its own for the rest.
const UNSAFE = /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;
const escapeUnsafe = (sign: string): string =>
  `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;

const HTML: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
  '\0': '\ufffd',
};

const escapeScript = (text: string): string =>
  text.replace(/[\\'"<>&=\u0000-\u001f]/g, (sign) =>
    '\\\'"'.includes(sign)
      ? `\\${sign}`
      : `\\u${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
  );

/** Blanks between two of which neither is a text. */
function print(values: readonly Value[]): string {
  return values
    .map((value, index) => {
      const previous = values[index - 1];
      const isApart = index > 0 && typeof value !== 'string' && typeof previous !== 'string';
      return (isApart ? ' ' : '') + textOf(value);
    })
    .join('');
}

const bytesOf = (text: string): Buffer => Buffer.from(text);

function length(value: Value): number {
  if (typeof value === 'string') return bytesOf(value).length;
  if (typeof value === 'object' && value?.kind === 'list') return value.items.length;
  if (typeof value === 'object' && value?.kind === 'map') return value.entries.size;
  if (value === undefined || value === null) throw new CallError('len of nil pointer');
  throw new CallError(`len of type ${typeOf(value)}`);
}

function item(value: Value, key: Value): Value {
  if (value === undefined || value === null) throw new CallError('index of untyped nil');
  if (typeof value === 'string') return bytesOf(value)[position(key, length(value))];
  if (typeof value === 'object' && value.kind === 'list')
    return value.items[position(key, value.items.length)];
  if (typeof value !== 'object' || value.kind !== 'map')
    throw new CallError(`can't index item of type ${typeOf(value)}`);
  if (typeof key === 'string') return value.entries.get(key);
  throw new CallError(`value has type ${typeOf(key)}; should be string`);
}

function position(key: Value, count: number): number {
  if (typeof key !== 'number')
    throw new CallError(`cannot index slice/array with type ${typeOf(key)}`);
  if (key < 0 || key >= count) throw new CallError(`index out of range: ${key}`);
  return key;
}

function slice(value: Value, bounds: readonly Value[]): Value {
  const isList = typeof value === 'object' && value?.kind === 'list';
  if (!isList && typeof value !== 'string')
    throw new CallError(`can't slice item of type ${typeOf(value)}`);
  if (bounds.length > 2) throw new CallError(`too many slice indexes: ${bounds.length}`);
  const most = length(value);
  const [start = 0, end = most] = bounds.map((bound) => {
    if (typeof bound !== 'number')
      throw new CallError(`cannot index slice/array with type ${typeOf(bound)}`);
    if (bound < 0 || bound > most) throw new CallError(`index out of range: ${bound}`);
    return bound;
  });
  if (start > end) throw new CallError(`invalid slice index: ${start} > ${end}`);
  if (typeof value !== 'string') return list(value.items.slice(start, end), value.type);
  return bytesOf(value).subarray(start, end).toString('utf8');
}

/** In bytes, as Go counts; a character that would be torn is left out. */
function truncate(text: string, most: number): string {
  if (most < 0) throw new CallError(`runtime error: slice bounds out of range [:${most}]`);
  const bytes = bytesOf(text);
  if (bytes.length <= most) return text;
  let end = most;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end).toString('utf8');
}

const MOST_BLANKS = 10_000;

function blanks(count: number): string {
  if (count < 0) throw new CallError('negative repeat count');
  if (count > MOST_BLANKS) throw new CallError(`${count} blanks are too many`);
  return ' '.repeat(count);
}

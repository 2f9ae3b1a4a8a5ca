/** Types and values of the schema in the words of messages. */
import type { Node } from './tree.ts';

const TYPE_WORDS: ReadonlyMap<string, string> = new Map([
  ['string', 'text'],
  ['number', 'a number'],
  ['integer', 'a whole number'],
  ['boolean', 'true or false'],
  ['array', 'a list'],
  ['object', 'a mapping'],
  ['null', 'nothing'],
]);

const SINGLE_VALUES = ['string', 'number', 'boolean', 'null'];

/** `text or a list`, in the order in which the types are given. */
export function typeWords(types: readonly string[]): string {
  // Text in place of a boolean is only there for variables, and must spell one.
  if (types.length === 2 && types.includes('boolean') && types.includes('string')) {
    return 'true or false';
  }
  const isAnySingle = SINGLE_VALUES.every((type) => types.includes(type));
  // That it may be left empty helps nobody who wrote something.
  const rest = types.filter((type) =>
    isAnySingle ? !SINGLE_VALUES.includes(type) : type !== 'null' || types.length === 1,
  );
  const words = rest.map((type) => TYPE_WORDS.get(type) ?? type);
  return joinWords(isAnySingle ? ['a single value', ...words] : words);
}

/** `a, b or c` */
export const joinWords = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;

const SHOWN = 40;

/** What stands there: `a list`, `nothing`, `5` or `"text"`. */
export function foundWords(node: Node): string {
  if (node.kind !== 'scalar') return node.kind === 'list' ? 'a list' : 'a mapping';
  const { value, written } = node;
  if (value === null) return 'nothing';
  if (typeof value !== 'string') return String(written ?? value);
  return quoted(value);
}

/** A text in double quotes, shortened when it is long. */
export const quoted = (text: string): string =>
  `"${text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text}"`;

/** Readers of the usual forms. */
import type { Part, Reader, Side } from './part.ts';
import { type Fields, fieldsOf, textOf, textsOf } from './fields.ts';

type Where = 'config' | 'host';
type Format = (value: unknown) => string;

/** A single value. */
export function one(where: Where, field: string, format: Format = textOf): Reader {
  return { kind: 'one', read: (side) => single(format(side[where][field])) };
}

/** The same, where the engine fills in what nobody asks for. */
export const filled = (reader: Reader): Reader => ({
  ...reader,
  read: (side) => reader.read(side).map(markFilled(side)),
});

/** Only what a container has can have been filled in. */
export const markFilled =
  ({ isNew }: Side): ((part: Part) => Part) =>
  (part) =>
    isNew ? part : { ...part, isFilled: true };

/** A list of texts whose order says nothing. */
export function list(where: Where, field: string, format: Format = textOf): Reader {
  return {
    kind: 'set',
    read: (side) => indexed(entriesOf(side[where][field]).map(format)),
  };
}

/** A map of scalars. */
export function map(where: Where, field: string): Reader {
  return { kind: 'map', read: (side) => keyed(fieldsOf(side[where][field])) };
}

const entriesOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** One part, or none for an empty text. */
export const single = (text: string): readonly Part[] => (text === '' ? [] : [{ text }]);

export const indexed = (texts: readonly string[]): readonly Part[] =>
  texts.map((text, index) => ({ text, path: [index] }));

export const keyed = (values: Fields): readonly Part[] =>
  Object.entries(values).map(([key, value]) => ({
    key,
    text: typeof value === 'string' ? value : textOf(value),
    path: [key],
  }));

/** Parts of a structure by dotted name; those without text are not set. */
export const structure = (values: Readonly<Record<string, string>>): readonly Part[] =>
  Object.entries(values)
    .filter(([, text]) => text !== '')
    .map(([key, text]) => ({ key, text, path: key.split('.') }));

/** A command as one would type it. */
export const wordsText: Format = (value) => textsOf(value).map(quoteWord).join(' ');

const quoteWord = (word: string): string =>
  /^[^\s"'\\]+$/.test(word) ? word : JSON.stringify(word);

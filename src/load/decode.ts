/** From canonical nodes to typed values. A value that cannot be read is a problem, and absent in the result. */
import { parseBytes } from '../model/bytes.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { formatDuration, parseDuration } from '../model/duration.ts';
import { formatFloat32 } from '../model/go-json.ts';
import { numberText } from '../model/number-text.ts';
import { splitShellWords } from '../model/shell-words.ts';
import { decodeExtensions } from './decode-extensions.ts';
import { isNull } from './node-edit.ts';
import { problemAt, sentence } from './problem.ts';
import { step } from './trail.ts';
import type { Trail } from './trail.ts';
import type { Node, Origin, ScalarNode } from './tree.ts';
import { toPlain } from './tree.ts';

export interface DecodeAt {
  readonly diagnostics: Diagnostic[];
  readonly trail: Trail | undefined;
}

export type Decode<T> = (node: Node, at: DecodeAt) => T | undefined;

/** Decoders for the fields of `T`; the order is that of the result's keys. */
export type Fields<T> = { readonly [K in keyof T]-?: Decode<NonNullable<T[K]>> };

const inner = (at: DecodeAt, key: string | number): DecodeAt => ({
  diagnostics: at.diagnostics,
  trail: step(at.trail, key),
});

/** A mapping with known keys and `x-*` keys; others are left out. `null` values count as absent. */
export function record<T extends object>(fields: Fields<T>): Decode<T> {
  const known = closedRecord(fields);
  return (node, at) => {
    const result = known(node, at);
    const extensions = node.kind === 'map' ? decodeExtensions(node) : undefined;
    return result && extensions ? { ...result, extensions } : result;
  };
}

/** Like `record`, without the `x-*` keys. */
export function closedRecord<T extends object>(fields: Fields<T>): Decode<T> {
  const known = Object.entries<Decode<unknown>>(fields);
  return (node, at) => {
    if (node.kind !== 'map') return undefined;
    const result: Record<string, unknown> = {};
    for (const [key, decode] of known) {
      const value = node.entries.get(key)?.value;
      if (!value || isNull(value)) continue;
      const decoded = decode(value, inner(at, key));
      if (decoded !== undefined) result[key] = decoded;
    }
    return result as T;
  };
}

/** With values for what is not written. */
export const filled =
  <T extends object>(missing: T, decode: Decode<T>): Decode<T> =>
  (node, at) => {
    const given = decode(node, at);
    return given && { ...missing, ...given };
  };

/** A mapping with free keys; without a prototype, so that any key is only a key. */
export function mapOf<T>(decode: Decode<T>): Decode<Readonly<Record<string, T>>> {
  return (node, at) => {
    if (node.kind !== 'map') return undefined;
    const result = Object.create(null) as Record<string, T>;
    for (const [key, { value }] of node.entries) {
      const decoded = decode(value, inner(at, key));
      if (decoded !== undefined) result[key] = decoded;
    }
    return result;
  };
}

export function listOf<T>(decode: Decode<T>): Decode<readonly T[]> {
  return (node, at) => {
    if (node.kind !== 'list') return undefined;
    const result: T[] = [];
    for (const [index, item] of node.items.entries()) {
      const decoded = decode(item, inner(at, index));
      if (decoded !== undefined) result.push(decoded);
    }
    return result;
  };
}

/** `null` stays `null`. */
export const nullable =
  <T>(decode: Decode<T>): Decode<T | null> =>
  (node, at) =>
    isNull(node) ? null : decode(node, at);

export const text: Decode<string> = (node) =>
  node.kind === 'scalar' && node.value !== null ? scalarText(node) : undefined;

/** `null` is the empty text. */
export const textOrEmpty: Decode<string> = (node, at) => (isNull(node) ? '' : text(node, at));

/** Data as written. */
export const free: Decode<unknown> = (node) => toPlain(node);

export const texts = listOf(text);
export const textMap = mapOf(textOrEmpty);
export const environment = mapOf(nullable(text));

export function scalarText(node: ScalarNode): string {
  return typeof node.value === 'number' ? numberText(node.value, node.written) : String(node.value);
}

export const integer: Decode<number> = (node, at) => {
  if (node.kind !== 'scalar') return undefined;
  if (typeof node.value === 'number') return Math.trunc(node.value);
  const written = String(node.value);
  if (/^[+-]?\d+$/.test(written)) return Number(written);
  return fail(node, at, {
    code: 'bad-number',
    message: `Expected a whole number, not "${written}"`,
  });
};

/** A number as such: where text may stand for it, it was read as one before. */
export const wholeNumber: Decode<number> = (node, at) =>
  node.kind === 'scalar' && typeof node.value === 'string'
    ? fail(node, at, {
        code: 'bad-number',
        message: `Expected a whole number, not the text "${node.value}"`,
        hint: 'Write it in digits, without quotes',
      })
    : integer(node, at);

/** Zero or more. */
export const count: Decode<number> = (node, at) => {
  const number = wholeNumber(node, at);
  if (number === undefined || number >= 0) return number;
  return fail(node, at, {
    code: 'negative-number',
    message: `Expected 0 or more, not ${number}`,
  });
};

/** Kept as the shortest decimal of its 32-bit form, in which it is compared and shown. */
export const float: Decode<number> = (node, at) => {
  if (node.kind !== 'scalar') return undefined;
  const value = typeof node.value === 'number' ? node.value : parseFloatText(String(node.value));
  if (value !== undefined && Number.isFinite(value)) return Number(formatFloat32(value));
  return fail(node, at, {
    code: 'bad-number',
    message: `Expected a number, not "${scalarText(node)}"`,
  });
};

const FLOAT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

const parseFloatText = (written: string): number | undefined =>
  FLOAT.test(written) ? Number(written) : undefined;

const TRUE = new Set(['true', 'y', 'yes', 'on']);
const FALSE = new Set(['false', 'n', 'no', 'off']);

export const boolean: Decode<boolean> = (node, at) => {
  if (node.kind !== 'scalar') return undefined;
  if (typeof node.value === 'boolean') return node.value;
  const written = String(node.value).toLowerCase();
  if (TRUE.has(written)) return true;
  if (FALSE.has(written)) return false;
  return fail(node, at, {
    code: 'bad-boolean',
    message: `Expected true or false, not "${String(node.value)}"`,
  });
};

/** Decimal text. */
export const bytes: Decode<string> = (node, at) => {
  if (node.kind !== 'scalar' || node.value === null || typeof node.value === 'boolean')
    return undefined;
  if (typeof node.value === 'number' && node.value % 1 !== 0)
    at.diagnostics.push(cutSize(node, at));
  const size = parseBytes(typeof node.value === 'number' ? Math.trunc(node.value) : node.value);
  if (size !== undefined) return String(size);
  return fail(node, at, {
    code: 'bad-size',
    message: `Expected a size, not "${scalarText(node)}"`,
    hint: meantSize(scalarText(node)) ?? 'Write a number with a unit, such as 64m or 1.5g',
  });
};

function meantSize(written: string): string | undefined {
  if (written.length > LONGEST_AMOUNT) return undefined;
  const [, number, unit] = /^([\d.]+)\s*([kmgt])[a-z]*$/i.exec(written.trim()) ?? [];
  return number && unit && `Write "${number}${unit.toLowerCase()}"`;
}

const cutSize = (node: ScalarNode, at: DecodeAt): Diagnostic =>
  problemAt(node.origin, {
    code: 'fractional-size',
    severity: 'warning',
    message: `A size is a whole number of bytes: "${scalarText(node)}" counts as ${Math.trunc(Number(node.value))}`,
    trail: at.trail,
    hint: 'Write a unit, such as 1.5g',
  });

/** In Go's form, such as `1m30s`. */
export const duration: Decode<string> = (node, at) => {
  if (node.kind !== 'scalar') return undefined;
  const written = scalarText(node);
  const nanoseconds = parseDuration(written);
  if (nanoseconds !== undefined) return formatDuration(nanoseconds);
  return fail(node, at, {
    code: 'bad-duration',
    message: `Expected a duration, not "${written}"`,
    hint: meantDuration(written) ?? 'Write a number with a unit, such as 30s or 1m30s',
  });
};

/** `5 min` and `30 seconds` have their units, if not by their short names. */
function meantDuration(written: string): string | undefined {
  if (written.length > LONGEST_AMOUNT) return undefined;
  const short = written
    .toLowerCase()
    .replaceAll(/\s*([a-z]+)\s*/g, (_, word: string) =>
      LONG_UNIT.test(word) ? word.slice(0, 1) : word,
    );
  return short !== written && parseDuration(short) !== undefined ? `Write "${short}"` : undefined;
}

const LONGEST_AMOUNT = 100;

const LONG_UNIT =
  /^(?:s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?|w(?:eeks?)?)$/;

/** Octal text with a leading zero; a number counts as it reads, text counts as octal. */
export const fileMode: Decode<string> = (node, at) => {
  if (node.kind !== 'scalar') return undefined;
  if (typeof node.value === 'number') return octal(node.value);
  const written = String(node.value);
  if (/^(?:0o)?[0-7]+$/.test(written)) return octal(Number.parseInt(written.replace('0o', ''), 8));
  return fail(node, at, {
    code: 'bad-file-mode',
    message: `Expected an octal file mode, not "${written}"`,
    hint: 'Write it like 0440',
  });
};

const octal = (mode: number): string => `0${mode.toString(8)}`;

/** A list of words, or one text that is split as a shell would. */
export const command: Decode<readonly string[]> = (node, at) => {
  if (node.kind !== 'scalar') return texts(node, at);
  const written = scalarText(node);
  const result = splitShellWords(written);
  if ('error' in result) {
    return fail(node, at, { code: 'bad-command', message: sentence(result.error) });
  }
  const { words, dropped = '' } = result;
  if (dropped !== '') at.diagnostics.push(droppedWords(node, at, dropped));
  return words;
};

const droppedWords = (node: ScalarNode, { trail }: DecodeAt, dropped: string): Diagnostic =>
  problemAt(endOf(node, dropped), {
    code: 'dropped-words',
    severity: 'warning',
    message: `"${shortened(dropped)}" is dropped: no shell reads this text, so ${operatorOf(dropped)} means nothing`,
    trail,
    hint: 'Put the sign in quotes, or ask for a shell: ["sh", "-c", "the whole text"]',
  });

const LONGEST_QUOTE = 40;

const shortened = (text: string): string => {
  const line = text.trimEnd().replaceAll(/\s+/g, ' ');
  return line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE)}…` : line;
};

const operatorOf = (text: string): string => `"${/^[;&|<>]+/.exec(text)?.[0] ?? ''}"`;

/** Where the end of a text is written, when it is written as it reads. */
function endOf({ origin }: ScalarNode, tail: string): Origin {
  const { source, start, end } = origin;
  const at = source.text.slice(start, end).lastIndexOf(tail);
  return at < 0 ? origin : { source, start: start + at, end: start + at + tail.length };
}

interface Failure {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** Reports a problem with a value and leaves it out. */
export function fail(node: Node, at: DecodeAt, failure: Failure): undefined {
  at.diagnostics.push(problemAt(node.origin, { ...failure, trail: at.trail }));
}

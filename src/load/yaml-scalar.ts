/**
 * What a plain scalar means: the core schema of YAML 1.2 with the numbers that Docker Compose also reads
 * (`0777` octal, `0b11`, `1_000`). Dates and `yes`/`no` are text.
 */
import { parseIntegerLiteral } from '../model/number-text.ts';
import type { MergeTag, ScalarValue } from './tree.ts';

const WORDS: ReadonlyMap<string, ScalarValue> = new Map<string, ScalarValue>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF'].flatMap((word) => [
    [word, Number.POSITIVE_INFINITY] as const,
    [`+${word}`, Number.POSITIVE_INFINITY] as const,
    [`-${word}`, Number.NEGATIVE_INFINITY] as const,
  ]),
]);

const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const CORE = 'tag:yaml.org,2002:';

/** Core tags that say which type a scalar has. */
const TYPED_TAGS: ReadonlyMap<string, string> = new Map([
  [`${CORE}int`, 'number'],
  [`${CORE}float`, 'number'],
  [`${CORE}bool`, 'boolean'],
  [`${CORE}null`, 'null'],
]);

const TEXT_TAGS = new Set([`${CORE}str`, '!']);
const BINARY = `${CORE}binary`;
const COLLECTION_TAGS = new Set([`${CORE}map`, `${CORE}seq`]);

const MERGE_TAGS: ReadonlyMap<string, MergeTag> = new Map([
  ['!reset', 'reset'],
  ['!override', 'override'],
]);

export interface WrittenScalar {
  readonly text: string;
  /** As the parser resolves it: `!name`, or `tag:yaml.org,2002:name` for `!!name`. */
  readonly tag: string | undefined;
  /** Neither quoted nor a block. */
  readonly isPlain: boolean;
}

/** The value of a scalar; `badTag` when its tag asks for another type than the text can be. */
export function readScalar({ text, tag, isPlain }: WrittenScalar): {
  readonly value: ScalarValue;
  readonly badTag?: string;
} {
  if (tag !== undefined && TEXT_TAGS.has(tag)) return { value: text };
  if (tag === BINARY) {
    const value = decodeBase64(text);
    return value === undefined ? { value: text, badTag: shortTag(tag) } : { value };
  }
  const wanted = tag === undefined ? undefined : TYPED_TAGS.get(tag);
  if (wanted === undefined) return { value: isPlain ? resolvePlain(text) : text };
  const value = resolvePlain(text);
  const type = value === null ? 'null' : typeof value;
  return type === wanted ? { value } : { value: text, badTag: shortTag(tag ?? '') };
}

/** What a tag asks of merging, or its name when nobody knows it. */
export function readTag(tag: string | undefined): {
  readonly merge?: MergeTag;
  readonly unknown?: string;
} {
  if (tag === undefined) return {};
  const merge = MERGE_TAGS.get(tag);
  if (merge) return { merge };
  const isKnown =
    tag === BINARY || TEXT_TAGS.has(tag) || TYPED_TAGS.has(tag) || COLLECTION_TAGS.has(tag);
  return isKnown ? {} : { unknown: shortTag(tag) };
}

const shortTag = (tag: string): string =>
  tag.startsWith(CORE) ? `!!${tag.slice(CORE.length)}` : tag;

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function decodeBase64(text: string): string | undefined {
  const joined = text.replaceAll(/[\r\n]/g, '');
  return BASE64.test(joined) ? Buffer.from(joined, 'base64').toString('utf8') : undefined;
}

function resolvePlain(text: string): ScalarValue {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  const first = text.charCodeAt(0);
  const canBeNumber = (first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46;
  return canBeNumber ? (parseNumber(text) ?? text) : text;
}

function parseNumber(written: string): number | undefined {
  const integer = parseIntegerLiteral(written);
  if (integer !== undefined) return Number(integer);
  const text = written.replaceAll('_', '');
  if (!FLOAT.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

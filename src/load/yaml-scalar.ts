/**
 * What a plain scalar means: the core schema of YAML 1.2 with the numbers that Docker Compose also reads
 * (`0777` octal, `0b11`, `1_000`). Dates and `yes`/`no` are text.
 */
import { parseIntegerLiteral } from '../model/number-text.ts';
import type { ScalarValue } from './tree.ts';

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
export function resolvePlain(text: string): ScalarValue {
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

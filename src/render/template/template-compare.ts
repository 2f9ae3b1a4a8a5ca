/** `eq`, `lt` and the like: only values of one basic type can be compared. */
import { CallError } from './template-call-error.ts';
import { textOf, typeOf, type Value } from './template-value.ts';

type Basic = string | number | boolean;

/** Throws `CallError`. Nil is equal to nothing but nil. */
export function equals(a: Value, b: Value): boolean {
  if (isNil(a) || isNil(b)) return isNil(a) && isNil(b);
  const [left, right] = pair(a, b);
  return left === right;
}

const isNil = (value: Value): value is null | undefined => value === null || value === undefined;

/** Below, at or above zero. Throws `CallError`. */
export function compare(a: Value, b: Value): number {
  if (isNil(a) || isNil(b)) throw new CallError('invalid type for comparison');
  const [left, right] = pair(a, b);
  if (typeof left === 'boolean') throw new CallError('invalid type for comparison');
  return left < right ? -1 : left > right ? 1 : 0;
}

function pair(a: Value, b: Value): readonly [Basic, Basic] {
  const [left, right] = [basic(a), basic(b)];
  if (typeOf(a) === typeOf(b)) return [left, right];
  throw new CallError(`incompatible types for comparison: ${typeOf(a)} and ${typeOf(b)}`);
}

function basic(value: Value): Basic {
  if (typeof value === 'object' && value?.kind === 'float') return value.value;
  if (typeof value !== 'object' && value !== undefined) return value;
  throw new CallError(`non-comparable type ${textOf(value)}: ${typeOf(value)}`);
}

/**
 * The expressions of the Compose specification in one text:
 *
 *   text   := ( "$$" | "$" NAME | "${" NAME [ OP rest ] "}" | character )*
 *   OP     := ":-" | "-" | ":+" | "+" | ":?" | "?"
 *
 * `rest` runs to the balancing brace, may hold expressions itself, and is evaluated only when it is used.
 */
import { LIMITS } from './limits.ts';

export type Lookup = (name: string) => string | undefined;

/** One mention of a variable. */
export interface Mention {
  readonly name: string;
  /** Half-open offsets in the text. */
  readonly start: number;
  readonly end: number;
  readonly required: boolean;
  readonly default?: string;
  readonly alternate?: string;
  /** Evaluated without a value and without a default: an empty text took its place. */
  readonly unset: boolean;
}

export interface InterpolationError {
  readonly kind: 'bad-expression' | 'missing-variable' | 'too-deep' | 'too-long';
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

export type Interpolated =
  | { readonly text: string; readonly mentions: readonly Mention[] }
  | { readonly error: InterpolationError; readonly mentions: readonly Mention[] };

/** Replaces all expressions of a text. Values are put in as they are and not looked at again. */
export function interpolateText(text: string, lookup: Lookup): Interpolated {
  const run: Run = { text, lookup, mentions: [], length: 0 };
  const range = { start: 0, end: text.length, depth: 0, isUsed: true };
  const result = evaluate(run, range);
  if (run.error) return { error: run.error, mentions: run.mentions };
  return { text: result, mentions: run.mentions };
}

interface Run {
  readonly text: string;
  readonly lookup: Lookup;
  readonly mentions: Mention[];
  length: number;
  error?: InterpolationError;
}

/** A part of the text; unused parts are only searched for mentions. */
interface Range {
  readonly start: number;
  readonly end: number;
  readonly depth: number;
  readonly isUsed: boolean;
}

interface Step {
  readonly value: string;
  readonly next: number;
}

function evaluate(run: Run, range: Range): string {
  if (range.depth > LIMITS.interpolationDepth) {
    const message = `Expressions are nested more than ${LIMITS.interpolationDepth} levels deep`;
    fail(run, { kind: 'too-deep', message, start: range.start, end: range.end });
    return '';
  }
  const parts: string[] = [];
  let at = range.start;
  while (at < range.end && !isExhausted(run)) {
    const dollar = run.text.indexOf('$', at);
    const literalEnd = dollar < 0 || dollar >= range.end ? range.end : dollar;
    parts.push(run.text.slice(at, literalEnd));
    if (literalEnd === range.end) break;
    const step = expression(run, literalEnd, range);
    parts.push(step.value);
    at = step.next;
  }
  return parts.join('');
}

/** Other errors do not end the search, so that all variables of a text are found. */
const isExhausted = ({ error }: Run): boolean =>
  error?.kind === 'too-deep' || error?.kind === 'too-long';

function expression(run: Run, at: number, range: Range): Step {
  const { text } = run;
  const next = at + 1 < range.end ? text[at + 1] : undefined;
  if (next === '$') return { value: '$', next: at + 2 };
  if (next === '{') return braced(run, at, range);
  const nameEnd = endOfName(text, at + 1, range.end);
  if (nameEnd === at + 1) return { value: '$', next: nameEnd };
  const mention = { name: text.slice(at + 1, nameEnd), start: at, end: nameEnd };
  return { value: plainValue(run, mention, range), next: nameEnd };
}

interface Place {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

function plainValue(run: Run, place: Place, range: Range): string {
  const value = run.lookup(place.name);
  const unset = range.isUsed && value === undefined;
  run.mentions.push({ ...place, required: false, unset });
  return range.isUsed ? grow(run, value ?? '', place) : '';
}

function braced(run: Run, at: number, range: Range): Step {
  const { text } = run;
  const nameEnd = endOfName(text, at + 2, range.end);
  const close = closingBrace(text, at + 1, range.end);
  const name = text.slice(at + 2, nameEnd);
  if (nameEnd === at + 2 || close === undefined) return badExpression(run, at, close ?? range.end);
  const place = { name, start: at, end: close + 1 };
  if (nameEnd === close) return { value: plainValue(run, place, range), next: close + 1 };
  const operator = operatorAt(text, nameEnd);
  const restStart = nameEnd + (operator?.length ?? 0);
  const newline = text.indexOf('\n', restStart);
  if (operator === undefined || (newline >= 0 && newline < close))
    return badExpression(run, at, close);
  const rest = { start: restStart, end: close, depth: range.depth + 1, isUsed: range.isUsed };
  return { value: applyOperator(run, { place, operator, rest }), next: close + 1 };
}

type Operator = ':-' | '-' | ':+' | '+' | ':?' | '?';

function operatorAt(text: string, at: number): Operator | undefined {
  const first = text[at];
  const second = text[at + 1];
  if (first === '-' || first === '+' || first === '?') return first;
  if (first !== ':') return undefined;
  return second === '-' || second === '+' || second === '?' ? `:${second}` : undefined;
}

interface Operation {
  readonly place: Place;
  readonly operator: Operator;
  readonly rest: Range;
}

function applyOperator(run: Run, operation: Operation): string {
  const { place, operator, rest } = operation;
  recordMention(run, operation);
  const value = run.lookup(place.name);
  const isMissing = value === undefined || (operator.length === 2 && value === '');
  const kind = operator.at(-1);
  const usesRest = rest.isUsed && (kind === '+' ? !isMissing : isMissing);
  const result = evaluate(run, { ...rest, isUsed: usesRest });
  if (usesRest && kind === '?') return missingVariable(run, place, result);
  if (usesRest) return result;
  return rest.isUsed && kind !== '+' ? grow(run, value ?? '', place) : '';
}

function recordMention(run: Run, { place, operator, rest }: Operation): void {
  const written = run.text.slice(rest.start, rest.end);
  run.mentions.push({
    ...place,
    required: operator.endsWith('?'),
    unset: false,
    ...(operator.endsWith('-') ? { default: written } : {}),
    ...(operator.endsWith('+') ? { alternate: written } : {}),
  });
}

function missingVariable(run: Run, place: Place, reason: string): '' {
  const why = reason === '' ? '' : `: ${reason}`;
  const message = `Variable "${place.name}" is required but has no value${why}`;
  fail(run, { kind: 'missing-variable', message, start: place.start, end: place.end });
  return '';
}

/** Counts what variables bring in, which is the only way a text can become much longer. */
function grow(run: Run, value: string, place: Place): string {
  run.length += value.length;
  if (run.length > LIMITS.valueLength) {
    const message = `The value becomes longer than ${LIMITS.valueLength} characters`;
    fail(run, { kind: 'too-long', message, start: place.start, end: place.end });
  }
  return value;
}

function badExpression(run: Run, start: number, close: number): Step {
  const end = Math.min(close + 1, run.text.length);
  const shown = run.text.slice(start, Math.min(end, start + SHOWN_CHARACTERS));
  const message = `"${shown}" is not a valid variable expression`;
  fail(run, { kind: 'bad-expression', message, start, end });
  return { value: '', next: end };
}

const SHOWN_CHARACTERS = 60;

function fail(run: Run, error: InterpolationError): void {
  run.error ??= error;
}

function endOfName(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isNameCharacter(text.charCodeAt(at), at === start)) at += 1;
  return at;
}

function isNameCharacter(code: number, isFirst: boolean): boolean {
  const isLetter = (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
  return isLetter || (!isFirst && code >= 48 && code <= 57);
}

/** The brace that balances the one at `open`; every brace counts. */
function closingBrace(text: string, open: number, end: number): number | undefined {
  let depth = 0;
  for (let at = open; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 123) depth += 1;
    else if (code === 125) depth -= 1;
    if (depth === 0) return at;
  }
  return undefined;
}

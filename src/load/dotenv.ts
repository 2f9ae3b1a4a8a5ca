/** `.env`, `env_file` and `label_file`: text → values. Lines are never quoted in messages: they hold secrets. */
import type { Diagnostic } from '../model/diagnostic.ts';
import { BLANKS_ONLY, keyProblem, LEFT_OVER } from './dotenv-key.ts';
import {
  countNewlines,
  isBlank,
  isInlineBlank,
  quotedText,
  skipInlineBlanks,
  trimEnd,
  unescape,
} from './dotenv-text.ts';
import { interpolateText, type Lookup } from './interpolate-text.ts';
import { LIMITS } from './limits.ts';

export interface ParsedEnvironment {
  /** In the order of the file; of equal names the last wins. */
  readonly values: ReadonlyMap<string, string>;
  readonly diagnostics: readonly Diagnostic[];
}

/** What names mean outside a file: to all files, and by the files before this one. */
export interface Lookups {
  readonly lookup: Lookup;
  readonly earlier: Lookup;
}

const lookupsOf = (lookup: Lookup | Lookups): Lookups =>
  typeof lookup === 'function' ? { lookup, earlier: () => undefined } : lookup;

const readerOf = (text: string, file: string, lookup: Lookup | Lookups): Reader => ({
  text,
  file,
  ...lookupsOf(lookup),
  at: 0,
  line: 0,
  closedOnLine: 0,
  length: 0,
  ...emptyResult(),
});

/**
 * Parses the grammar of Docker Compose's env files. `$NAME` in a value asks `lookup` first, then names set
 * earlier in this text, then those of earlier files; a line with only a name takes its value from `lookup`.
 */
export function parseDotenv(
  text: string,
  file: string,
  lookup: Lookup | Lookups,
): ParsedEnvironment {
  const reader = readerOf(text, file, lookup);
  reader.line = 1;
  if (text.startsWith('\uFEFF')) reader.at = 1;
  while (skipToStatement(reader)) {
    const line = reader.line;
    const key = readKey(reader);
    if (key === undefined) skipLine(reader);
    else if (key.hasValue) readAssignment(reader, key.name, line);
    else inherit(reader, key.name);
    if (reader.length > LIMITS.dotenvLength) {
      const message = `Its values become longer than ${LIMITS.dotenvLength} characters in all`;
      report(reader, { code: 'dotenv-too-big', message, line });
      break;
    }
  }
  return { values: reader.values, diagnostics: reader.diagnostics };
}

/** Parses `format: raw`: name and value split at the first `=`, nothing else has a meaning. */
export function parseRawEnv(
  text: string,
  file: string,
  lookup: Lookup | Lookups,
): ParsedEnvironment {
  const reader = readerOf(text, file, lookup);
  for (const raw of text.replace(/^\uFEFF/, '').split('\n')) {
    reader.line += 1;
    const line = raw.replace(/\r$/, '').trimStart();
    if (line !== '' && !line.startsWith('#')) readRawLine(reader, line);
  }
  return { values: reader.values, diagnostics: reader.diagnostics };
}

interface Reader {
  readonly text: string;
  readonly file: string;
  readonly lookup: Lookup;
  readonly earlier: Lookup;
  readonly values: Map<string, string>;
  readonly diagnostics: Diagnostic[];
  readonly warned: Set<string>;
  at: number;
  line: number;
  /** Line of the last closing quote, behind which only a comment or another assignment may stand. */
  closedOnLine: number;
  /** Characters of all values so far. */
  length: number;
}

const emptyResult = () => ({
  values: new Map<string, string>(),
  diagnostics: [] as Diagnostic[],
  warned: new Set<string>(),
});

function readRawLine(reader: Reader, line: string): void {
  const equals = line.indexOf('=');
  const name = equals < 0 ? line : line.slice(0, equals);
  const at = { code: 'dotenv-syntax', line: reader.line };
  if (name === '') {
    report(reader, { ...at, message: 'Expected a name before "="' });
  } else if (/\s/.test(name)) {
    report(reader, {
      ...at,
      message: 'The name contains white space',
      hint: 'In raw format a line is NAME=value, with no blank around the "="',
    });
  } else if (equals < 0) {
    inherit(reader, name);
  } else {
    reader.values.set(name, line.slice(equals + 1));
  }
}

/** Moves over blanks, empty lines and comments; false at the end of the text. */
function skipToStatement(reader: Reader): boolean {
  const { text } = reader;
  while (reader.at < text.length) {
    const character = text[reader.at] ?? '';
    if (character === '#') skipLine(reader);
    else if (character === '\n') nextLine(reader);
    else if (isBlank(character)) reader.at += 1;
    else return true;
  }
  return false;
}

function nextLine(reader: Reader): void {
  reader.at += 1;
  reader.line += 1;
}

function skipLine(reader: Reader): void {
  const end = reader.text.indexOf('\n', reader.at);
  reader.at = end < 0 ? reader.text.length : end;
}

interface Key {
  readonly name: string;
  readonly hasValue: boolean;
}

/** Reads up to the separator or the end of the line; undefined after a complaint. */
function readKey(reader: Reader): Key | undefined {
  const { text } = reader;
  const start = afterExport(text, reader.at);
  let end = start;
  while (end < text.length && !'=:\n'.includes(text[end] ?? '')) end += 1;
  const hasValue = text[end] === '=' || text[end] === ':';
  const name = trimEnd(text.slice(start, end));
  const isLeftOver = !hasValue && reader.closedOnLine === reader.line;
  const wrong = isLeftOver ? LEFT_OVER : keyProblem(name);
  if (wrong !== undefined) {
    const isHarmless = hasValue ? name === '' : end === text.length && BLANKS_ONLY.test(name);
    const severity = isHarmless ? { severity: 'warning' as const } : {};
    report(reader, { code: 'dotenv-syntax', line: reader.line, ...wrong, ...severity });
    return undefined;
  }
  reader.at = hasValue ? end + 1 : end;
  return { name, hasValue };
}

function afterExport(text: string, at: number): number {
  if (!text.startsWith('export', at) || !isInlineBlank(text[at + 6])) return at;
  return skipInlineBlanks(text, at + 6);
}

function readAssignment(reader: Reader, name: string, line: number): void {
  reader.at = skipInlineBlanks(reader.text, reader.at);
  const quote = reader.text[reader.at];
  const value =
    quote === '"' || quote === "'" ? readQuoted(reader, quote) : readUnquoted(reader, line);
  if (value === undefined) return;
  reader.values.set(name, value);
  reader.length += value.length;
}

function readUnquoted(reader: Reader, line: number): string | undefined {
  const start = reader.at;
  skipLine(reader);
  const whole = reader.text.slice(start, reader.at);
  const comment = whole.indexOf(' #');
  const value = trimEnd(comment < 0 ? whole : whole.slice(0, comment));
  return expand(reader, value, line);
}

function readQuoted(reader: Reader, quote: '"' | "'"): string | undefined {
  const { text, line } = reader;
  const start = reader.at + 1;
  const quoted = quotedText(text, start, quote);
  if (quoted === undefined) {
    report(reader, {
      code: 'dotenv-syntax',
      line,
      message: 'A quoted value is never closed',
      hint: 'Add the missing quote; values may span lines',
    });
    reader.at = text.length;
    return undefined;
  }
  reader.at = quoted.end + 1;
  reader.line += countNewlines(text.slice(start, quoted.end));
  reader.closedOnLine = reader.line;
  return quote === "'" ? quoted.value : expand(reader, unescape(quoted.value), line);
}

function expand(reader: Reader, value: string, line: number): string | undefined {
  if (!value.includes('$')) return value;
  const result = interpolateText(value, (name) => lookUp(reader, name));
  for (const { name, unset } of result.mentions) {
    if (unset) warnUnset(reader, name, line);
  }
  if (!('error' in result)) return result.text;
  const { kind, message } = result.error;
  const code = EXPANSION_CODES[kind];
  const isBad = code === 'bad-interpolation';
  report(reader, {
    code,
    line,
    message: isBad ? 'The value contains a variable expression that is not valid' : message,
    ...(isBad ? { hint: 'Use single quotes if the dollar sign is meant literally' } : {}),
  });
  return undefined;
}

const lookUp = ({ lookup, values, earlier }: Reader, name: string): string | undefined =>
  lookup(name) ?? values.get(name) ?? earlier(name);

const EXPANSION_CODES = {
  'missing-variable': 'missing-variable',
  'bad-expression': 'bad-interpolation',
  'too-deep': 'interpolation-too-deep',
  'too-long': 'dotenv-too-big',
} as const;

function warnUnset(reader: Reader, name: string, line: number): void {
  if (reader.warned.has(name)) return;
  reader.warned.add(name);
  report(reader, {
    code: 'unset-variable',
    severity: 'warning',
    line,
    message: `Variable "${name}" is not set; an empty text takes its place`,
    hint: 'Use single quotes if the dollar sign is meant literally',
  });
}

function inherit(reader: Reader, name: string): void {
  const value = reader.lookup(name) ?? reader.earlier(name);
  if (value !== undefined) reader.values.set(name, value);
}

interface Finding {
  readonly code: string;
  readonly message: string;
  readonly line: number;
  readonly severity?: 'warning';
  readonly hint?: string;
}

function report(reader: Reader, { code, message, line, severity, hint }: Finding): void {
  reader.diagnostics.push({
    code,
    severity: severity ?? 'error',
    message,
    at: { file: reader.file, line, column: 1, length: 1 },
    ...(hint ? { hint } : {}),
  });
}

/** JSON text as Go's `encoding/json` writes it, without white space. */
import type { Field, Shape, StructShape } from './shape.ts';

/** The value in the order and form of its shape; absent and `null` become `null`, or `{}` for a struct. */
export function encodeShaped(value: unknown, shape: Shape): string {
  if (value === undefined || value === null) return 'null';
  switch (shape.kind) {
    case 'struct':
      return encodeStruct(value, shape);
    case 'list':
      return encodeList(value, shape.of);
    case 'map':
      return encodeMap(value, (item) => encodeShaped(item, shape.of));
    case 'float32':
      return typeof value === 'number' ? formatFloat32(value) : encodeFree(value);
    case 'ulimit':
      return encodeUlimit(value);
    default:
      return encodeFree(value);
  }
}

/** Nothing to escape, as most texts are. */
const PLAIN = /^[ !#-%'-;=?-[\]-~]*$/;

/** Text in quotes, with Go's HTML escapes. */
export function encodeText(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  const pieces = text.split(/\p{Surrogate}/u).map((piece) => JSON.stringify(piece).slice(1, -1));
  return `"${pieces.join('\\ufffd').replace(/[<>&\u2028\u2029]/g, escapeUnit)}"`;
}

const SURROGATE = /[\ud800-\udfff]/;

/** Orders text by its UTF-8 bytes, as Go does. */
export function compareBytes(a: string, b: string): number {
  if (a === b) return 0;
  // only above the basic plane do the orders differ
  if (!SURROGATE.test(a) && !SURROGATE.test(b)) return a < b ? -1 : 1;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** The texts in the order of `compareBytes`. */
export function sortByBytes(texts: readonly string[]): readonly string[] {
  if (texts.length < 2) return texts;
  const isPlain = !texts.some((text) => SURROGATE.test(text));
  return isPlain ? texts.toSorted() : texts.toSorted(compareBytes);
}

/** The shortest decimal that reads back as the same 32-bit float. */
export function formatFloat32(value: number): string {
  const wanted = Math.fround(value);
  for (let digits = 1; digits <= 9; digits += 1) {
    const candidate = Number(wanted.toPrecision(digits));
    if (Math.fround(candidate) === wanted) return String(candidate);
  }
  return String(wanted);
}

/** Whether Go leaves the value out of a field marked `omitempty`. */
export function isZero(value: unknown, shape: Shape): boolean {
  if (value === undefined || value === null) return true;
  if (value === '' || value === 0 || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  if (typeof value === 'object') return shape.kind !== 'struct' && Object.keys(value).length === 0;
  return (shape.kind === 'bytes' && value === '0') || (shape.kind === 'duration' && value === '0s');
}

type Item = Readonly<Record<string, unknown>>;

function encodeStruct(value: unknown, shape: StructShape): string {
  const source = (typeof value === 'object' && value !== null ? value : {}) as Item;
  const parts: string[] = [];
  for (const field of fieldsIn(source, shape)) {
    const item = Object.hasOwn(source, field.key) ? source[field.key] : undefined;
    if (isPrinted(item, field)) parts.push(`"${field.name}":${encodeField(item, field)}`);
  }
  return `{${parts.join(',')}}`;
}

/** The fields that may be printed, in their order: of the hundred that a service has, few are set. */
function fieldsIn(source: Item, { byKey, always }: StructShape): readonly Field[] {
  const found = always.filter(({ key }) => !Object.hasOwn(source, key));
  for (const key of Object.keys(source)) {
    const field = byKey.get(key);
    if (field !== undefined) found.push(field);
  }
  return found.toSorted((a, b) => a.place - b.place);
}

function isPrinted(value: unknown, field: Field): boolean {
  if (field.presence === 'always') return true;
  if (field.presence === 'set') return value !== undefined && value !== null;
  if (field.presence === 'false') return value === false;
  return !isZero(value, field.shape);
}

// A struct held by value has no nil: it prints as an empty one.
function encodeField(value: unknown, field: Field): string {
  const isMissing = value === undefined || value === null;
  return encodeShaped(isMissing && field.shape.kind === 'struct' ? {} : value, field.shape);
}

function encodeList(value: unknown, of: Shape): string {
  if (!Array.isArray(value)) return encodeFree(value);
  return `[${value.map((item: unknown) => encodeShaped(item, of)).join(',')}]`;
}

function encodeMap(value: unknown, encodeItem: (item: unknown) => string): string {
  const source = (typeof value === 'object' && value !== null ? value : {}) as Item;
  const parts = sortByBytes(Object.keys(source)).map(
    (key) => `${encodeText(key)}:${encodeItem(source[key])}`,
  );
  return `{${parts.join(',')}}`;
}

// A single limit prints as a number unless it is zero, which Go cannot tell from a pair of zeros.
function encodeUlimit(value: unknown): string {
  if (typeof value === 'number') return value === 0 ? '{}' : String(value);
  const { soft, hard } = toRecord(value);
  const parts = Object.entries({ soft, hard }).filter(([, limit]) => !isZero(limit, SCALAR));
  return `{${parts.map(([key, limit]) => `"${key}":${encodeFree(limit)}`).join(',')}}`;
}

const SCALAR: Shape = { kind: 'scalar' };

function encodeFree(value: unknown): string {
  if (value === undefined || value === null) return 'null';
  if (typeof value === 'string') return encodeText(value);
  if (Array.isArray(value)) return `[${value.map((item: unknown) => encodeFree(item)).join(',')}]`;
  return typeof value === 'object' ? encodeMap(value, encodeFree) : JSON.stringify(value);
}

const escapeUnit = (unit: string): string =>
  `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

const toRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};

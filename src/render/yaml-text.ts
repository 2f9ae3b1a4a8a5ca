/** Data as YAML: two spaces, lists indented below their key, keys in the order given. */
import { quoteDouble, quoteSingle, styleOf } from './yaml-scalar-text.ts';

export type YamlValue = string | number | boolean | null | readonly YamlValue[] | YamlMap;
/** Maps keep the order in which they shall be printed. */
export interface YamlMap extends ReadonlyMap<string, YamlValue> {}

export function renderYaml(value: YamlValue): string {
  const lines: string[] = [];
  const inline = inlineText(value);
  if (inline !== undefined) lines.push(inline);
  else writeBlock(value, '', lines);
  return `${lines.join('\n')}\n`;
}

const isMap = (value: YamlValue): value is YamlMap => value instanceof Map;

function writeBlock(value: YamlValue, indent: string, lines: string[]): void {
  if (isMap(value)) {
    for (const [key, item] of value) {
      const inline = isShort(key) ? inlineText(key) : undefined;
      if (inline === undefined) {
        writeMarked(key, { mark: '?', indent, lines });
        writeMarked(item, { mark: ':', indent, lines });
        continue;
      }
      const inner = Array.isArray(item) || isMap(item) ? `${indent}  ` : indent;
      writeItem(item, { prefix: `${indent}${inline}:`, inner, lines });
    }
  } else if (Array.isArray(value)) {
    for (const item of value as readonly YamlValue[])
      writeMarked(item, { mark: '-', indent, lines });
  }
}

const LONGEST_SHORT_KEY = 128;

/** Other keys stand behind a question mark. */
const isShort = (key: string): boolean =>
  !key.includes('\n') && Buffer.byteLength(key) <= LONGEST_SHORT_KEY;

interface Target {
  /** What stands before the value on its first line. */
  readonly prefix: string;
  /** Indentation of the lines below. */
  readonly inner: string;
  readonly lines: string[];
}

function writeItem(value: YamlValue, { prefix, inner, lines }: Target): void {
  const inline = inlineText(value);
  if (inline !== undefined) lines.push(`${prefix} ${inline}`);
  else if (typeof value === 'string') writeLiteral(value, { prefix, inner: `${inner}  `, lines });
  else {
    lines.push(prefix);
    writeBlock(value, inner, lines);
  }
}

interface Marked {
  readonly mark: '-' | '?' | ':';
  readonly indent: string;
  readonly lines: string[];
}

// The first line of the item stands behind the mark.
function writeMarked(value: YamlValue, { mark, indent, lines }: Marked): void {
  const inline = inlineText(value);
  if (inline !== undefined) {
    lines.push(`${indent}${mark} ${inline}`);
    return;
  }
  if (typeof value === 'string') {
    writeLiteral(value, { prefix: `${indent}${mark}`, inner: `${indent}  `, lines });
    return;
  }
  const start = lines.length;
  writeBlock(value, `${indent}  `, lines);
  const first = lines[start] ?? '';
  lines[start] = `${indent}${mark} ${first.slice(indent.length + 2)}`;
}

/** Text that fits behind its key; undefined for what needs lines of its own. */
function inlineText(value: YamlValue): string | undefined {
  if (value === null) return 'null';
  if (typeof value === 'string') return renderText(value);
  if (typeof value === 'number') return renderNumber(value);
  if (typeof value === 'boolean') return String(value);
  if (isMap(value)) return value.size === 0 ? '{}' : undefined;
  return value.length === 0 ? '[]' : undefined;
}

function renderText(text: string): string | undefined {
  switch (styleOf(text)) {
    case 'plain':
      return text;
    case 'single':
      return quoteSingle(text);
    case 'double':
      return quoteDouble(text);
    case 'literal':
      return undefined;
  }
}

function renderNumber(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  const text = String(value);
  return text.includes('e') ? text.replace(/e([+-])(\d)$/, 'e$10$2') : text;
}

function writeLiteral(text: string, { prefix, inner, lines }: Target): void {
  const indentHint = /^[ \n]/.test(text) ? '2' : '';
  const chomp = !text.endsWith('\n') ? '-' : /^\n$|\n\n$/.test(text) ? '+' : '';
  lines.push(`${prefix} |${indentHint}${chomp}`);
  const body = text.endsWith('\n') ? text.slice(0, -1) : text;
  for (const line of body.split('\n')) lines.push(line === '' ? '' : `${inner}${line}`);
}

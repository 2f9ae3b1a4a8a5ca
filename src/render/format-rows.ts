/** `--format` of `ps`, `volumes` and `stats`: `table`, `json`, `raw`, `table TEMPLATE`, or a template for each row. */
import { readTemplate } from './go-template.ts';
import { jsonLine } from './json-text.ts';
import { show } from './show.ts';
import { alignTabs } from './tab-columns.ts';
import type { GoMap, GoStruct, Value } from './template/template-value.ts';

export interface RowKind {
  /** Go's name of a row's type, which errors about unknown fields contain. */
  readonly type: string;
  /** What `table` shows. */
  readonly table: string;
  /** What `raw` shows; without one it is a template like any other word. */
  readonly raw?: string;
  /** Headers by field; one that is missing is `<no value>`. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface FormatRow {
  /** The object of `json`, in this order. */
  readonly record: Readonly<Record<string, unknown>>;
  /** Fields that are more than a text or a number to a template. */
  readonly fields?: Readonly<Record<string, Value>>;
  /** Behind `.Label "key"`. */
  readonly labels?: Readonly<Record<string, string>>;
}

type RenderRows = (rows: readonly FormatRow[]) => string;

/** How rows are shown in this format. Throws `TemplateError`, as the answer does. */
export function readRowFormat(format: string, kind: RowKind): RenderRows {
  const trimmed = format.trim();
  if (format === 'json') return renderJson;
  if (format === 'raw' && kind.raw !== undefined) return templateRows(kind.raw, kind);
  if (trimmed === '' || trimmed === 'table') return tableRows(kind.table, kind);
  return trimmed.startsWith('table')
    ? tableRows(trimmed.slice('table'.length).trim(), kind)
    : templateRows(trimmed, kind);
}

const renderJson: RenderRows = (rows) => rows.map(({ record }) => `${jsonLine(record)}\n`).join('');

/** Tabs and line breaks may be written as two characters. */
const withBreaks = (text: string): string => text.replaceAll('\\t', '\t').replaceAll('\\n', '\n');

function templateRows(text: string, kind: RowKind): RenderRows {
  const template = readTemplate(withBreaks(text));
  return (rows) => rows.map((row) => `${template.render(rowValue(row, kind))}\n`).join('');
}

function tableRows(text: string, kind: RowKind): RenderRows {
  const template = readTemplate(withBreaks(text));
  return (rows) => {
    const shown = rows.map((row) => `${template.render(rowValue(row, kind))}\n`);
    return alignTabs(`${template.renderHeader(headerValue(kind))}\n${shown.join('')}`);
  };
}

function rowValue({ record, fields, labels }: FormatRow, { type }: RowKind): GoStruct {
  const plain = Object.entries(record).map(([name, value]) => [name, plainValue(value)] as const);
  const label = (key: string): Value => show(labels?.[key] ?? '');
  return {
    kind: 'struct',
    type,
    fields: new Map([...plain, ...Object.entries(fields ?? {})]),
    json: record,
    ...(labels === undefined ? {} : { methods: new Map([['Label', label]]) }),
  };
}

const plainValue = (value: unknown): Value =>
  typeof value === 'number' || typeof value === 'boolean' ? value : show(String(value));

/** A label's header is the last part of its key. */
function headerValue({ headers }: RowKind): GoMap {
  const label = (key: string): Value =>
    (key.split('.').at(-1) ?? '').replaceAll('-', ' ').replaceAll('_', ' ');
  return {
    kind: 'map',
    type: 'formatter.SubHeaderContext',
    entries: new Map(Object.entries(headers)),
    methods: new Map([['Label', label]]),
  };
}

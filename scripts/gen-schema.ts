/**
 * Compiles the schema of compose files into a validator module without dependencies, so that no schema
 * compiler runs at start-up. Run it after every change of schemas/compose.schema.json.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const SOURCE = new URL('../schemas/compose.schema.json', import.meta.url);
const TARGET = new URL('../src/load/compose-validator.gen.js', import.meta.url);

const ANNOTATIONS = new Set(['$schema', '$id', 'title', 'description']);

const HELPERS: ReadonlyMap<string, string> = new Map([
  ['ajv/dist/runtime/ucs2length', '((text) => [...text].length)'],
  // Lists that must have no duplicates hold only text and numbers.
  ['ajv/dist/runtime/equal', 'Object.is'],
]);

const schema = JSON.parse(readFileSync(SOURCE, 'utf8')) as Json;
const ajv = new Ajv2020({
  allErrors: true,
  allowUnionTypes: true,
  messages: false,
  inlineRefs: false,
  code: { source: true, esm: true, lines: false, optimize: 2 },
});
const validate = ajv.compile(withoutAnnotations(schema) as object);
const code = withInlineHelpers(standaloneCode.default(ajv, validate));
const keys = JSON.stringify(Object.fromEntries(keysByPlace(schema, '')));
writeFileSync(TARGET, `${code}\nexport const keysByPlace = ${keys};\n`);

/** Titles and descriptions are for people and editors; the validator would carry them along. */
function withoutAnnotations(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutAnnotations);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as Readonly<Record<string, Json>>)
    .filter(([key, child]) => !(ANNOTATIONS.has(key) && typeof child === 'string'))
    .map(([key, child]) => [key, withoutAnnotations(child)] as const);
  return Object.fromEntries(entries);
}

/**
 * The keys that each closed object knows, by its place in a compose file: `services.*.ports.[]`, where `*`
 * is any key and `[]` any item.
 */
function keysByPlace(
  value: Json,
  place: string,
): readonly (readonly [string, readonly string[]])[] {
  const part = resolve(value);
  const below = (child: Json | undefined, step: string) =>
    child === undefined ? [] : keysByPlace(child, place === '' ? step : `${place}.${step}`);
  const branches = (part['anyOf'] ?? []) as readonly Json[];
  const properties = Object.entries((part['properties'] ?? {}) as Readonly<Record<string, Json>>);
  const patterns = Object.entries(
    (part['patternProperties'] ?? {}) as Readonly<Record<string, Json>>,
  )
    .filter(([pattern]) => pattern !== '^x-')
    .flatMap(([, child]) => below(child, '*'));
  const any = part['additionalProperties'];
  return [
    ...(any === false ? [[place, properties.map(([key]) => key)] as const] : []),
    ...properties.flatMap(([key, child]) => below(child, key)),
    ...(typeof any === 'object' ? below(any, '*') : []),
    ...patterns,
    ...below(part['items'], '[]'),
    ...branches.flatMap((branch) => keysByPlace(branch, place)),
  ];
}

type SchemaPart = { readonly [key: string]: Json };

function resolve(value: Json): SchemaPart {
  const part = value as SchemaPart;
  const reference = part['$ref'];
  const name = typeof reference === 'string' ? reference.replace('#/$defs/', '') : '';
  const definitions = (schema as { readonly $defs: Readonly<Record<string, SchemaPart>> }).$defs;
  return definitions[name] ?? part;
}

/** The compiler's output fetches a few helpers from its own package; ours are short enough to write here. */
function withInlineHelpers(source: string): string {
  const inlined = source.replace(/require\("([^"]+)"\)\.default/g, (_, name: string) => {
    const helper = HELPERS.get(name);
    if (helper === undefined) throw new Error(`No inline version of the helper "${name}"`);
    return helper;
  });
  if (/\brequire\(|^import /m.test(inlined))
    throw new Error('The validator still imports something');
  return inlined;
}

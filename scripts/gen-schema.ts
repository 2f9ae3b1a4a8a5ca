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

const ANNOTATIONS = new Set(['$schema', 'title', 'description']);

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
const keys = JSON.stringify(Object.fromEntries(keysByPlace(schema, '#')));
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

/** The keys that each closed object knows, by where its schema stands: for "did you mean". */
function keysByPlace(
  value: Json,
  place: string,
): readonly (readonly [string, readonly string[]])[] {
  if (typeof value !== 'object' || value === null) return [];
  const children = Object.entries(value).flatMap(([key, child]) =>
    keysByPlace(child as Json, `${place}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
  const { properties, additionalProperties } = value as { readonly [key: string]: Json };
  if (additionalProperties !== false || typeof properties !== 'object') return children;
  return [[place, Object.keys(properties ?? {})], ...children];
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

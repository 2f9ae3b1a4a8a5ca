import type { Diagnostic } from '../model/diagnostic.ts';
import { formatPath } from '../model/json.ts';
import { suggest, suggestWhole } from '../model/suggest.ts';
import validate, { type SchemaError } from './compose-validator.gen.js';
import { misplacedBlocks } from './misplaced-blocks.ts';
import { relevantErrors, typesOf } from './schema-errors.ts';
import { hintForType, hintForUnknownKey, wantsDuration } from './schema-hints.ts';
import { placeInModel, stepInto, type SchemaPlace } from './schema-place.ts';
import { foundWords, joinWords, quoted, typeWords } from './schema-words.ts';
import { LIMITS } from './limits.ts';
import { placeOf } from './source-position.ts';
import { withoutParts } from './without-parts.ts';
import { toPlain, type Node, type Origin } from './tree.ts';

/**
 * Checks a compose model against the schema of the Compose specification (schemas/compose.schema.json) and
 * reports every problem at the key or value that has it, in the order of the file.
 */
export const checkSchema = (model: Node): readonly Diagnostic[] => examine(model).problems;

export interface Examined {
  readonly problems: readonly Diagnostic[];
  /** The model without the parts that break the schema; undefined when nothing is left. */
  readonly sound: Node | undefined;
}

/** Like `checkSchema`, with what is left to be checked further. */
export function examine(model: Node): Examined {
  if (validate(toPlain(model))) return { problems: [], sound: model };
  const errors = relevantErrors(validate.errors ?? []);
  const misplaced = misplacedBlocks(model, errors);
  const others = errors
    .filter((error) => !misplaced.some((block) => block.covers(error)))
    .map((error) => ({ error, place: placeInModel(model, error.instancePath) }))
    .filter(({ error, place }) => !isOddNumber(error, place));
  const problems = [
    ...misplaced.map((block) => block.diagnostic),
    ...others.slice(0, LIMITS.problems).map(({ error, place }) => describe(error, place)),
  ];
  const wrong = [
    ...misplaced.flatMap((block) => block.paths),
    ...others.flatMap(({ error, place }) => wrongPart(error, place) ?? []),
  ];
  return { problems: problems.toSorted(byPlace), sound: withoutParts(model, wrong) };
}

/** What has to go for the rest to keep the rule, in a list of one; a name may stay, however odd. */
function wrongPart({ keyword, params }: SchemaError, { path }: SchemaPlace) {
  if (keyword === 'propertyNames') return undefined;
  if (keyword === 'additionalProperties') return [[...path, String(params['additionalProperty'])]];
  if (keyword === 'uniqueItems')
    return [[...path, Math.max(Number(params['i']), Number(params['j']))]];
  return [path];
}

function byPlace({ at: a }: Diagnostic, { at: b }: Diagnostic): number {
  if (a === undefined || b === undefined) return 0;
  if (a.file !== b.file) return 0;
  return a.line - b.line || a.column - b.column;
}

/** `.inf` and `.nan` are no numbers for the validator, but fine where any value becomes text. */
function isOddNumber(error: SchemaError, { node }: SchemaPlace): boolean {
  if (error.keyword !== 'type' || node.kind !== 'scalar') return false;
  const types = typesOf(error);
  return typeof node.value === 'number' && types.includes('number') && types.includes('null');
}

type Describe = (error: SchemaError, place: SchemaPlace) => Diagnostic;

const DESCRIBE: ReadonlyMap<string, Describe> = new Map<string, Describe>([
  ['additionalProperties', unknownKey],
  ['required', missingKey],
  ['type', wrongType],
  ['enum', notInList],
  ['pattern', wrongPattern],
  ['propertyNames', badName],
  ['uniqueItems', duplicateItem],
  ['minimum', outOfRange],
  ['maximum', outOfRange],
]);

const describe: Describe = (error, place) =>
  (DESCRIBE.get(error.keyword) ?? otherRule)(error, place);

interface Finding {
  readonly code: string;
  readonly message: string;
  readonly place: SchemaPlace;
  readonly at?: Origin;
  readonly hint?: string | undefined;
}

function diagnostic({ code, message, place, at, hint }: Finding): Diagnostic {
  return {
    code,
    severity: 'error',
    message,
    path: formatPath(place.path),
    at: placeOf(at ?? valueOrigin(place)),
    ...(hint === undefined ? {} : { hint }),
  };
}

/** An absent value is shown at its key, and so is a value that goes over many lines. */
function valueOrigin({ node, key }: SchemaPlace): Origin {
  return node.kind === 'scalar' && node.value !== null ? node.origin : key;
}

function unknownKey({ params }: SchemaError, parent: SchemaPlace): Diagnostic {
  const name = String(params['additionalProperty']);
  const place = stepInto(parent, name);
  const hint = hintForUnknownKey(name, parent, place.node);
  return diagnostic({
    code: 'unknown-key',
    message: `Unknown key ${quoted(name)}`,
    place,
    at: place.key,
    hint,
  });
}

function missingKey({ params }: SchemaError, place: SchemaPlace): Diagnostic {
  const name = String(params['missingProperty']);
  const message = `The key ${quoted(name)} is missing`;
  return diagnostic({ code: 'missing-key', message, place, hint: hintForMissing(name) });
}

const MISSING_HINTS: ReadonlyMap<string, string> = new Map([
  ['condition', 'Add "condition: service_started" or "condition: service_healthy"'],
  ['type', 'Add "type: bind" for a path of the host, "type: volume" or "type: tmpfs"'],
]);

const hintForMissing = (name: string): string => MISSING_HINTS.get(name) ?? `Add "${name}: …"`;

function wrongType(error: SchemaError, place: SchemaPlace): Diagnostic {
  const types = typesOf(error);
  const expected = wantsDuration(place) ? 'a duration such as "30s"' : typeWords(types);
  return diagnostic({
    code: 'wrong-type',
    message: `Expected ${expected}, not ${isSecret(place) ? 'a single value' : foundWords(place.node)}`,
    place,
    hint: isSecret(place) ? HOW_TO_GIVE_SECRETS : hintForType(types, place),
  });
}

/** Somebody wrote the secret itself, which no message may repeat. */
const isSecret = ({ pattern, node }: SchemaPlace): boolean =>
  pattern === 'secrets.*' && node.kind === 'scalar' && node.value !== null;

const HOW_TO_GIVE_SECRETS =
  'Write "file: PATH" or "environment: NAME" below the key: a secret is not kept in the file';

function notInList({ params }: SchemaError, place: SchemaPlace): Diagnostic {
  const allowed = (params['allowedValues'] as readonly unknown[]).map(String);
  const text = place.node.kind === 'scalar' ? String(place.node.value) : '';
  const near = suggest(text, allowed) ?? suggestWhole(text, allowed);
  return diagnostic({
    code: 'bad-value',
    message: `Expected ${joinWords(allowed.map(quoted))}, not ${foundWords(place.node)}`,
    place,
    hint: near === undefined ? undefined : `Did you mean ${quoted(near)}?`,
  });
}

const PULL_POLICIES = [
  ...['always', 'never', 'build', 'if_not_present', 'missing', 'refresh', 'daily', 'weekly'],
  'every_12h',
];

function wrongPattern(_error: SchemaError, place: SchemaPlace): Diagnostic {
  const found = foundWords(place.node);
  if (place.path.at(-1) !== 'pull_policy') {
    const message = `Expected a container name, at least two letters, digits, "_", "." or "-", not ${found}`;
    return diagnostic({ code: 'bad-value', message, place });
  }
  const text = place.node.kind === 'scalar' ? String(place.node.value) : '';
  const near = suggest(text, PULL_POLICIES);
  return diagnostic({
    code: 'bad-value',
    message: `Expected a pull policy such as ${joinWords(PULL_POLICIES.map(quoted))}, not ${found}`,
    place,
    hint: near === undefined ? undefined : `Did you mean ${quoted(near)}?`,
  });
}

function badName({ params }: SchemaError, parent: SchemaPlace): Diagnostic {
  const name = String(params['propertyName']);
  const place = stepInto(parent, name);
  return diagnostic({
    code: 'bad-name',
    message: `The name ${quoted(name)} contains something other than letters, digits, ".", "_" and "-"`,
    place,
    at: place.key,
    hint: name.includes('$')
      ? 'Variables are not replaced in names'
      : `Write for example ${quoted(name.replaceAll(/[^\w.-]+/g, '-').replaceAll(/^-+|-+$/g, '') || 'name')}`,
  });
}

function duplicateItem({ params }: SchemaError, list: SchemaPlace): Diagnostic {
  const [first, second] = [Number(params['i']), Number(params['j'])].toSorted((a, b) => a - b);
  const place = stepInto(list, String(second));
  const other = stepInto(list, String(first));
  return {
    ...diagnostic({
      code: 'duplicate-item',
      message: `The list already contains ${foundWords(place.node)}`,
      place,
      hint: 'Remove one of the two',
    }),
    related: [{ message: 'first written here', at: placeOf(other.node.origin) }],
  };
}

function outOfRange({ keyword, params }: SchemaError, place: SchemaPlace): Diagnostic {
  const bound = `at ${keyword === 'minimum' ? 'least' : 'most'} ${String(params['limit'])}`;
  const message = `Expected a number of ${bound}, not ${foundWords(place.node)}`;
  return diagnostic({ code: 'bad-value', message, place });
}

/** For a rule that was added to the schema without words of its own here. */
function otherRule({ keyword }: SchemaError, place: SchemaPlace): Diagnostic {
  const message = `The value breaks the rule "${keyword}" of the Compose specification`;
  return diagnostic({ code: 'bad-value', message, place });
}

/** Blocks with wrong indentation, which the schema would answer with one complaint for each of their lines. */
import type { Diagnostic } from '../model/diagnostic.ts';
import { formatPath } from '../model/json.ts';
import type { DataPath } from '../model/json.ts';
import { suggest } from '../model/suggest.ts';
import type { SchemaError } from './compose-validator.gen.js';
import { isNull } from './node-edit.ts';
import { looksLikeService } from './schema-hints.ts';
import { keysAt } from './schema-place.ts';
import { quoted } from './schema-words.ts';
import { placeOf } from './source-position.ts';
import { childOf, type MapEntry, type MapNode, type Node } from './tree.ts';

export interface MisplacedBlock {
  readonly diagnostic: Diagnostic;
  readonly paths: readonly DataPath[];
  /** Whether an error comes from the same mistake. */
  readonly covers: (error: SchemaError) => boolean;
}

/** What stands where the name of a service or a top-level key is expected, and is something else. */
export function misplacedBlocks(
  model: Node,
  errors: readonly SchemaError[],
): readonly MisplacedBlock[] {
  if (model.kind !== 'map') return [];
  const blocks = model.entries.has('services')
    ? blocksInServices(model)
    : (foreignFile(model) ?? bareServices(model));
  return blocks.filter(({ covers }) => errors.some(covers));
}

type Entries = readonly (readonly [string, MapEntry])[];

/** `image:` in the column of its service, and `volumes:` in that of the services. */
function blocksInServices(model: MapNode): readonly MisplacedBlock[] {
  const services = childOf(model, 'services');
  if (services?.kind !== 'map') return [];
  const blocks: MisplacedBlock[] = [];
  let owner: string | undefined;
  let run: Entries = [];
  const finish = () => {
    if (run.length > 0) blocks.push(attributeBlock(run, owner));
    run = [];
  };
  const entries = [...services.entries];
  for (const [index, entry] of entries.entries()) {
    const [name, { value }] = entry;
    const isInRow = run.length > 0 || isAttribute(entries[index + 1]);
    if (isTopLevelBlock(name, value) && !(name === 'networks' && isInRow)) {
      blocks.push(topLevelBlock(entry));
    } else if (isAttribute(entry) || (run.length > 0 && isMisspelt(entry))) {
      run = [...run, entry];
    } else {
      finish();
      owner = isNull(value) ? name : undefined;
    }
  }
  finish();
  return blocks;
}

const isAttribute = (entry: Entries[number] | undefined): boolean =>
  entry !== undefined &&
  keysAt('services.*').includes(entry[0]) &&
  !looksLikeService(entry[1].value) &&
  !(isTopLevelBlock(entry[0], entry[1].value) && entry[0] !== 'networks');

/** Among attributes, what is nearly one and holds nothing that a service has. */
const isMisspelt = ([name, { value }]: Entries[number]): boolean =>
  suggest(name, keysAt('services.*')) !== undefined && !hasServiceKey(value);

const hasServiceKey = (value: Node): boolean =>
  value.kind === 'map' &&
  [...value.entries.keys()].some((key) => keysAt('services.*').includes(key));

const isTopLevelBlock = (name: string, value: Node): boolean =>
  keysAt('').includes(name) && value.kind !== 'list' && !looksLikeService(value);

const topLevelBlock = ([name, entry]: readonly [string, MapEntry]): MisplacedBlock => ({
  diagnostic: misplaced(entry, {
    path: ['services', name],
    message: `${quoted(name)} stands where the name of a service is expected`,
    hint: `Move ${quoted(name)} to the left margin, beside "services"`,
  }),
  paths: [['services', name]],
  covers: isBelow([name]),
});

/** Attributes in a row, told once; a service before them that has nothing is most likely their owner. */
function attributeBlock(run: Entries, owner: string | undefined): MisplacedBlock {
  const names = run.map(([name]) => name);
  const [first, ...others] = run as readonly [Entries[number], ...Entries];
  const under = owner === undefined ? 'the name of the service it belongs to' : quoted(owner);
  return {
    diagnostic: {
      ...misplaced(first[1], {
        path: ['services', first[0]],
        message: `${quoted(first[0])} stands where the name of a service is expected`,
        hint:
          others.length === 0
            ? `Indent ${quoted(first[0])} further, under ${under}`
            : `Indent ${quoted(first[0])} and the lines after it further, under ${under}`,
      }),
      ...relatedTo(others),
    },
    paths: names.map((name) => ['services', name]),
    covers: isBelow(owner === undefined ? names : [owner, ...names]),
  };
}

function isBelow(names: readonly string[]): MisplacedBlock['covers'] {
  const tops = names.map((name) => `/services/${name}`);
  return ({ instancePath }) =>
    tops.some((top) => instancePath === top || instancePath.startsWith(`${top}/`));
}

/** Services written as in the first version of the format, without `services:` above them. */
function bareServices(model: MapNode): readonly MisplacedBlock[] {
  const unknown = [...model.entries].filter(
    ([name, { value }]) => !keysAt('').includes(name) && looksLikeService(value),
  );
  const [first, ...others] = unknown;
  if (!first) return [];
  const names = unknown.map(([name]) => name);
  const diagnostic = misplaced(first[1], {
    path: [first[0]],
    message: `The service ${quoted(first[0])} is not under a key "services"`,
    hint: `Write a line "services:" above ${quoted(first[0])}, and indent the services below it`,
  });
  return [
    {
      diagnostic: { ...diagnostic, ...relatedTo(others) },
      paths: names.map((name) => [name]),
      covers: ({ keyword, instancePath, params }) =>
        keyword === 'additionalProperties' &&
        instancePath === '' &&
        names.includes(String(params['additionalProperty'])),
    },
  ];
}

/** A file of another program, which no correction of single keys would help. */
function foreignFile(model: MapNode): readonly MisplacedBlock[] | undefined {
  const [version, kind] = [model.entries.get('apiVersion'), model.entries.get('kind')];
  if (!version || !kind) return undefined;
  const diagnostic = misplaced(version, {
    path: [],
    message: 'This is a Kubernetes manifest, not a compose file',
    hint: 'Name the compose file with -f',
  });
  return [{ diagnostic, paths: [[]], covers: () => true }];
}

const MOST_RELATED = 10;

const relatedTo = (entries: Entries): Pick<Diagnostic, 'related'> =>
  entries.length === 0
    ? {}
    : {
        related: entries
          .slice(0, MOST_RELATED)
          .map(([, { key }]) => ({ message: 'and here', at: placeOf(key) })),
      };

interface Telling {
  readonly path: DataPath;
  readonly message: string;
  readonly hint: string;
}

const misplaced = (entry: MapEntry, { path, message, hint }: Telling): Diagnostic => ({
  code: 'misplaced-key',
  severity: 'error',
  message,
  path: formatPath(path),
  at: placeOf(entry.key),
  hint,
});

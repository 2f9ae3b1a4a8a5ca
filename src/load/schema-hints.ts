/** What to do about a broken rule of the schema. */
import { suggest } from '../model/suggest.ts';
import { parseBoolean } from './cast.ts';
import { keysAt, type SchemaPlace } from './schema-place.ts';
import { quoted } from './schema-words.ts';
import type { Node } from './tree.ts';

const SERVICE = 'services.*';
/** Attributes whose own keys are often written one level too high. */
const NESTED = [
  ...['build', 'deploy', 'healthcheck', 'logging', 'develop', 'blkio_config'],
  ...['deploy.resources', 'deploy.resources.limits'],
];

/** For a key that the schema does not know at its place. */
export function hintForUnknownKey(
  key: string,
  parent: SchemaPlace,
  value: Node,
): string | undefined {
  const { pattern } = parent;
  if (pattern === '') return hintForTopLevelKey(key, value);
  if (pattern === SERVICE) {
    const meant = OTHER_WORDS.get(key);
    if (meant !== undefined) return meant;
    const home = NESTED.find((name) => keysAt(`${SERVICE}.${name}`).includes(key));
    if (home !== undefined) return `${quoted(key)} belongs under ${quoted(home)}`;
  }
  if (keysAt('').includes(key)) {
    return `${quoted(key)} belongs to the top level: move it to the left margin`;
  }
  const near = suggest(key, keysAt(pattern));
  if (near !== undefined) return `Did you mean ${quoted(near)}?`;
  if (pattern.startsWith(`${SERVICE}.`) && keysAt(SERVICE).includes(key)) {
    return `${quoted(key)} belongs to the service itself: indent it less`;
  }
  const known = keysAt(pattern);
  return known.length > MOST_KEYS ? OWN_KEYS : `Known here: ${known.join(', ')}`;
}

const meaning = (...pairs: readonly (readonly [string, string])[]) =>
  pairs.map(([word, key]) => [word, `Did you mean ${quoted(key)}?`] as const);

/** What "docker run" and other tools call the same. */
const OTHER_WORDS: ReadonlyMap<string, string> = new Map([
  ...meaning(['env', 'environment'], ['name', 'container_name'], ['network', 'networks']),
  ...meaning(['cmd', 'command'], ['workdir', 'working_dir'], ['hosts', 'extra_hosts']),
  ...meaning(['depends', 'depends_on'], ['requires', 'depends_on'], ['needs', 'depends_on']),
  ['detach', 'Remove it, and write "up --detach" on the command line'],
]);

const MOST_KEYS = 24;
const OWN_KEYS = 'Keys of your own begin with "x-"';

function hintForTopLevelKey(key: string, value: Node): string {
  if (keysAt(SERVICE).includes(key) && key !== 'extends') {
    return `${quoted(key)} belongs to a service: indent it under the service's name in "services"`;
  }
  const near = suggest(key, keysAt(''));
  if (near !== undefined) return `Did you mean ${quoted(near)}?`;
  if (looksLikeService(value)) return `Services stand under the key "services"`;
  if (isNothing(value)) return `If ${quoted(key)} is a service, indent it under "services"`;
  return `Known here: ${keysAt('').join(', ')}, and keys that begin with "x-"`;
}

const isNothing = (node: Node): boolean => node.kind === 'scalar' && node.value === null;

export const looksLikeService = (node: Node): boolean =>
  node.kind === 'map' && ['image', 'build', 'command'].some((key) => node.entries.has(key));

const DURATIONS = new Set([
  ...['interval', 'timeout', 'start_period', 'start_interval', 'stop_grace_period'],
  ...['delay', 'monitor', 'window'],
]);

/** Whether a place wants a duration, which the schema knows only as text. */
export const wantsDuration = ({ path }: SchemaPlace): boolean =>
  DURATIONS.has(String(path.at(-1) ?? ''));

/** For a value of the wrong type; `types` are those that would be right. */
export function hintForType(types: readonly string[], place: SchemaPlace): string | undefined {
  const { node } = place;
  if (node.kind === 'scalar') return hintForScalar(types, place, node);
  if (node.kind === 'list') {
    if (types.includes('object')) return 'Write its lines as "key: value", without "-"';
    return types.includes('string') ? 'Write a single value, without brackets or "-"' : undefined;
  }
  return hintForMapping(types, place, node);
}

function hintForMapping(
  types: readonly string[],
  place: SchemaPlace,
  node: Extract<Node, { kind: 'map' }>,
): string | undefined {
  const holder = place.path.at(-2);
  if (holder === 'depends_on' || holder === 'networks') {
    return `Remove the "-" to write ${quoted(holder)} as a mapping`;
  }
  const [only] = node.entries.size === 1 ? [...node.entries.keys()] : [];
  if (only !== undefined && types.includes('string') && typeof place.path.at(-1) === 'number') {
    return `A colon followed by a blank makes a mapping: write "${only}=…", or put quotes around the item`;
  }
  if (types.includes('array')) return 'Begin each item with "- "';
  return isSingle(types)
    ? 'Write one value behind the colon; nested keys mean nothing here'
    : undefined;
}

const isSingle = (types: readonly string[]): boolean =>
  types.includes('string') && !types.includes('object');

function hintForScalar(
  types: readonly string[],
  place: SchemaPlace,
  { value, written }: Extract<Node, { kind: 'scalar' }>,
): string | undefined {
  if (value === null) return hintForNothing(place);
  if (typeof value === 'string') return hintForText(types, value);
  if (types.includes('boolean') && (value === 0 || value === 1)) return `Write ${value === 1}`;
  if (!types.includes('string')) return hintForNumber(types, written ?? String(value));
  if (wantsDuration(place)) return `Write a unit behind the number: "${String(value)}s"`;
  if (place.pattern === `${SERVICE}.restart` && value === false) return 'Write "no" in quotes';
  return `Put quotes around it: "${written ?? String(value)}"`;
}

const hintForNumber = (types: readonly string[], text: string): string | undefined =>
  types.includes('array') ? `Write it as a list: ["${text}"]` : undefined;

function hintForNothing({ pattern, path }: SchemaPlace): string {
  const name = quoted(String(path.at(-1) ?? ''));
  if (pattern === 'services') return 'Name your services below it, or remove the line';
  return pattern === SERVICE
    ? `Give it an "image" or a "build", on a line indented further than ${name}`
    : 'Give it a value, or remove the key';
}

function hintForText(types: readonly string[], text: string): string | undefined {
  if (types.includes('boolean')) {
    const meant = parseBoolean(text);
    return meant === undefined ? undefined : `Write ${meant}, without quotes`;
  }
  const [, name, sign = '', rest = ''] = /^([\w.-]+)(:|\s*=\s*)([^\s=]+)/.exec(text) ?? [];
  if (types.includes('object') && name !== undefined) {
    const line = `"${name}: ${rest}"`;
    return sign === ':'
      ? `Write a blank behind the colon: ${line}`
      : `Write ":" instead of "=": ${line}${types.includes('array') ? ', or begin each line with "- "' : ''}`;
  }
  if (types.includes('array')) return `Write it as a list: [${quoted(text)}]`;
  return types.includes('object') ? 'Write its parts below it as "key: value"' : undefined;
}

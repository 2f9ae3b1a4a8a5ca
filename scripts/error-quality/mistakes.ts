/** Mistakes as people make them, planted into compose files that load: those in keys and layout. */
import { endOfBlock, isAttribute, outline } from './outline.ts';
import type { OutlineLine } from './outline.ts';
import { edited, literally, misspell } from './mistake.ts';
import type { Mistake } from './mistake.ts';
import {
  breakDurations,
  breakInterpolation,
  breakMerges,
  breakPorts,
  closeCycles,
  misspellReferences,
  nameMissingFiles,
} from './value-mistakes.ts';

type Plant = (text: string) => readonly Mistake[];

/** By kind; every kind yields all the places of a file where it can be planted. */
export const MISTAKES: Readonly<Record<string, Plant>> = {
  'misspelt key': misspellKeys,
  'wrong nesting': nestWrongly,
  'wrong type': changeTypes,
  tab: indentByTabs,
  'duplicate key': repeatKeys,
  'unknown reference': misspellReferences,
  'bad port': breakPorts,
  'bad duration': breakDurations,
  'missing file': nameMissingFiles,
  cycle: closeCycles,
  'bad interpolation': breakInterpolation,
  'bad merge': breakMerges,
};

const KNOWN_KEYS = new Set([
  ...['image', 'build', 'ports', 'volumes', 'environment', 'depends_on', 'networks', 'restart'],
  ...['command', 'entrypoint', 'healthcheck', 'interval', 'timeout', 'retries', 'start_period'],
  ...['context', 'dockerfile', 'deploy', 'replicas', 'resources', 'limits', 'container_name'],
  ...['secrets', 'configs', 'labels', 'logging', 'driver', 'options', 'profiles', 'services'],
  ...['published', 'target', 'source', 'type', 'condition', 'external', 'hostname', 'cap_add'],
  ...['stop_grace_period', 'mem_limit', 'shm_size', 'ulimits', 'privileged', 'env_file', 'content'],
]);
/** Below these, keys are free. */
const FREE = new Set(['environment', 'labels', 'options', 'driver_opts', 'args', 'networks']);

function misspellKeys(text: string): readonly Mistake[] {
  return outline(text).flatMap(({ index, text: line, key = '', parents }) => {
    const isFree = FREE.has(parents.at(-1) ?? '') || parents.some((name) => name.startsWith('x-'));
    if (!KNOWN_KEYS.has(key) || isFree) return [];
    const wrong = line.replace(key, misspell(key, index));
    return [{ text: edited(text, index, wrong), lines: [index + 1], help: literally(`"${key}"`) }];
  });
}

function nestWrongly(text: string): readonly Mistake[] {
  const lines = outline(text);
  return lines.flatMap((line, at) => {
    const seen = { text, lines, line, at };
    if (isAttribute(line)) return moveOutOfService(seen);
    if (line.parents.length === 0) return moveIntoServices(seen);
    return line.parents.at(-1) === 'healthcheck' ? moveOutOfCheck(seen) : [];
  });
}

interface Seen {
  readonly text: string;
  readonly lines: readonly OutlineLine[];
  readonly line: OutlineLine;
  readonly at: number;
}

/** An attribute, and all that follow it, in the column of the service. */
function moveOutOfService({ text, lines, line, at }: Seen): readonly Mistake[] {
  const { key = '', indent, index } = line;
  const owner = lines.findLastIndex((other, place) => place < at && other.indent < indent);
  if (owner === at - 1 || key === 'extends') return [];
  const step = indent - (lines[owner]?.indent ?? 0);
  const until = lines[endOfBlock(lines, owner)]?.index ?? Infinity;
  return [{ text: shift(text, [index, until], -step), lines: [index + 1], help: /[Ii]ndent/ }];
}

/** A top-level block in the column of the services. */
function moveIntoServices({ text, lines, line, at }: Seen): readonly Mistake[] {
  const { key = '', index } = line;
  if (!['volumes', 'networks', 'secrets'].includes(key) || !followsServices(lines, at)) return [];
  const until = lines[endOfBlock(lines, at)]?.index ?? Infinity;
  return [{ text: shift(text, [index, until], 2), lines: [index + 1], help: /left margin/ }];
}

function moveOutOfCheck({ text, lines, line, at }: Seen): readonly Mistake[] {
  const { key, parents, index } = line;
  if (key === 'test' || parents.length !== 3 || !isLastOfBlock(lines, at)) return [];
  const moved = shift(text, [index, index + 1], -2);
  return [{ text: moved, lines: [index + 1], help: /"healthcheck"/ }];
}

const followsServices = (lines: readonly OutlineLine[], at: number): boolean =>
  lines.findLast(({ parents }, place) => place < at && parents.length === 0)?.key === 'services';

const isLastOfBlock = (lines: readonly OutlineLine[], at: number): boolean =>
  (lines[at + 1]?.indent ?? 0) < (lines[at]?.indent ?? 0);

type Range = readonly [from: number, until: number];

function shift(text: string, [from, until]: Range, by: number): string {
  const move = (line: string): string => (by > 0 ? ' '.repeat(by) + line : line.slice(-by));
  return text
    .split('\n')
    .map((line, index) =>
      index < from || index >= until || line.trim() === '' ? line : move(line),
    )
    .join('\n');
}

function changeTypes(text: string): readonly Mistake[] {
  const lines = outline(text);
  return lines.flatMap((line, at) => {
    const { key = '', value, index, indent, isItem } = line;
    const change = (words: string, help?: RegExp): readonly Mistake[] => [
      {
        text: edited(text, index, ' '.repeat(indent) + words),
        lines: [index + 1],
        ...(help && { help }),
      },
    ];
    if (isAttribute(line) && key === 'image') return change(`image: [${value}]`, /single value/);
    if (isAttribute(line) && LISTS.has(key)) return unlist({ text, lines, line, at });
    if (COUNTS.has(key)) return change(`${key}: many`, /digits/);
    if (SWITCHES.has(key) && !isItem) return change(`${key}: maybe`, /true/);
    return isLoneVariable(lines, at) ? change(`- ${key}: 1`, /=|without "-"/) : [];
  });
}

const LISTS = new Set(['ports', 'depends_on', 'volumes']);
const COUNTS = new Set(['replicas', 'retries', 'scale']);
const SWITCHES = new Set(['privileged', 'tty', 'read_only', 'internal']);

/** A list of one, written behind its key. */
function unlist({ text, lines, line, at }: Seen): readonly Mistake[] {
  const { key = '', index, indent } = line;
  const next = lines[at + 1];
  const isPlain = next?.isItem === true && next.key === undefined;
  if (!isPlain || endOfBlock(lines, at) !== at + 2) return [];
  const words = `${' '.repeat(indent)}${key}: ${next.value}`;
  const wrong = edited(edited(text, next.index), index, words);
  return [{ text: wrong, lines: [index + 1], help: /list/ }];
}

function isLoneVariable(lines: readonly OutlineLine[], at: number): boolean {
  const { key = '', isItem, parents } = lines[at] as OutlineLine;
  const isVariable = parents.at(-1) === 'environment' && parents[0] === 'services';
  if (isItem || !isVariable || !/^\w+$/.test(key)) return false;
  return lines[at - 1]?.key === 'environment' && isLastOfBlock(lines, at);
}

function indentByTabs(text: string): readonly Mistake[] {
  return outline(text)
    .filter(({ indent, key }) => indent > 0 && key !== undefined)
    .map(({ index, indent, text: line }) => ({
      text: edited(text, index, '\t'.repeat(Math.max(1, indent / 2)) + line.trimStart()),
      lines: [index + 1],
      help: /spaces/,
    }));
}

function repeatKeys(text: string): readonly Mistake[] {
  const lines = outline(text);
  return lines.flatMap((line, at) => {
    if (!isAttribute(line) || line.value === '') return [];
    const owner = lines.findLastIndex((other, place) => place < at && other.indent < line.indent);
    const last = lines[endOfBlock(lines, owner) - 1];
    if (!last || /^[|>]/.test(last.value)) return [];
    const wrong = edited(text, last.index, last.text, line.text);
    return [{ text: wrong, lines: [last.index + 2], help: /[Rr]emove|[Kk]eep|[Mm]erge|[Jj]oin/ }];
  });
}

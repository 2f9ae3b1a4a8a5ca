/** Mistakes as people make them, planted into compose files that load. */
import { endOfBlock, isAttribute, outline } from './outline.ts';
import type { OutlineLine } from './outline.ts';

export interface Mistake {
  readonly text: string;
  /** Where the mistake is, from 1; any of them is right. */
  readonly lines: readonly number[];
  /** What a hint or message that helps must contain; absent when nobody can know what was meant. */
  readonly help?: RegExp;
}

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

/** The file with one line replaced by none, one or several. */
function edited(text: string, index: number, ...replacement: readonly string[]): string {
  const lines = text.split('\n');
  lines.splice(index, 1, ...replacement);
  return lines.join('\n');
}

const literally = (text: string): RegExp => new RegExp(text.replaceAll(/[^\w\s]/g, '\\$&'));

/** Four ways to mistype, by turns. */
function misspell(word: string, turn: number): string {
  const middle = Math.floor(word.length / 2);
  const [before, at, next] = [word.slice(0, middle), word.charAt(middle), word.charAt(middle + 1)];
  const rest = word.slice(middle + 1);
  const way = turn % 4;
  if (way === 0) return before + rest;
  if (way === 1) return before + at + at + rest;
  if (way === 2 && next !== '' && next !== at) return before + next + at + word.slice(middle + 2);
  return before + (at === 'x' ? 'z' : 'x') + rest;
}

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
    const { key = '', parents, indent, index } = line;
    if (isAttribute(line) && lines[at - 1]?.indent !== undefined && at > 0) {
      const owner = lines.findLastIndex((other, place) => place < at && other.indent < indent);
      const step = indent - (lines[owner]?.indent ?? 0);
      const isFirst = owner === at - 1;
      const until = lines[endOfBlock(lines, owner)]?.index ?? Infinity;
      return isFirst || key === 'extends'
        ? []
        : [{ text: shift(text, [index, until], -step), lines: [index + 1], help: /[Ii]ndent/ }];
    }
    if (parents.length === 0 && ['volumes', 'networks', 'secrets'].includes(key)) {
      const until = lines[endOfBlock(lines, at)]?.index ?? Infinity;
      const isLast = text.indexOf('\nservices:') < text.indexOf(`\n${key}:`);
      if (!isLast || !followsServices(lines, at)) return [];
      return [{ text: shift(text, [index, until], 2), lines: [index + 1], help: /left margin/ }];
    }
    if (parents.at(-1) === 'healthcheck' && key !== 'test' && parents.length === 3) {
      return [
        { text: shift(text, [index, index + 1], -2), lines: [index + 1], help: /"healthcheck"/ },
      ].filter(() => isLastOfBlock(lines, at));
    }
    return [];
  });
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
    const { key = '', value, index, indent } = line;
    const change = (wrong: string, help?: RegExp): readonly Mistake[] => [
      { text: edited(text, index, wrong), lines: [index + 1], ...(help && { help }) },
    ];
    const margin = ' '.repeat(indent);
    if (isAttribute(line) && key === 'image') {
      return change(`${margin}image: [${value}]`, /single value/);
    }
    if (isAttribute(line) && ['ports', 'depends_on', 'volumes'].includes(key) && value === '') {
      const next = lines[at + 1];
      const isOnly =
        next?.isItem === true && next.key === undefined && endOfBlock(lines, at) === at + 2;
      if (!isOnly) return [];
      const joined = edited(text, next.index);
      const wrong = edited(joined, index, `${margin}${key}: ${next.value}`);
      return [{ text: wrong, lines: [index + 1], help: /list/ }];
    }
    if (['replicas', 'retries', 'scale'].includes(key)) return change(`${margin}${key}: many`);
    if (['privileged', 'tty', 'read_only', 'internal'].includes(key) && !line.isItem) {
      return change(`${margin}${key}: maybe`, /true/);
    }
    const isVariable =
      !line.isItem &&
      /^\w+$/.test(key) &&
      line.parents.at(-1) === 'environment' &&
      line.parents[0] === 'services';
    const isLone = isVariable && lines[at - 1]?.key === 'environment' && isLastOfBlock(lines, at);
    return isLone ? change(`${margin}- ${key}: 1`, /=|without "-"/) : [];
  });
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

function misspellReferences(text: string): readonly Mistake[] {
  return outline(text).flatMap(({ index, text: line, isItem, key, value, parents }) => {
    const holder = parents.at(-1) ?? '';
    const isBelowService = parents[0] === 'services' && parents.length === 3;
    const named = isItem ? value.replaceAll('"', '') : (key ?? '');
    const isName = ['depends_on', 'networks', 'secrets'].includes(holder) && /^[\w-]+$/.test(named);
    const [volume = ''] = /^[a-z][\w-]+(?=:\/)/.exec(named) ?? [];
    const name = isName ? named : holder === 'volumes' && isItem ? volume : '';
    if (!isBelowService || name.length < 4 || (isItem && key !== undefined)) return [];
    const wrong = line.replace(name, misspell(name, index));
    return [{ text: edited(text, index, wrong), lines: [index + 1], help: literally(name) }];
  });
}

const PORT_TROUBLES: readonly (readonly [(port: string) => string, RegExp?])[] = [
  [(port) => port.replace(/(\d+):(\d+)/, '8$1$1:$2')],
  [(port) => port.replace(/(\d+):(\d+)/, '$1;$2'), /:/],
  [(port) => `${port.replace(/\/\w+$/, '')}/tpc`, /tcp/],
  [(port) => port.replace(/(\d+)$/, 'http'), /\d/],
  [(port) => port.replace(/(\d+):(\d+)/, '$1: $2'), /quote|blank|:/],
  [(port) => port.replace(/(\d+)(:\d+)/, '$1-1$2'), /\d/],
];

function breakPorts(text: string): readonly Mistake[] {
  return outline(text).flatMap(({ index, indent, value, isItem, key, parents }) => {
    const port = value.replaceAll('"', '');
    if (parents.at(-1) !== 'ports' || !isItem || key !== undefined || !/^\d+:\d+/.test(port)) {
      return [];
    }
    const fitting = PORT_TROUBLES.filter(([change]) => change(port) !== port);
    return fitting.map(([change, help]) => ({
      text: edited(text, index, `${' '.repeat(indent)}- "${change(port)}"`),
      lines: [index + 1],
      ...(help && { help }),
    }));
  });
}

const DURATION_TROUBLES: readonly (readonly [(amount: string) => string, RegExp])[] = [
  [(amount) => `${amount} sec`, /\d+s\b/],
  [(amount) => amount, /\d+s\b/],
  [(amount) => `${amount}seconds`, /\d+s\b/],
  [(amount) => `${amount}min`, /\d+m\b/],
  [(amount) => `"${amount}S"`, /\d+s\b/],
];
const DURATION_KEYS = ['interval', 'timeout', 'start_period', 'stop_grace_period'];

function breakDurations(text: string): readonly Mistake[] {
  return outline(text).flatMap(({ index, indent, key = '', value }) => {
    const [amount] = /\d+/.exec(value) ?? [];
    if (!DURATION_KEYS.includes(key) || amount === undefined) return [];
    return DURATION_TROUBLES.map(([change, help]) => ({
      text: edited(text, index, `${' '.repeat(indent)}${key}: ${change(amount)}`),
      lines: [index + 1],
      help,
    }));
  });
}

function nameMissingFiles(text: string): readonly Mistake[] {
  const found: Mistake[] = [
    { text: `include:\n  - parts/common.yaml\n${text}`, lines: [2], help: /Looked for|There is/ },
  ];
  const services = outline(text).filter((line) => isAttribute(line) && line.key === 'image');
  for (const { index, text: line, indent } of services) {
    const margin = ' '.repeat(indent);
    const add = (help: RegExp, ...added: readonly string[]) =>
      found.push({
        text: edited(text, index, line, ...added.map((words) => margin + words)),
        lines: Array.from(added, (_, place) => index + 2 + place),
        help,
      });
    add(/required|There is|Create/, 'env_file: settings/app.env');
    add(/Looked for|There is/, 'extends:', '  file: common.yaml', '  service: base');
    add(/required|There is|Create/, 'env_file:', '  - settings/app.env');
  }
  const isPlain = !/^ +(?:extends|env_file):/m.test(text);
  return isPlain ? found : found.slice(0, 1);
}

function closeCycles(text: string): readonly Mistake[] {
  const lines = outline(text);
  return lines.flatMap((line) => {
    if (line.parents.at(-1) !== 'depends_on' || line.parents.length !== 3) return [];
    const [, from = ''] = line.parents;
    const to = line.isItem ? line.value : (line.key ?? '');
    const target = lines.find(({ key, parents }) => key === to && parents.join() === 'services');
    const first = target && lines[lines.indexOf(target) + 1];
    const own = lines.filter(({ parents }) => parents[1] === to);
    if (
      !target ||
      !first ||
      own.some(({ key, parents }) => key === 'depends_on' && parents.length === 2)
    ) {
      return [];
    }
    const wrong = edited(
      text,
      target.index,
      target.text,
      `${' '.repeat(first.indent)}depends_on: [${from}]`,
    );
    // Any dependency on the service that got one lies on a circle.
    const others = lines
      .filter(({ parents }) => parents[2] === 'depends_on' && parents.length === 3)
      .filter(({ isItem, value, key }) => (isItem ? value : key) === to)
      .map(({ index }) => index + (target.index < index ? 2 : 1));
    return [
      { text: wrong, lines: [target.index + 2, ...others], help: /[Rr]emove|[Bb]reak|[Tt]ake/ },
    ];
  });
}

const INTERPOLATION_TROUBLES: readonly (readonly [(value: string) => string, RegExp])[] = [
  [(value) => `"${value}-\${TAG"`, /\}|\$\$/],
  [(value) => `"${value}-\${1TAG}"`, /\$\$|name/i],
  [(value) => `"${value}-\${MY TAG}"`, /\$\$|name/i],
  [(value) => `"${value}-\${}"`, /\$\$|name/i],
  [(value) => `"${value}-\${TAG:x}"`, /:-|\$\$/],
];

function breakInterpolation(text: string): readonly Mistake[] {
  const wanted = new Set([
    'image',
    'hostname',
    'command',
    'container_name',
    'target',
    'working_dir',
  ]);
  return outline(text).flatMap((line) => {
    const { index, indent, key = '', value } = line;
    if (!isAttribute(line) || !wanted.has(key) || !/^[\w.:/@ =-]+$/.test(value)) return [];
    return INTERPOLATION_TROUBLES.map(([change, help]) => ({
      text: edited(text, index, `${' '.repeat(indent)}${key}: ${change(value)}`),
      lines: [index + 1],
      help,
    }));
  });
}

function breakMerges(text: string): readonly Mistake[] {
  return outline(text).flatMap((line) => {
    const { index, indent, key = '', value } = line;
    const margin = ' '.repeat(indent);
    const replace = (wrong: string, help: RegExp, offset = 0): Mistake => ({
      text: edited(text, index, ...(offset === 0 ? [margin + wrong] : [line.text, margin + wrong])),
      lines: [index + 1 + offset],
      help,
    });
    if (key === '<<') {
      const anchor = value.slice(1);
      return [
        replace(`<<: *${misspell(anchor, index)}`, literally(anchor)),
        replace(`<<: ${anchor}`, /\*/),
        replace(`<<: *${anchor}s`, literally(anchor)),
      ];
    }
    if (!isAttribute(line) || key !== 'image') return [];
    return [
      replace('<<: *defaults', /&/, 1),
      replace('<<: defaults', /\*|mapping/, 1),
      replace('<<: [defaults]', /\*|mapping/, 1),
    ];
  });
}

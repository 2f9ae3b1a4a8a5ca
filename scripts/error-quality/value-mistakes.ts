/** Mistakes in values: names, ports, durations, files, variables, merge keys. */
import { edited, literally, misspell } from './mistake.ts';
import type { Mistake } from './mistake.ts';
import { isAttribute, outline } from './outline.ts';
import type { OutlineLine } from './outline.ts';

export function misspellReferences(text: string): readonly Mistake[] {
  return outline(text).flatMap((line) => {
    const name = referenceIn(line);
    if (name.length < 4) return [];
    const wrong = line.text.replace(name, misspell(name, line.index));
    const lines = [line.index + 1];
    return [{ text: edited(text, line.index, wrong), lines, help: literally(name) }];
  });
}

const HOLDERS = new Set(['depends_on', 'networks', 'secrets']);

/** The name that a line below a service refers to by; empty when there is none. */
function referenceIn({ isItem, key, value, parents }: OutlineLine): string {
  const [top, , holder = '', ...deeper] = parents;
  if (top !== 'services' || deeper.length > 0) return '';
  if (!isItem) return HOLDERS.has(holder) ? nameIn(key ?? '') : '';
  if (key !== undefined) return '';
  const named = value.replaceAll('"', '');
  return holder === 'volumes' ? volumeIn(named) : HOLDERS.has(holder) ? nameIn(named) : '';
}

const nameIn = (text: string): string => (/^[\w-]+$/.test(text) ? text : '');
const volumeIn = (text: string): string => /^[a-z][\w-]+(?=:\/)/.exec(text)?.[0] ?? '';

const PORT_TROUBLES: readonly (readonly [(port: string) => string, RegExp?])[] = [
  [(port) => port.replace(/(\d+):(\d+)/, '8$1$1:$2')],
  [(port) => port.replace(/(\d+):(\d+)/, '$1;$2'), /:/],
  [(port) => `${port.replace(/\/\w+$/, '')}/tpc`, /tcp/],
  [(port) => port.replace(/(\d+)$/, 'http'), /\d/],
  [(port) => port.replace(/(\d+):(\d+)/, '$1: $2'), /quote|blank|:/],
  [(port) => port.replace(/(\d+)(:\d+)/, '$1-1$2'), /\d/],
];

export function breakPorts(text: string): readonly Mistake[] {
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

export function breakDurations(text: string): readonly Mistake[] {
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

export function nameMissingFiles(text: string): readonly Mistake[] {
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

export function closeCycles(text: string): readonly Mistake[] {
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

export function breakInterpolation(text: string): readonly Mistake[] {
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

export function breakMerges(text: string): readonly Mistake[] {
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

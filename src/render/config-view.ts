/** A project as `docker-compose config` prints it, so that the text can be loaded again. */
import { compareBytes, encodeShaped, encodeText } from '../model/go-json.ts';
import type { Project } from '../model/project.ts';
import type { Service } from '../model/service.ts';
import type { Shape } from '../model/shape.ts';
import {
  FILE_OBJECT_SHAPE,
  MODEL_SHAPE,
  NETWORK_SHAPE,
  SERVICE_SHAPE,
  VOLUME_SHAPE,
} from '../model/struct-order.ts';
import { toYamlValue, withExtensions } from './config-value.ts';
import { renderYaml } from './yaml-text.ts';
import type { YamlValue } from './yaml-text.ts';

type Section = 'services' | 'networks' | 'volumes' | 'secrets' | 'configs' | 'models';

const SECTIONS: readonly (readonly [Section, Shape])[] = [
  ['services', SERVICE_SHAPE],
  ['networks', NETWORK_SHAPE],
  ['volumes', VOLUME_SHAPE],
  ['secrets', FILE_OBJECT_SHAPE],
  ['configs', FILE_OBJECT_SHAPE],
  ['models', MODEL_SHAPE],
];

/** Pretty-printed JSON; models are left out, as Docker Compose does. */
export function renderConfigJson(project: Project): string {
  const parts = new Map<string, string>([['name', encodeText(project.name)]]);
  for (const [section, shape] of SECTIONS) {
    const isShown = section === 'services' || Object.keys(project[section]).length > 0;
    if (!isShown || section === 'models') continue;
    parts.set(section, encodeShaped(jsonValues(project, section), { kind: 'map', of: shape }));
  }
  for (const [key, value] of Object.entries(project.extensions)) {
    parts.set(key, encodeShaped(value, { kind: 'free' }));
  }
  return escapeDollars(`${indentJson(joinObject(parts))}\n`);
}

/** YAML in the order of the specification. */
export function renderConfigYaml(project: Project): string {
  const top = new Map<string, YamlValue>();
  if (project.name) top.set('name', project.name);
  for (const [section, shape] of SECTIONS) {
    const values = section === 'services' ? mapValues(project.services, asShown) : project[section];
    if (section !== 'services' && Object.keys(values).length === 0) continue;
    top.set(section, toYamlValue(values, { kind: 'map', of: shape }));
  }
  return escapeDollars(renderYaml(withExtensions(top, project.extensions)));
}

// Docker Compose loses the options of address management; tools that compare expect them to be absent.
function jsonValues(project: Project, section: Section): Readonly<Record<string, unknown>> {
  if (section === 'services') return mapValues(project.services, asShown);
  if (section !== 'networks') return project[section];
  return mapValues(project.networks, (network) => {
    if (!network.ipam?.options) return network;
    const { options: _, ...ipam } = network.ipam;
    return { ...network, ipam };
  });
}

/** SSH keys print as the items they were written as. */
function asShown(service: Service): unknown {
  const { build } = service;
  if (!build?.ssh) return service;
  const ssh = build.ssh.map(({ id, path }) => (path === undefined ? id : `${id}=${path}`));
  return { ...service, build: { ...build, ssh } };
}

function mapValues<V, R>(
  record: Readonly<Record<string, V>>,
  change: (value: V) => R,
): Readonly<Record<string, R>> {
  const result = Object.create(null) as Record<string, R>;
  for (const [key, value] of Object.entries(record)) result[key] = change(value);
  return result;
}

/** A raw tree as JSON or YAML with sorted keys; nothing is escaped. */
export const renderRawJson = (tree: unknown): string =>
  `${indentJson(encodeShaped(tree, { kind: 'free' }))}\n`;

export const renderRawYaml = (tree: unknown): string =>
  renderYaml(toYamlValue(tree, { kind: 'free' }));

// A variable's sign stands for itself when the text is loaded again.
const escapeDollars = (text: string): string => text.replaceAll('$', '$$$$');

function joinObject(parts: ReadonlyMap<string, string>): string {
  const sorted = [...parts].toSorted(([a], [b]) => compareBytes(a, b));
  return `{${sorted.map(([key, value]) => `${encodeText(key)}:${value}`).join(',')}}`;
}

/** Compact JSON with two spaces a level; empty lists and mappings stay on one line. */
export function indentJson(compact: string): string {
  const parts: string[] = [];
  let depth = 0;
  let copied = 0;
  for (let at = 0; at < compact.length; at += 1) {
    const character = compact.charAt(at);
    if (character === '"') at = endOfText(compact, at);
    if (!PUNCTUATION.includes(character)) continue;
    const isEmpty =
      (character === '{' || character === '[') && '}]'.includes(compact.charAt(at + 1));
    if (isEmpty) {
      at += 1;
      continue;
    }
    depth += DEPTH_STEP[character] ?? 0;
    parts.push(compact.slice(copied, at), spaced(character, depth));
    copied = at + 1;
  }
  return parts.join('') + compact.slice(copied);
}

const PUNCTUATION = '{}[],:';
const DEPTH_STEP: Readonly<Record<string, number>> = { '{': 1, '[': 1, '}': -1, ']': -1 };

function spaced(character: string, depth: number): string {
  if (character === ':') return ': ';
  return character === '}' || character === ']'
    ? `${newLine(depth)}${character}`
    : `${character}${newLine(depth)}`;
}

/** Offset of the quote that closes the text opened at `start`. */
function endOfText(json: string, start: number): number {
  for (let at = start + 1; at < json.length; at += 1) {
    if (json[at] === '\\') at += 1;
    else if (json[at] === '"') return at;
  }
  return json.length;
}

const newLine = (depth: number): string => `\n${'  '.repeat(depth)}`;

/** Lists whose items have an identity: a later item replaces an earlier one at the earlier place. */
import { editEntries, textOf } from './node-edit.ts';
import { splitPair } from './pairs.ts';
import { cleanTarget } from './paths.ts';
import { below, patternTree } from './pattern-tree.ts';
import type { PatternTree } from './pattern-tree.ts';
import type { ListNode, Node } from './tree.ts';
import { childOf } from './tree.ts';

/** The identity of an item; undefined for one that has none. */
type KeyOf = (item: Node) => string | undefined;

/** Drops repeated items everywhere in a model. */
export function dropRepeated(model: Node): Node {
  return visit(model, UNIQUE);
}

function visit(node: Node, rules: PatternTree<KeyOf>): Node {
  const known = node.kind === 'list' && rules.rule ? withoutRepeated(node, rules.rule) : node;
  if (known.kind !== 'map') return known;
  if (rules.any) {
    const any = rules.any;
    return editEntries(known, (value, key) => visit(value, rules.keys.get(key) ?? any));
  }
  return editEntries(known, (value, key) => {
    const next = below(rules, key);
    return next ? visit(value, next) : value;
  });
}

function withoutRepeated(node: ListNode, keyOf: KeyOf): ListNode {
  const items: Node[] = [];
  const places = new Map<string, number>();
  for (const item of node.items) {
    const key = keyOf(item);
    const place = key === undefined ? undefined : places.get(key);
    if (place !== undefined) {
      items[place] = item;
      continue;
    }
    if (key !== undefined) places.set(key, items.length);
    items.push(item);
  }
  return items.length === node.items.length ? node : { ...node, items };
}

const scalarText = (node: Node | undefined): string | undefined =>
  node?.kind === 'scalar' && node.value !== null ? String(node.value) : undefined;

const byName: KeyOf = (item) => {
  const text = scalarText(item);
  return text === undefined ? undefined : splitPair(text)[0];
};

const byTmpfsPath: KeyOf = (item) => scalarText(item)?.split(':')[0];

const byPath: KeyOf = (item) => textOf(item) ?? textOf(childOf(item, 'path'));

/** A short form counts by its target, which is its second part. */
const byMountTarget: KeyOf = (item) => {
  const text = textOf(item);
  const target = text === undefined ? textOf(childOf(item, 'target')) : shortTarget(text);
  return target === undefined ? undefined : cleanTarget(target);
};

function shortTarget(text: string): string | undefined {
  const drive = /^[A-Za-z]:[\\/]/.test(text) ? text.slice(0, 2) : '';
  const parts = text.slice(drive.length).split(':');
  if (text.includes('${')) return undefined;
  return parts.length > 1 ? parts[1] : text;
}

const byFileTarget =
  (root: string): KeyOf =>
  (item) => {
    const source = textOf(item) ?? textOf(childOf(item, 'source'));
    const target = textOf(childOf(item, 'target'));
    if (target !== undefined) return target;
    return source === undefined ? undefined : `${root}${source}`;
  };

const byPort: KeyOf = (item) => {
  if (item.kind === 'scalar') return scalarText(item);
  const at = (key: string) => scalarText(childOf(item, key)) ?? '';
  const protocol = at('protocol') || 'tcp';
  return `${at('host_ip') || '0.0.0.0'}:${at('published')}:${at('target')}/${protocol}`;
};

const UNIQUE = patternTree<KeyOf>({
  'services.*.environment': byName,
  'services.*.labels': byName,
  'services.*.annotations': byName,
  'services.*.sysctls': byName,
  'services.*.cap_add': byName,
  'services.*.cap_drop': byName,
  'services.*.dns': byName,
  'services.*.dns_opt': byName,
  'services.*.dns_search': byName,
  'services.*.links': byName,
  'services.*.profiles': byName,
  'services.*.tmpfs': byTmpfsPath,
  'services.*.expose': scalarText,
  'services.*.build.args': byName,
  'services.*.build.labels': byName,
  'services.*.build.tags': byName,
  'services.*.build.additional_contexts': byName,
  'services.*.deploy.labels': byName,
  'services.*.env_file': byPath,
  'services.*.label_file': byPath,
  'services.*.networks.*.aliases': byName,
  'services.*.networks.*.link_local_ips': byName,
  'services.*.volumes': byMountTarget,
  'services.*.devices': byMountTarget,
  'services.*.secrets': byFileTarget('/run/secrets/'),
  'services.*.configs': byFileTarget('/'),
  'services.*.ports': byPort,
  'networks.*.labels': byName,
});

/** How attributes merge that do not follow the general rule (mappings by key, lists appended, scalars replaced). */
import { entry, isNull, isSame, mapFrom, textOf, toList } from './node-edit.ts';
import { toPairs } from './pairs.ts';
import type { BareValue } from './pairs.ts';
import { patternTree } from './pattern-tree.ts';
import type { ListNode, MapEntry, Node } from './tree.ts';
import { childOf, list, map, scalar } from './tree.ts';

/** `replace`: the later value stands, null included. */
export type MergeRule = 'replace' | ConvertRule;

export interface ConvertRule {
  /** Brings both sides to one form. */
  readonly prepare?: (base: Node, later: Node) => readonly [Node, Node];
  /** Whether the later value stands alone. */
  readonly isReplaced?: (base: Node, later: Node) => boolean;
  /** A later key without a value takes the place of an earlier value. */
  readonly keepsNull?: true;
  /** Joins two lists; `merge` merges two items. */
  readonly join?: (
    base: ListNode,
    later: ListNode,
    merge: (base: Node, later: Node) => Node,
  ) => Node;
}

const both = (convert: (node: Node) => Node): ConvertRule => ({
  prepare: (base, later) => [convert(base), convert(later)],
});

// A name alone says something: take it from the environment, or leave it empty.
const pairs = (bare: BareValue): ConvertRule => ({
  keepsNull: true,
  prepare: (base, later) => {
    const [first, second] = [toPairs(base, bare), toPairs(later, bare)];
    return first && second ? [first, second] : [base, later];
  },
});

const replaced: ConvertRule = { isReplaced: () => true };

/** Items that the base has already are not added again. */
const appendNew: ConvertRule = {
  join: (base, later) => ({
    ...base,
    items: [...base.items, ...later.items.filter((item) => !hasItem(base, item))],
  }),
};

const textsJoined: ConvertRule = {
  prepare: (base, later) => [toList(base), toList(later)],
};

function hasItem(node: ListNode, item: Node): boolean {
  return node.items.some((other) => isSame(other, item));
}

const dependencies = both((node) => namesToMap(node, dependencyOf));
const names = both((node) => namesToMap(node, (item) => scalar(null, item.origin)));

/** A list of names as a mapping. */
export function namesToMap(node: Node, valueOf: (item: Node) => Node): Node {
  if (node.kind !== 'list' || !node.items.every((item) => textOf(item) !== undefined)) return node;
  const entries = new Map<string, MapEntry>();
  for (const item of node.items) entries.set(textOf(item) ?? '', entry(valueOf(item), item.origin));
  return { ...map(entries, node.origin), ...(node.tag && { tag: node.tag }) };
}

/** What the name of a service alone means under `depends_on`. */
export const dependencyOf = (item: Node): Node =>
  mapFrom(item.origin, [
    ['condition', 'service_started'],
    ['required', true],
  ]);

/** A context alone as a mapping. */
export const buildToMap = (node: Node): Node =>
  textOf(node) === undefined ? node : { ...mapFrom(node.origin, [['context', node]]) };

const logging: ConvertRule = {
  isReplaced: (base, later) => {
    const [first, second] = [childOf(base, 'driver'), childOf(later, 'driver')];
    return first !== undefined && second !== undefined && !isSame(first, second);
  },
};

const extraHosts: ConvertRule = { ...both(hostsToList), ...appendNew };

/** `host: ip` entries as `host=ip` items. */
export function hostsToList(node: Node): Node {
  if (node.kind !== 'map') return node;
  const items: Node[] = [];
  for (const [host, { value }] of node.entries) {
    for (const ip of value.kind === 'list' ? value.items : [value]) {
      if (ip.kind !== 'scalar') return node;
      items.push(scalar(`${host}=${isNull(ip) ? '' : String(ip.value)}`, ip.origin));
    }
  }
  return list(items, node.origin);
}

/** Pools of one subnet merge, others are added. */
const pools: ConvertRule = {
  join: (base, later, merge) => {
    const items = [...base.items];
    for (const pool of later.items) {
      const subnet = childOf(pool, 'subnet');
      const at = items.findIndex((item) => {
        const other = childOf(item, 'subnet');
        return subnet !== undefined && other !== undefined && isSame(other, subnet);
      });
      if (at < 0) items.push(pool);
      else items[at] = merge(items[at] as Node, pool);
    }
    return { ...base, items };
  },
};

const labels = pairs('empty');
const keptLabels = both((node) => toPairs(node, 'empty') ?? node);
const environment = pairs('null');

export const MERGE_RULES = patternTree<MergeRule>({
  'services.*.command': 'replace',
  'services.*.entrypoint': 'replace',
  'services.*.healthcheck.test': 'replace',
  'services.*.environment': environment,
  'services.*.labels': labels,
  'services.*.annotations': labels,
  'services.*.sysctls': labels,
  'services.*.build': both(buildToMap),
  'services.*.build.args': environment,
  'services.*.build.labels': labels,
  'services.*.build.ssh': appendNew,
  'services.*.build.additional_contexts': labels,
  'services.*.build.extra_hosts': extraHosts,
  'services.*.build.ulimits.*': replaced,
  'services.*.deploy.labels': labels,
  'services.*.volumes.*.volume.labels': labels,
  'services.*.env_file': textsJoined,
  'services.*.label_file': textsJoined,
  'services.*.dns': textsJoined,
  'services.*.dns_search': textsJoined,
  'services.*.dns_opt': textsJoined,
  'services.*.tmpfs': textsJoined,
  'services.*.extra_hosts': extraHosts,
  'services.*.depends_on': dependencies,
  'services.*.networks': names,
  'services.*.models': names,
  'services.*.logging': logging,
  'services.*.ulimits.*': replaced,
  'services.*.security_opt': appendNew,
  'services.*.group_add': appendNew,
  'services.*.device_cgroup_rules': appendNew,
  'services.*.volumes_from': appendNew,
  'services.*.external_links': appendNew,
  'networks.*.ipam.config': pools,
  'networks.*.labels': labels,
  'volumes.*.labels': labels,
  'secrets.*.labels': keptLabels,
  'configs.*.labels': keptLabels,
});

/** Small edits of immutable nodes. An edit that changes nothing gives the same node back. */
import type { ListNode, MapEntry, MapNode, Node, Origin, ScalarNode, ScalarValue } from './tree.ts';
import { list, map, scalar } from './tree.ts';

export const isNull = (node: Node | undefined): boolean =>
  node?.kind === 'scalar' && node.value === null;

/** The text of a string scalar. */
export const textOf = (node: Node | undefined): string | undefined =>
  node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;

export const isTrue = (node: Node | undefined): boolean =>
  node?.kind === 'scalar' && node.value === true;

export const mapAt = (node: Node | undefined): MapNode | undefined =>
  node?.kind === 'map' ? node : undefined;

export const entry = (value: Node, key: Origin = value.origin): MapEntry => ({ key, value });

/** A mapping written by a short form: all of it stands where the short form stands. */
export function mapFrom(
  origin: Origin,
  fields: readonly (readonly [string, Node | ScalarValue | undefined])[],
): MapNode {
  const entries = new Map<string, MapEntry>();
  for (const [key, field] of fields) {
    if (field === undefined) continue;
    const isNode = typeof field === 'object' && field !== null;
    entries.set(key, entry(isNode ? field : scalar(field, origin), origin));
  }
  return map(entries, origin);
}

export function withValue(node: MapNode, key: string, value: Node): MapNode {
  const old = node.entries.get(key);
  if (old?.value === value) return node;
  const entries = new Map(node.entries);
  entries.set(key, { key: old?.key ?? value.origin, value });
  return { ...node, entries };
}

export function withoutKeys(node: MapNode, keys: readonly string[]): MapNode {
  if (!keys.some((key) => node.entries.has(key))) return node;
  const entries = new Map(node.entries);
  for (const key of keys) entries.delete(key);
  return { ...node, entries };
}

/** Each value through `edit`; undefined drops the entry. */
export function editEntries(
  node: MapNode,
  edit: (value: Node, key: string) => Node | undefined,
): MapNode {
  let entries: Map<string, MapEntry> | undefined;
  for (const [key, old] of node.entries) {
    const value = edit(old.value, key);
    if (value === old.value) continue;
    entries ??= new Map(node.entries);
    if (value === undefined) entries.delete(key);
    else entries.set(key, { key: old.key, value });
  }
  return entries ? { ...node, entries } : node;
}

/** Each item through `edit`; undefined drops the item, a list puts several in its place. */
export function editItems(
  node: ListNode,
  edit: (item: Node, index: number) => Node | readonly Node[] | undefined,
): ListNode {
  let changed = false;
  const items = node.items.flatMap((item, index) => {
    const result = edit(item, index);
    changed ||= result !== item;
    return result === undefined ? [] : result;
  });
  return changed ? { ...node, items } : node;
}

/** The value under `key` through `edit`, when there is one. */
export function editKey(
  node: MapNode,
  key: string,
  edit: (value: Node) => Node | undefined,
): MapNode {
  const old = node.entries.get(key);
  if (!old) return node;
  const value = edit(old.value);
  return value === undefined ? withoutKeys(node, [key]) : withValue(node, key, value);
}

/** The values under several keys, each through its own edit. */
export function editKeys(
  node: MapNode,
  edits: ReadonlyMap<string, (value: Node) => Node | undefined>,
): MapNode {
  return editEntries(node, (value, key) => {
    const edit = edits.get(key);
    return edit ? edit(value) : value;
  });
}

/** A single text as a list of one. */
export const toList = (node: Node): Node =>
  node.kind === 'scalar' && node.value !== null ? list([node], node.origin) : node;

export const withoutTag = <T extends Node>(node: T): T => {
  if (node.tag === undefined) return node;
  const { tag: _, ...rest } = node;
  return rest as T;
};

export const scalarLike = (node: Node, value: ScalarValue): ScalarNode =>
  scalar(value, node.origin);

/** Deep equality of what the nodes say, wherever they stand. */
export function isSame(a: Node, b: Node): boolean {
  if (a === b) return true;
  if (a.kind === 'scalar') return b.kind === 'scalar' && a.value === b.value;
  if (a.kind === 'list') {
    return (
      b.kind === 'list' &&
      a.items.length === b.items.length &&
      a.items.every((item, i) => isSame(item, b.items[i] as Node))
    );
  }
  if (b.kind !== 'map' || a.entries.size !== b.entries.size) return false;
  return [...a.entries].every(([key, { value }]) => {
    const other = b.entries.get(key);
    return other !== undefined && isSame(value, other.value);
  });
}

/** Mappings that may also be written as a list of `KEY=value`. */
import { entry, isNull } from './node-edit.ts';
import type { MapEntry, MapNode, Node } from './tree.ts';
import { map, scalar } from './tree.ts';

/** What an item without `=` means: nothing given (`environment`), or the empty text (`labels`). */
export type BareValue = 'null' | 'empty';

/** As a mapping, later items over earlier ones; undefined when it is neither form. */
export function toPairs(node: Node, bare: BareValue): MapNode | undefined {
  if (node.kind === 'map') return node;
  if (isNull(node)) return map(new Map(), node.origin);
  if (node.kind !== 'list') return undefined;
  const entries = new Map<string, MapEntry>();
  for (const item of node.items) {
    if (item.tag === 'reset') continue;
    if (item.kind !== 'scalar' || item.value === null) return undefined;
    const [key, value] = splitPair(String(item.value));
    const missing = bare === 'null' ? null : '';
    entries.set(key, entry(scalar(value ?? missing, item.origin)));
  }
  return { ...map(entries, node.origin), ...(node.tag && { tag: node.tag }) };
}

/** At the first `=`. */
export function splitPair(text: string): readonly [string, string | undefined] {
  const at = text.indexOf('=');
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

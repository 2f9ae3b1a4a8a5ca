/** Where a broken rule of the schema is in the model. */
import type { DataPath } from '../model/json.ts';
import { keysByPlace } from './compose-validator.gen.js';
import type { Node, Origin } from './tree.ts';

export interface SchemaPlace {
  readonly path: DataPath;
  /** `services.*.ports.[]` for what stands at `services.web.ports[0]`. */
  readonly pattern: string;
  readonly node: Node;
  /** The key that holds the node, or the node itself in a list. */
  readonly key: Origin;
}

const NONE: readonly string[] = [];

/** The keys that the schema knows at a place; none where any key may stand. */
export const keysAt = (pattern: string): readonly string[] =>
  Object.hasOwn(keysByPlace, pattern) ? (keysByPlace[pattern] ?? NONE) : NONE;

/** Follows a JSON pointer through the tree. */
export function placeInModel(root: Node, pointer: string): SchemaPlace {
  let place: SchemaPlace = { path: [], pattern: '', node: root, key: root.origin };
  for (const part of pointer.split('/').slice(1)) {
    place = stepInto(place, part.replaceAll('~1', '/').replaceAll('~0', '~'));
  }
  return place;
}

/** One step down by a key, or by an index as text. */
export function stepInto({ path, pattern, node, key }: SchemaPlace, part: string): SchemaPlace {
  const prefix = pattern === '' ? '' : `${pattern}.`;
  if (node.kind === 'list') {
    const item = node.items[Number(part)] ?? node;
    return { path: [...path, Number(part)], pattern: `${prefix}[]`, node: item, key: item.origin };
  }
  const entry = node.kind === 'map' ? node.entries.get(part) : undefined;
  const step = keysAt(pattern).includes(part) ? part : '*';
  return {
    path: [...path, part],
    pattern: `${prefix}${step}`,
    node: entry?.value ?? node,
    key: entry?.key ?? key,
  };
}

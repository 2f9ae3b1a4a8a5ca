import type { DataPath } from '../model/json.ts';
import type { Origins } from '../model/project.ts';
import { placeOf } from './source-position.ts';
import type { MapEntry, Node, Origin } from './tree.ts';

/** Answers from the tree that the project was made of. */
export function originsOf(tree: Node | undefined): Origins {
  return {
    placeOf: (path, part = 'value') => {
      const origin = tree && nearest(tree, path, part);
      return origin && placeOf(origin);
    },
  };
}

function nearest(tree: Node, path: DataPath, part: 'key' | 'value'): Origin {
  let at: MapEntry = { key: tree.origin, value: tree };
  for (const key of path) {
    const next = childEntry(at.value, key);
    if (!next) break;
    at = next;
  }
  return part === 'key' ? at.key : at.value.origin;
}

function childEntry(node: Node, key: string | number): MapEntry | undefined {
  if (node.kind === 'map') return node.entries.get(String(key));
  if (node.kind !== 'list' || typeof key !== 'number') return undefined;
  const item = node.items[key];
  return item && { key: item.origin, value: item };
}

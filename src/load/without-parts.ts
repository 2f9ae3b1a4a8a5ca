import type { DataPath } from '../model/json.ts';
import { editEntries, editItems } from './node-edit.ts';
import type { Node } from './tree.ts';
import { map } from './tree.ts';

/**
 * The tree without the parts at these paths, and undefined without its root. A service, a network and the like stays
 * as an empty one, so that others may still refer to it.
 */
export function withoutParts(root: Node, paths: readonly DataPath[]): Node | undefined {
  const top: Mark = { isWrong: false, next: new Map() };
  for (const path of paths) markAt(top, path).isWrong = true;
  return prune(root, top, 0);
}

interface Mark {
  isWrong: boolean;
  readonly next: Map<string, Mark>;
}

function markAt(top: Mark, path: DataPath): Mark {
  let mark = top;
  for (const key of path.map(String)) {
    const next = mark.next.get(key) ?? { isWrong: false, next: new Map() };
    mark.next.set(key, next);
    mark = next;
  }
  return mark;
}

const RESOURCE_DEPTH = 2;

function prune(node: Node, mark: Mark, depth: number): Node | undefined {
  if (mark.isWrong) return depth === RESOURCE_DEPTH ? map(new Map(), node.origin) : undefined;
  const edit = (child: Node, key: string | number) => {
    const next = mark.next.get(String(key));
    return next ? prune(child, next, depth + 1) : child;
  };
  if (node.kind === 'map') return editEntries(node, edit);
  return node.kind === 'list' ? editItems(node, edit) : node;
}

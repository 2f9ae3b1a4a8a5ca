import type { Extensions } from '../model/service.ts';
import type { Node } from './tree.ts';
import { toPlain } from './tree.ts';

/** The `x-*` keys of a mapping; undefined when there are none. */
export function decodeExtensions(node: Node): Extensions | undefined {
  if (node.kind !== 'map') return undefined;
  let extensions: Record<string, unknown> | undefined;
  for (const [key, { value }] of node.entries) {
    if (!key.startsWith('x-')) continue;
    extensions ??= Object.create(null) as Record<string, unknown>;
    extensions[key] = toPlain(value);
  }
  return extensions;
}

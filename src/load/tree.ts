/**
 * The loader's own tree: plain data in which every node knows its file and offset. All stages up to the
 * typed project work on it, so that a value can be traced through merge, extends and short forms.
 * Nodes are immutable; a stage that changes something builds new ones with the old origin.
 */
import type { JsonValue } from '../model/json.ts';

/** A text that nodes point into. `lineStarts` are offsets of line beginnings, made when first asked for. */
export interface SourceText {
  /** As shown in messages: the path as the user would write it, `-` for standard input. */
  readonly file: string;
  /** Absolute path, or the project directory for standard input. */
  readonly path: string;
  readonly text: string;
}

/** Half-open range of UTF-16 offsets. */
export interface Origin {
  readonly source: SourceText;
  readonly start: number;
  readonly end: number;
}

export type ScalarValue = string | number | boolean | null;

/** `!reset` and `!override` of the Compose specification; other tags are dropped while parsing. */
export type MergeTag = 'reset' | 'override';

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly value: ScalarValue;
  /** Text of a plain number as written (`1.10`, `0444`), kept for messages and for file modes. */
  readonly written?: string;
  readonly origin: Origin;
  readonly tag?: MergeTag;
}

export interface MapEntry {
  /** Where the key stands. */
  readonly key: Origin;
  readonly value: Node;
}

export interface MapNode {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, MapEntry>;
  readonly origin: Origin;
  readonly tag?: MergeTag;
}

export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly Node[];
  readonly origin: Origin;
  readonly tag?: MergeTag;
}

export type Node = ScalarNode | MapNode | ListNode;

export const scalar = (value: ScalarValue, origin: Origin): ScalarNode => ({
  kind: 'scalar',
  value,
  origin,
});

export const list = (items: readonly Node[], origin: Origin): ListNode => ({
  kind: 'list',
  items,
  origin,
});

export const map = (entries: ReadonlyMap<string, MapEntry>, origin: Origin): MapNode => ({
  kind: 'map',
  entries,
  origin,
});

export const childOf = (node: Node | undefined, key: string): Node | undefined =>
  node?.kind === 'map' ? node.entries.get(key)?.value : undefined;

/** Plain data with null-prototype objects, so that a key such as `__proto__` is only a key. */
export function toPlain(node: Node): JsonValue {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(toPlain);
  const plain = Object.create(null) as Record<string, JsonValue>;
  for (const [key, entry] of node.entries) plain[key] = toPlain(entry.value);
  return plain;
}

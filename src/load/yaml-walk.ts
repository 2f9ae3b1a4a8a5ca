/** State of the walk over one YAML document, with its budget. */
import type { Diagnostic } from '../model/diagnostic.ts';
import { LIMITS } from './limits.ts';
import type { MapEntry, MapNode, Node, Origin, SourceText } from './tree.ts';
import { badMerge, tooManyNodes } from './yaml-diagnostics.ts';

export interface Anchor {
  /** Undefined while the anchored value is still being read: an alias to it is a cycle. */
  readonly node: Node | undefined;
  readonly size: number;
  readonly height: number;
}

export interface Walk {
  readonly source: SourceText;
  /** The offset in the source for one that the parser tells. */
  readonly toOriginal: (offset: number) => number;
  readonly diagnostics: Diagnostic[];
  readonly anchors: Map<string, Anchor>;
  /** Plain values that somebody meant to quote. */
  readonly curly: Origin[];
  /** Nodes so far with aliases expanded, and without. */
  expanded: number;
  written: number;
  /** Greatest depth seen since it was last reset. */
  deepest: number;
  stopped: boolean;
}

/** Counts nodes and stops the walk when aliases have multiplied them beyond reason. */
export function spend(walk: Walk, nodes: number, origin: Origin): void {
  walk.expanded += nodes;
  const grown =
    walk.expanded > LIMITS.freeNodes && walk.expanded > walk.written * LIMITS.aliasGrowth;
  if (!walk.stopped && (grown || walk.expanded > LIMITS.nodes)) stop(walk, tooManyNodes(origin));
}

export function stop(walk: Walk, why: Diagnostic): void {
  walk.stopped = true;
  walk.diagnostics.push(why);
}

/** The mappings that stand behind a merge key; `at` is where they are written or referred to. */
export function mergeSources(walk: Walk, value: Node, at: Origin): readonly MapNode[] {
  const candidates = value.kind === 'list' ? value.items : [value];
  const maps = candidates.filter((candidate) => candidate.kind === 'map');
  if (maps.length < candidates.length && !walk.stopped && !isReported(walk, value)) {
    walk.diagnostics.push(badMerge(at));
  }
  return maps;
}

/** An alias that could not be followed stands as null and has been told already. */
const isReported = (walk: Walk, value: Node): boolean =>
  walk.source.text[value.origin.start] === '*' && value.kind === 'scalar';

/** Own keys win over merged ones, earlier merged mappings over later. */
export function addMerged(
  walk: Walk,
  own: Map<string, MapEntry>,
  sources: readonly MapNode[],
): void {
  for (const source of sources) {
    spend(walk, source.entries.size, source.origin);
    if (walk.stopped) return;
    for (const [key, entry] of source.entries) {
      if (!own.has(key)) own.set(key, entry);
    }
  }
}

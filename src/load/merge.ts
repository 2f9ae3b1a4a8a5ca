/** Merging a later document into what earlier ones said, with `!reset` and `!override` obeyed. */
import type { Diagnostic } from '../model/diagnostic.ts';
import { MERGE_RULES } from './merge-rules.ts';
import type { ConvertRule, MergeRule } from './merge-rules.ts';
import { editEntries, editItems, isNull, withoutTag } from './node-edit.ts';
import { below } from './pattern-tree.ts';
import type { PatternTree } from './pattern-tree.ts';
import { problemAt } from './problem.ts';
import { placeOf } from './source-position.ts';
import { step, trailOf } from './trail.ts';
import type { Trail } from './trail.ts';
import type { MapEntry, MapNode, Node } from './tree.ts';

export interface MergeOptions {
  readonly diagnostics: Diagnostic[];
  /** Leave tagged nodes of the later side in the result, for a merge that follows (`extends`). */
  readonly keepTags?: boolean;
}

type Rules = PatternTree<MergeRule> | undefined;

/** The later model over the base; both are whole models. */
export function mergeModels(base: Node | undefined, later: Node, options: MergeOptions): Node {
  const clean = base ?? { kind: 'map', entries: new Map(), origin: later.origin };
  return new Merger(options).merge(clean, later, { rules: MERGE_RULES, trail: undefined });
}

/** A service over the one it extends. */
export function mergeService(base: Node, later: Node, options: MergeOptions): Node {
  const rules = below(below(MERGE_RULES, 'services'), '*');
  return new Merger(options).merge(base, later, { rules, trail: trailOf('services') });
}

/** The node without tags: what is tagged `!reset` is gone. */
export function dropTags(node: Node): Node | undefined {
  if (node.tag === 'reset') return undefined;
  const plain = withoutTag(node);
  if (plain.kind === 'map') return editEntries(plain, dropTags);
  return plain.kind === 'list' ? editItems(plain, dropTags) : plain;
}

/** Where a merge stands: the rules below this path, and the path for messages. */
interface At {
  readonly rules: Rules;
  readonly trail: Trail | undefined;
}

class Merger {
  readonly #options: MergeOptions;

  constructor(options: MergeOptions) {
    this.#options = options;
  }

  merge(base: Node, later: Node, at: At): Node {
    const rule = at.rules?.rule;
    if (later.tag === 'override' || rule === 'replace') return this.#take(later) ?? base;
    if (isNull(later)) return base;
    if (isNull(base)) return this.#take(later) ?? base;
    return this.#mergeValues(prepare(rule, base, later), rule, at);
  }

  #mergeValues([base, later]: readonly [Node, Node], rule: ConvertRule | undefined, at: At): Node {
    const stands = base.kind === 'scalar' || rule?.isReplaced?.(base, later) === true;
    return stands ? (this.#take(later) ?? base) : this.#mergeKinds(base, later, at);
  }

  #mergeKinds(base: Node, later: Node, at: At): Node {
    if (base.kind === 'map' && later.kind === 'map') return this.#mergeMaps(base, later, at);
    if (base.kind === 'list' && later.kind === 'list') {
      const items = later.items.flatMap((item) => this.#take(item) ?? []);
      const rule = at.rules?.rule;
      if (rule !== 'replace' && rule?.join)
        return rule.join(base, { ...later, items }, this.#under(at));
      return { ...base, items: [...base.items, ...items] };
    }
    this.#options.diagnostics.push(cannotMerge(base, later, at.trail));
    return base;
  }

  #under(at: At): (base: Node, later: Node) => Node {
    const rules = at.rules?.any;
    return (base, later) => this.merge(base, later, { rules, trail: at.trail });
  }

  #mergeMaps(base: MapNode, later: MapNode, at: At): MapNode {
    const entries = new Map<string, MapEntry>(base.entries);
    for (const [key, added] of later.entries) this.#mergeEntry(entries, key, { added, at });
    return { ...base, entries };
  }

  #mergeEntry(
    entries: Map<string, MapEntry>,
    key: string,
    { added, at }: { readonly added: MapEntry; readonly at: At },
  ): void {
    const old = entries.get(key);
    if (added.value.tag === 'reset' && !this.#options.keepTags) {
      entries.delete(key);
      return;
    }
    if (old === undefined || added.value.tag || standsAsNull(added.value, at.rules?.rule)) {
      const value = this.#take(added.value);
      if (value) entries.set(key, { key: added.key, value });
      return;
    }
    const next = { rules: below(at.rules, key), trail: step(at.trail, key) };
    const value = this.merge(old.value, added.value, next);
    // A value taken whole from the later side is found where it was written last.
    entries.set(key, { key: value === old.value ? old.key : added.key, value });
  }

  #take(node: Node): Node | undefined {
    return this.#options.keepTags ? node : dropTags(node);
  }
}

const standsAsNull = (later: Node, rule: MergeRule | undefined): boolean =>
  isNull(later) && rule !== undefined && rule !== 'replace' && rule.keepsNull === true;

const prepare = (rule: ConvertRule | undefined, base: Node, later: Node) =>
  rule?.prepare ? rule.prepare(base, later) : ([base, later] as const);

const KIND_NAMES = { map: 'mapping', list: 'list', scalar: 'single value' } as const;

function cannotMerge(base: Node, later: Node, trail: Trail | undefined): Diagnostic {
  return problemAt(later.origin, {
    code: 'cannot-merge',
    message: `Cannot merge a ${KIND_NAMES[later.kind]} into a ${KIND_NAMES[base.kind]}`,
    trail,
    related: [{ message: 'The earlier value is here', at: placeOf(base.origin) }],
    hint: 'Write both in the same form, or replace the earlier value with !override',
  });
}

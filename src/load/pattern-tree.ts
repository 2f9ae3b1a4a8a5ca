/** Rules by model path, as a tree that is walked in step with the model: no path text per node. */
export interface PatternTree<T> {
  readonly rule?: T;
  readonly keys: ReadonlyMap<string, PatternTree<T>>;
  /** For `*`: any key, or the items of a list. */
  readonly any?: PatternTree<T>;
}

interface Growing<T> {
  rule?: T;
  keys: Map<string, Growing<T>>;
  any?: Growing<T>;
}

/** Patterns are dotted keys with `*` for any. */
export function patternTree<T>(rules: Readonly<Record<string, T>>): PatternTree<T> {
  const root: Growing<T> = { keys: new Map() };
  for (const [pattern, rule] of Object.entries(rules)) {
    let at = root;
    for (const key of pattern.split('.')) at = branch(at, key);
    at.rule = rule;
  }
  return root;
}

/** The rules below `key`; undefined when there are none. */
export const below = <T>(
  tree: PatternTree<T> | undefined,
  key: string,
): PatternTree<T> | undefined => tree?.keys.get(key) ?? tree?.any;

function branch<T>(at: Growing<T>, key: string): Growing<T> {
  if (key === '*') return (at.any ??= { keys: new Map() });
  const known = at.keys.get(key);
  if (known) return known;
  const made: Growing<T> = { keys: new Map() };
  at.keys.set(key, made);
  return made;
}

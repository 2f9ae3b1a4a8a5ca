import type { DataPath } from '../model/json.ts';

/** Where a walk through the tree stands; linked, so that a step down costs one small object. */
export interface Trail {
  readonly parent: Trail | undefined;
  readonly key: string | number;
}

export const step = (parent: Trail | undefined, key: string | number): Trail => ({ parent, key });

export function trailOf(...keys: readonly (string | number)[]): Trail | undefined {
  return keys.reduce<Trail | undefined>((parent, key) => step(parent, key), undefined);
}

export function pathOf(trail: Trail | undefined): DataPath {
  const path: (string | number)[] = [];
  for (let at = trail; at; at = at.parent) path.push(at.key);
  return path.toReversed();
}

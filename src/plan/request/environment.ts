import { sortByBytes } from '../../model/go-json.ts';
import type { Environment, StringMap } from '../../model/service.ts';

/** `Env` of the create body; a bare name unsets the image's variable. `null` when there is none. */
export function environmentList(
  environment: Environment | undefined,
  proxy: StringMap = {},
): readonly string[] | null {
  const merged: Environment = { ...proxy, ...environment };
  const names = sortByBytes(Object.keys(merged));
  if (names.length === 0) return null;
  return names.map((name) => (merged[name] === null ? name : `${name}=${merged[name]}`));
}

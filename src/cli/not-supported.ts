/**
 * What Docker Compose has and this program has not: refused by name, not as a typing error. Keys are `COMMAND`,
 * `COMMAND --flag` and `COMMAND -f`; the text says why. A unit test holds the list against both programs.
 */
export const NOT_SUPPORTED: Readonly<Record<string, string>> = {
  alpha: 'of its experimental commands only "viz" is here',
  bridge: 'converting projects for other platforms is not this program’s task',
  publish: 'not written yet',
};

/** The line that refuses `key`; undefined for what Docker Compose does not have either. */
export function refusalOf(key: string): string | undefined {
  const [group = ''] = key.split(' ', 1);
  const known = [key, ...(GROUPS.has(group) ? [group] : [])].find((each) =>
    Object.hasOwn(NOT_SUPPORTED, each),
  );
  return known === undefined ? undefined : `"${key}" is not supported: ${NOT_SUPPORTED[known]}`;
}

/** Whatever stands behind them is refused for the same reason. */
const GROUPS: ReadonlySet<string> = new Set(['alpha', 'bridge']);

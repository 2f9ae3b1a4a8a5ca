/**
 * What Docker Compose has and this program has not: refused by name, not as a typing error. Keys are `COMMAND`,
 * `COMMAND --flag` or `COMMAND -f`; the text says why. A unit test holds the list against Docker Compose’s and ours.
 */
export const NOT_SUPPORTED: Readonly<Record<string, string>> = {
  alpha: 'experimental commands of Docker Compose are left out',
  bridge: 'conversion to other platforms is a tool of its own',
};

/** The line that refuses `key`; undefined for what Docker Compose does not have either. */
export function refusalOf(key: string): string | undefined {
  return Object.hasOwn(NOT_SUPPORTED, key)
    ? `"${key}" is not supported: ${NOT_SUPPORTED[key]}`
    : undefined;
}

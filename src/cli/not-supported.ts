/**
 * What Docker Compose has and this program has not: refused by name, not as a typing error. Keys are `COMMAND`,
 * `COMMAND --flag` and `COMMAND -f`; the text says why. A unit test holds the list against both programs.
 */
export const NOT_SUPPORTED: Readonly<Record<string, string>> = {
  alpha: 'its experimental commands are left out',
  bridge: 'converting projects for other platforms is not this program’s task',
  publish: 'not written yet',
};

/** The line that refuses `key`; undefined for what Docker Compose does not have either. */
export function refusalOf(key: string): string | undefined {
  return Object.hasOwn(NOT_SUPPORTED, key)
    ? `"${key}" is not supported: ${NOT_SUPPORTED[key]}`
    : undefined;
}

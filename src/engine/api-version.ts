/** Versions of the Engine API, `1.51`. */

/** The newest we know. */
export const OUR_VERSION = '1.51';
/** The oldest whose answers have what we read. */
export const OLDEST_VERSION = '1.40';
/** From here on a container can be created on several networks at once. */
export const SEVERAL_ENDPOINTS_VERSION = '1.44';

export function versionBelow(version: string, limit: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [limitMajor = 0, limitMinor = 0] = limit.split('.').map(Number);
  return major === limitMajor ? minor < limitMinor : major < limitMajor;
}

export const lowerVersion = (a: string, b: string): string => (versionBelow(b, a) ? b : a);

/** Whether a negotiated API version such as `1.51` is `minimum` or later. */
export function isAtLeast(version: string, minimum: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [minimumMajor = 0, minimumMinor = 0] = minimum.split('.').map(Number);
  return major === minimumMajor ? minor >= minimumMinor : major > minimumMajor;
}

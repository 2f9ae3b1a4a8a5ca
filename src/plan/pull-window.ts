import { parseDuration } from '../model/duration.ts';

const HOUR_MS = 3_600_000;
const WINDOWS: Readonly<Record<string, number>> = {
  refresh: 0,
  daily: 24 * HOUR_MS,
  weekly: 7 * 24 * HOUR_MS,
};

/** Milliseconds after which an image is pulled again; undefined for policies that know no age. */
export function pullWindow(policy: string | undefined): number | undefined {
  if (policy === undefined) return undefined;
  if (Object.hasOwn(WINDOWS, policy)) return WINDOWS[policy];
  if (!policy.startsWith('every_')) return undefined;
  const nanoseconds = parseDuration(policy.slice('every_'.length));
  return nanoseconds === undefined ? undefined : nanoseconds / 1e6;
}

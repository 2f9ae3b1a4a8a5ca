/** Moments as users and the engine write them → the engine's `since` and `until`: seconds since 1970 as text. */
import { parseDuration } from '../model/duration.ts';

const UNIX = /^\d+(?:\.\d{1,9})?$/;
const RFC_3339 = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:\d\d)?$/;

/**
 * A duration before `nowMs` (`10m`), a date with or without time and zone (the local one), or seconds since 1970;
 * undefined when the text is none of them.
 */
export function parseMoment(text: string, nowMs: number): string | undefined {
  if (UNIX.test(text)) return text;
  const ago = parseDuration(text);
  if (ago !== undefined) return secondsText(nowMs - ago / 1e6);
  return parseDate(text);
}

/** The engine's timestamp as `since` text, exact to the nanosecond. */
export function sinceOf(time: string): string {
  return parseDate(time) ?? '0';
}

/** Nanoseconds since 1970, as events carry them, as `since` text. */
export const sinceOfNano = (nano: string): string => `${nano.slice(0, -9)}.${nano.slice(-9)}`;

/** The later of two `since` texts; their digits are more than a number holds. */
export function laterSince(a: string, b: string): string {
  const [aSeconds, bSeconds] = [Math.floor(Number(a)), Math.floor(Number(b))];
  if (aSeconds !== bSeconds) return aSeconds > bSeconds ? a : b;
  return (a.split('.')[1] ?? '') > (b.split('.')[1] ?? '') ? a : b;
}

function parseDate(text: string): string | undefined {
  const match = RFC_3339.exec(text);
  if (match === null) return undefined;
  const [, date = '', time = '00:00:00', fraction = '', zone = ''] = match;
  const seconds = Date.parse(`${date}T${time}${zone}`) / 1000;
  return Number.isNaN(seconds) ? undefined : `${seconds}.${fraction.padEnd(9, '0')}`;
}

function secondsText(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const nanoseconds = Math.round((ms - seconds * 1000) * 1e6);
  return `${seconds}.${String(nanoseconds).padStart(9, '0')}`;
}

/** Numbers of the engine as people write them. */
import { formatDuration } from '../../model/duration.ts';

/** `64m`; the largest unit that gives a whole number. */
export function bytesText(value: unknown): string {
  if (typeof value !== 'number' || value === 0) return '';
  const unit = UNITS.find(([, size]) => value >= size && value % size === 0);
  return unit === undefined ? String(value) : `${value / unit[1]}${unit[0]}`;
}

const UNITS: readonly (readonly [string, number])[] = [
  ['g', 1024 ** 3],
  ['m', 1024 ** 2],
  ['k', 1024],
];

/** `1m30s` for nanoseconds. */
export const nanosecondsText = (value: unknown): string =>
  typeof value === 'number' && value !== 0 ? shortDuration(value) : '';

/** The same for seconds, of which none is a time, too. */
export const secondsText = (value: unknown): string =>
  typeof value === 'number' ? shortDuration(value * 1e9) : '';

const shortDuration = (nanoseconds: number): string =>
  formatDuration(nanoseconds).replace(/m0s$/, 'm').replace(/h0m$/, 'h');

/** CPUs from billionths of one, which 32-bit floats have passed through. */
export const cpusText = (value: unknown): string =>
  typeof value === 'number' && value !== 0 ? String(Number((value / 1e9).toFixed(4))) : '';

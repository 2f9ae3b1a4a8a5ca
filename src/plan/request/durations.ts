const UNIT_NS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};
const PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g;

/** Nanoseconds of a canonical duration such as `1m30s`; 0 for an absent one. */
export function toNanoseconds(text: string | undefined): number {
  if (text === undefined) return 0;
  const parts = [...text.matchAll(PART)];
  const total = parts.reduce(
    (sum, [, value, unit]) => sum + Number(value) * (UNIT_NS[unit ?? ''] ?? 0),
    0,
  );
  return Math.round(text.startsWith('-') ? -total : total);
}

/** Whole seconds, cut off as Docker Compose does; undefined for an absent duration. */
export function toSeconds(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Math.trunc(toNanoseconds(text) / 1e9);
}

/** Durations as the Compose specification writes them; values are nanoseconds. */

const UNITS: ReadonlyMap<string, number> = new Map([
  ['ns', 1],
  ['us', 1e3],
  ['µs', 1e3],
  ['μs', 1e3],
  ['ms', 1e6],
  ['s', 1e9],
  ['m', 60e9],
  ['h', 3600e9],
  ['d', 24 * 3600e9],
  ['w', 7 * 24 * 3600e9],
]);

/** Signed 64-bit nanoseconds, about 292 years. */
const LONGEST = 2 ** 63;

/** Nanoseconds of `1h30m`, `1.5s`, `2d`, `-1s` or `0`; undefined when the text is no duration. */
export function parseDuration(text: string): number | undefined {
  const sign = text.startsWith('-') ? -1 : 1;
  let at = text.startsWith('-') || text.startsWith('+') ? 1 : 0;
  if (text.slice(at) === '0') return 0;
  if (at === text.length) return undefined;
  let total = 0;
  while (at < text.length) {
    const numberEnd = endOf(text, at, isDecimal);
    const unitEnd = endOf(text, numberEnd, isUnitCharacter);
    const part = partOf(text.slice(at, numberEnd), text.slice(numberEnd, unitEnd));
    if (part === undefined) return undefined;
    total += part;
    at = unitEnd;
  }
  return total < LONGEST ? sign * total + 0 : undefined;
}

/** Go's form: `1h30m0s`, `1m30s`, `1.5s`, `500ms`, `0s`. */
export function formatDuration(ns: number): string {
  const sign = ns < 0 ? '-' : '';
  const size = Math.abs(ns);
  if (size === 0) return '0s';
  if (size < 1e3) return `${sign}${size}ns`;
  if (size < 1e6) return `${sign}${decimal(size, 1e3)}µs`;
  if (size < 1e9) return `${sign}${decimal(size, 1e6)}ms`;
  const hours = Math.floor(size / 3600e9);
  const minutes = Math.floor((size % 3600e9) / 60e9);
  const seconds = `${decimal(size % 60e9, 1e9)}s`;
  if (hours > 0) return `${sign}${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${sign}${minutes}m${seconds}` : `${sign}${seconds}`;
}

function partOf(number: string, unit: string): number | undefined {
  const factor = UNITS.get(unit);
  const dots = number.split('.').length - 1;
  if (factor === undefined || dots > 1 || number === '' || number === '.') return undefined;
  const [whole = '', fraction = ''] = number.split('.');
  const digits = fraction.slice(0, MOST_FRACTION_DIGITS);
  return Number(whole) * factor + Math.trunc(Number(digits) * (factor / 10 ** digits.length));
}

/** More digits than nanoseconds of a week can show. */
const MOST_FRACTION_DIGITS = 18;

function endOf(text: string, start: number, belongs: (character: string) => boolean): number {
  let at = start;
  while (at < text.length && belongs(text[at] ?? '')) at += 1;
  return at;
}

const isDecimal = (character: string): boolean =>
  character === '.' || (character >= '0' && character <= '9');

const isUnitCharacter = (character: string): boolean => !isDecimal(character);

/** `value / unit` with all its digits and no trailing zeros. */
function decimal(value: number, unit: number): string {
  const whole = Math.floor(value / unit);
  const digits = String(unit).length - 1;
  const rest = String(Math.round(value % unit))
    .padStart(digits, '0')
    .replace(/0+$/, '');
  return rest === '' ? String(whole) : `${whole}.${rest}`;
}

/** Numbers as text, the way Docker Compose writes them into environments, labels and options. */

/**
 * Go's `%v`: integers in full, floats with the fewest digits that read back the same, and with an
 * exponent when that is below -4 or at least 6. `written` tells integers from floats and keeps the digits
 * of integers beyond 2^53; without it a whole number counts as an integer.
 */
export function numberText(n: number, written?: string): string {
  if (written === undefined) return Number.isInteger(n) ? String(n) : floatText(n);
  return parseIntegerLiteral(written)?.toString() ?? floatText(n);
}

const INTEGER = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|0[0-7]*|[1-9][0-9]*)$/;
/** Sign, prefix and 64 binary digits. */
const LONGEST_INTEGER = 67;

/**
 * The integer that plain YAML text stands for: decimal, `0x`, `0o`, `0b`, leading-zero octal, with
 * underscores anywhere, within 64 bits; undefined when it is none.
 */
export function parseIntegerLiteral(written: string): bigint | undefined {
  const text = written.replaceAll('_', '');
  if (text.length > LONGEST_INTEGER || !INTEGER.test(text)) return undefined;
  const negative = text.startsWith('-');
  const digits = text.replace(/^[-+]/, '').toLowerCase();
  const value = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
  const limit = negative ? 2n ** 63n : 2n ** 64n - 1n;
  if (value > limit) return undefined;
  return negative ? -value : value;
}

function floatText(n: number): string {
  if (Number.isNaN(n)) return 'NaN';
  if (!Number.isFinite(n)) return n > 0 ? '+Inf' : '-Inf';
  if (Object.is(n, -0)) return '-0';
  const [digits = '', exponentText = ''] = n.toExponential().split('e');
  const exponent = Number(exponentText);
  if (n === 0 || (exponent >= -4 && exponent < 6)) return String(n);
  const sign = exponent < 0 ? '-' : '+';
  return `${digits}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

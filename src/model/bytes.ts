/** Byte sizes: always by 1024, `k`, `kb` and `kib` mean the same. */

const POWERS: ReadonlyMap<string, number> = new Map([
  ['', 0],
  ['b', 0],
  ['k', 1],
  ['m', 2],
  ['g', 3],
  ['t', 4],
  ['p', 5],
]);

/** Larger sizes do not fit the engine's 64-bit field. */
const TOO_LARGE = 2 ** 63;

/** Bytes of `64m`, `1.5 GiB`, `1024` or a number (fractions cut); undefined when it is no size. */
export function parseBytes(value: string | number): number | undefined {
  const bytes = typeof value === 'number' ? value : parseText(value);
  if (bytes === undefined || !Number.isFinite(bytes) || Math.abs(bytes) >= TOO_LARGE) {
    return undefined;
  }
  return Math.trunc(bytes) + 0;
}

const NUMBER = /^\+?(?:[0-9]+(?:_[0-9]+)*(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/;

function parseText(text: string): number | undefined {
  if (/^-[0-9]+$/.test(text)) return Number(text);
  const numberEnd = endOfNumber(text);
  const number = text.slice(0, numberEnd);
  const power = powerOf(text.slice(text[numberEnd] === ' ' ? numberEnd + 1 : numberEnd));
  if (power === undefined || !NUMBER.test(number)) return undefined;
  return Number(number.replaceAll('_', '')) * 1024 ** power;
}

/** Behind the last digit or point, unless a blank follows later. */
function endOfNumber(text: string): number {
  let at = text.length;
  while (at > 0 && !'0123456789. '.includes(text[at - 1] ?? '')) at -= 1;
  return text[at - 1] === ' ' ? at - 1 : at;
}

function powerOf(suffix: string): number | undefined {
  const lower = suffix.toLowerCase();
  const letter = lower.slice(0, 1);
  const rest = lower.slice(1);
  const isUnit = rest === '' || (letter !== 'b' && (rest === 'b' || rest === 'ib'));
  return isUnit ? POWERS.get(letter) : undefined;
}

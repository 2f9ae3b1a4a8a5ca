/** Sizes as Docker's tools say them. */

const DECIMAL = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'];
const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];

/** By 1000, three digits: `1.98MB`. */
export const decimalSize = (bytes: number): string =>
  sizeText(bytes, { base: 1000, digits: 3, units: DECIMAL });

/** By 1024, four digits: `23.54GiB`. */
export const binarySize = (bytes: number): string =>
  sizeText(bytes, { base: 1024, digits: 4, units: BINARY });

interface Scale {
  readonly base: number;
  readonly digits: number;
  readonly units: readonly string[];
}

function sizeText(bytes: number, { base, digits, units }: Scale): string {
  let size = bytes;
  let power = 0;
  while (size >= base && power < units.length - 1) {
    size /= base;
    power += 1;
  }
  return `${Number(size.toPrecision(digits))}${units[power] ?? ''}`;
}

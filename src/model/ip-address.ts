/** Whether a text is an IPv4 or IPv6 address without brackets, prefix length or zone. */
export const isIpAddress = (text: string): boolean => isIpv4(text) || isIpv6(text);

/** Four decimal numbers up to 255 without leading zeros. */
export function isIpv4(text: string): boolean {
  const parts = text.split('.', 5);
  return (
    parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && +part < 256)
  );
}

/** Eight groups of hexadecimal digits, of which one run may be left out as `::`; the end may be IPv4. */
export function isIpv6(text: string): boolean {
  if (text.length > LONGEST_IPV6 || !text.includes(':')) return false;
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const all = groups.flat();
  const last = all.at(-1);
  const endsInIpv4 = last !== undefined && isIpv4(last) && groups.at(-1)?.at(-1) === last;
  const hexadecimal = endsInIpv4 ? all.slice(0, -1) : all;
  const count = hexadecimal.length + (endsInIpv4 ? 2 : 0);
  const fits = halves.length === 2 ? count < 8 : count === 8;
  return fits && hexadecimal.every((group) => /^[0-9a-f]{1,4}$/i.test(group));
}

const LONGEST_IPV6 = 45;

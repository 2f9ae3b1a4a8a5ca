import { describe, expect, it } from 'vitest';
import { isIpAddress } from '../../../src/model/ip-address.ts';

describe('isIpAddress', () => {
  it.each([
    ...['0.0.0.0', '127.0.0.1', '255.255.255.255', '::', '::1', '1::', 'fe80::1:2', '2001:DB8::8'],
    ...['1:2:3:4:5:6:7:8', '::ffff:1.2.3.4', '1:2:3:4:5:6:1.2.3.4', '1:2:3:4:5:6:7::'],
  ])('accepts %s', (text) => {
    expect(isIpAddress(text)).toBe(true);
  });

  it.each([
    ...['', '1.2.3', '1.2.3.4.5', '01.2.3.4', '256.0.0.1', 'a.b.c.d', ' 1.2.3.4', '1.2.3.4 '],
    ...[':', ':::', '1::2::3', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '12345::', 'fe80::1%eth0'],
    ...['[::1]', '1.2.3.4::', ':1', '1:', 'localhost'],
  ])('refuses %j', (text) => {
    expect(isIpAddress(text)).toBe(false);
  });
});

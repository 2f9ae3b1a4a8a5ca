import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePort } from '../../../src/model/port-syntax.ts';
import { cpuMs } from '../../support/cpu-time.ts';

const short = (text: string): unknown => {
  const result = parsePort(text);
  if ('error' in result) return 'error';
  return result.ports.map(
    ({ host_ip, published, target, protocol, mode }) =>
      `${host_ip ?? ''}|${published ?? ''}|${target}/${protocol}/${mode}`,
  );
};

describe('parsePort', () => {
  it.each([
    ['80', ['||80/tcp/ingress']],
    ['8080:80', ['|8080|80/tcp/ingress']],
    ['7000-7001', ['||7000/tcp/ingress', '||7001/tcp/ingress']],
    ['3000-3001:4000-4001/udp', ['|3000|4000/udp/ingress', '|3001|4001/udp/ingress']],
    ['9000-9002:80', ['|9000-9002|80/tcp/ingress']],
    ['9000-9000:80', ['|9000|80/tcp/ingress']],
    ['127.0.0.1:5001:5000', ['127.0.0.1|5001|5000/tcp/ingress']],
    ['127.0.0.1::6000', ['127.0.0.1||6000/tcp/ingress']],
    ['[::1]:6001:6001', ['::1|6001|6001/tcp/ingress']],
    ['[::1]::6001', ['::1||6001/tcp/ingress']],
    ['8125:8125/UDP', ['|8125|8125/udp/ingress']],
    ['0:80', ['|0|80/tcp/ingress']],
    [':80', ['||80/tcp/ingress']],
    ['80/', ['||80/tcp/ingress']],
    ['80/sctp', ['||80/sctp/ingress']],
  ])('reads %s', (text, expected) => {
    expect(short(text)).toEqual(expected);
  });

  it.each([
    ...['', '80:', '80:80/foo', '70000:80', '80:70000', '127.0.1:80:80', 'localhost:90:80'],
    ...[
      '8000-8003:80-81',
      '90-80:80',
      '1-1-1-1',
      '::1:6002:6002',
      '80.5',
      'a:b',
      '-1',
      ' 80',
      '80 ',
    ],
    ...['1.2.3.4:80', '[::1:80:80', '/tcp', '0x50'],
  ])('refuses %j', (text) => {
    expect(short(text)).toBe('error');
  });

  it('refuses more than ten thousand ports in one entry', () => {
    expect(short('1-65535:1-65535')).toBe('error');
    expect(short('1-65535:80')).toHaveLength(1);
  });

  it('pairs the ports of two ranges of one length', () => {
    const start = fc.integer({ min: 1, max: 60_000 });
    fc.assert(
      fc.property(start, start, fc.nat(50), (host, container, more) => {
        const text = `${host}-${host + more}:${container}-${container + more}`;
        const pairs = Array.from(
          { length: more + 1 },
          (_, at) => `|${host + at}|${container + at}/tcp/ingress`,
        );
        expect(short(text)).toEqual(pairs);
      }),
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void parsePort(text)));
    const spent = cpuMs(() => {
      parsePort('1-'.repeat(50_000));
      parsePort(':'.repeat(100_000));
    });
    expect(spent).toBeLessThan(500);
  });
});

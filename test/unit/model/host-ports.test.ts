import { describe, expect, it } from 'vitest';
import {
  areShared,
  type HostPorts,
  hostPorts,
  hostPortsText,
} from '../../../src/model/host-ports.ts';

/** `127.0.0.1 8080-8090/udp` */
function parse(text: string): HostPorts {
  const [, ip = '', published, protocol = 'tcp'] =
    /^(?:(\S+) )?([\d-]+)(?:\/(\w+))?$/.exec(text) ?? [];
  const ports = hostPorts(published, { ip, protocol });
  if (ports === undefined) throw new Error(text);
  return ports;
}

describe('two ports of a host', () => {
  it.each([
    ['80', '80'],
    ['80', '127.0.0.1 80'],
    ['80', '::1 80'],
    ['0.0.0.0 80', '127.0.0.1 80'],
    [':: 80', '::1 80'],
    ['[::1] 80', '0:0:0:0:0:0:0:1 80'],
    ['80-90', '85'],
    ['80-90', '90-95'],
    ['53/udp', '127.0.0.1 53/udp'],
  ])('are the same: %s and %s', (a, b) => {
    expect([areShared(parse(a), parse(b)), areShared(parse(b), parse(a))]).toEqual([true, true]);
  });

  it.each([
    ['80', '81'],
    ['80', '80/udp'],
    ['127.0.0.1 80', '127.0.0.2 80'],
    ['0.0.0.0 80', ':: 80'],
    ['127.0.0.1 80', '::1 80'],
    ['80-90', '91'],
  ])('are different ones: %s and %s', (a, b) => {
    expect([areShared(parse(a), parse(b)), areShared(parse(b), parse(a))]).toEqual([false, false]);
  });

  it.each(['', '0', undefined])('are not known where the engine chooses: %j', (published) => {
    expect(hostPorts(published, {})).toBeUndefined();
  });

  it.each([
    ['80', '80'],
    ['::1 80', '[::1]:80'],
    ['127.0.0.1 53/udp', '127.0.0.1:53/udp'],
    ['8000-8010', '8000-8010'],
  ])('are told as a file has them: %s', (text, told) => {
    expect(hostPortsText(parse(text))).toBe(told);
  });
});

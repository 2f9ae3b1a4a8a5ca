import { describe, expect, it } from 'vitest';
import { parseMount } from '../../../src/model/mount-syntax.ts';

const bind = (source: string, target: string, rest: object = {}): unknown => ({
  mount: { type: 'bind', source, target, bind: { create_host_path: true }, ...rest },
});

describe('parseMount', () => {
  it.each([
    ['/data', { mount: { type: 'volume', target: '/data', volume: {} } }],
    ['/d', { mount: { type: 'volume', target: '/d' } }],
    ['data:/x', { mount: { type: 'volume', source: 'data', target: '/x', volume: {} } }],
    ['src/app:/app', { mount: { type: 'volume', source: 'src/app', target: '/app', volume: {} } }],
    [
      'data:/x:nocopy,ro',
      {
        mount: {
          type: 'volume',
          source: 'data',
          target: '/x',
          read_only: true,
          volume: { nocopy: true },
        },
      },
    ],
    ['v:/data', { mount: { type: 'volume', target: 'v:/data', volume: {} } }],
    ['./rel:/rel', bind('./rel', '/rel')],
    ['/abs:/abs:rw', bind('/abs', '/abs')],
    ['~/h:/h', bind('~/h', '/h')],
    ['c:\\win:/win', bind('c:\\win', '/win')],
    ['c:\\win:d:\\win:ro', bind('c:\\win', 'd:\\win', { read_only: true })],
    ['\\\\.\\pipe\\x:/x', bind('\\\\.\\pipe\\x', '/x')],
    ['./a:/b:bogus', bind('./a', '/b')],
    [
      './a:/b:z,rslave',
      bind('./a', '/b', { bind: { selinux: 'z', propagation: 'rslave', create_host_path: true } }),
    ],
    ['./a:/b:ro,rw', bind('./a', '/b')],
    [
      '${FOO:-./d}:/x',
      { mount: { type: 'volume', source: '${FOO:-./d}', target: '/x', volume: {} } },
    ],
  ])('reads %s', (text, expected) => {
    expect(parseMount(text)).toEqual(expected);
  });

  it.each(['', './a::/b', './a:/b:', ':/b', './a:/b:ro:x'])('refuses %j', (text) => {
    expect(parseMount(text)).toHaveProperty('error');
  });
});

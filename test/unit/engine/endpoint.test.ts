import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readDockerConfig } from '../../../src/engine/docker-config.ts';
import { resolveEndpoint, type ConnectFlags, type Endpoint } from '../../../src/engine/endpoint.ts';
import { sshArguments } from '../../../src/engine/ssh-connection.ts';
import { memoryFiles } from '../../support/memory-files.ts';

interface World {
  readonly env?: Readonly<Record<string, string>>;
  readonly flags?: ConnectFlags;
  readonly files?: Readonly<Record<string, string>>;
  readonly platform?: string;
}

function resolve({ env = {}, flags = {}, files = {}, platform = 'linux' }: World): Endpoint {
  const disk = memoryFiles(files);
  const config = readDockerConfig({ env, home: '/home/me', files: disk });
  return resolveEndpoint({ env, platform, flags, config, files: disk });
}

const digest = (name: string): string => createHash('sha256').update(name).digest('hex');

const stored = (name: string, host: string, base = '/home/me/.docker'): Record<string, string> => ({
  [`${base}/contexts/meta/${digest(name)}/meta.json`]: JSON.stringify({
    Name: name,
    Endpoints: { docker: { Host: host } },
  }),
});

const contexts = {
  ...stored('flag', 'unix:///flag.sock'),
  ...stored('env', 'unix:///env.sock'),
  ...stored('current', 'unix:///current.sock'),
};
const current = { '/home/me/.docker/config.json': '{"currentContext":"current"}' };

describe('order', () => {
  const everything = {
    env: { DOCKER_HOST: 'unix:///host.sock', DOCKER_CONTEXT: 'env' },
    files: { ...contexts, ...current },
  };
  test.each<[string, World, string]>([
    [
      'the context flag beats the host variable',
      { ...everything, flags: { context: 'flag' } },
      'unix:///flag.sock',
    ],
    [
      'the host flag beats the host variable',
      { ...everything, flags: { host: 'unix:///h' } },
      'unix:///h',
    ],
    ['DOCKER_HOST beats DOCKER_CONTEXT', everything, 'unix:///host.sock'],
    [
      'DOCKER_CONTEXT beats the current context',
      { ...everything, env: { DOCKER_CONTEXT: 'env' } },
      'unix:///env.sock',
    ],
    [
      'the current context beats the default',
      { files: { ...contexts, ...current } },
      'unix:///current.sock',
    ],
    ['the default is the usual socket', {}, 'unix:///var/run/docker.sock'],
    [
      'an empty variable counts as unset',
      { env: { DOCKER_HOST: '', DOCKER_CONTEXT: '' } },
      'unix:///var/run/docker.sock',
    ],
    [
      '"default" is never looked up',
      { env: { DOCKER_CONTEXT: 'default' } },
      'unix:///var/run/docker.sock',
    ],
    ['Windows has a pipe', { platform: 'win32' }, 'npipe:////./pipe/docker_engine'],
    ['TLS without a host means the usual port', { flags: { tls: true } }, 'tcp://localhost:2376'],
  ])('%s', (_name, world, address) => {
    expect(resolve(world).address).toBe(address);
  });

  test('DOCKER_CONFIG moves the context store', () => {
    const files = stored('far', 'unix:///far.sock', '/conf');
    const env = { DOCKER_CONFIG: '/conf', DOCKER_CONTEXT: 'far' };
    expect(resolve({ env, files }).address).toBe('unix:///far.sock');
  });

  test('host and context together are refused', () => {
    expect(() => resolve({ flags: { host: 'unix:///a', context: 'b' } })).toThrow('--host');
  });
});

describe('forms', () => {
  test.each([
    ['unix:///p/x.sock', { kind: 'socket', path: '/p/x.sock' }],
    ['unix://', { kind: 'socket', path: '/var/run/docker.sock' }],
    ['npipe:////./pipe/x', { kind: 'socket', path: '//./pipe/x' }],
    ['tcp://h', { kind: 'tcp', host: 'h', port: 2375, prefix: '', secure: false }],
    ['tcp://h:80', { kind: 'tcp', host: 'h', port: 80, prefix: '', secure: false }],
    ['tcp://h:1234/pre/', { kind: 'tcp', host: 'h', port: 1234, prefix: '/pre', secure: false }],
    ['tcp://[::1]:2375', { kind: 'tcp', host: '::1', port: 2375, prefix: '', secure: false }],
    ['https://h', { kind: 'tcp', host: 'h', port: 2376, prefix: '', secure: true }],
    [
      'ssh://me@h:2222/run/d.sock',
      { kind: 'ssh', host: 'h', user: 'me', port: 2222, socket: '/run/d.sock' },
    ],
    ['ssh://h', { kind: 'ssh', host: 'h' }],
  ])('%s', (host, target) => {
    expect(resolve({ flags: { host } }).target).toEqual(target);
  });

  test.each(['foo://x', 'x', 'tcp://', 'ssh://-oProxyCommand=x', 'ssh://me:secret@h'])(
    '%s is refused',
    (host) => {
      expect(() => resolve({ flags: { host } })).toThrow(`invalid bind address format: ${host}`);
    },
  );

  test('ssh is called as docker calls it', () => {
    const arguments_ = sshArguments({
      kind: 'ssh',
      host: 'h',
      user: 'me',
      port: 2222,
      socket: '/s',
    });
    expect(arguments_.join(' ')).toBe(
      '-l me -p 2222 -o ConnectTimeout=30 -T -- h docker --host=unix:///s system dial-stdio',
    );
  });
});

describe('TLS', () => {
  const pems = { '/c/ca.pem': 'CA', '/c/cert.pem': 'CERT', '/c/key.pem': 'KEY' };
  const tcp = { DOCKER_HOST: 'tcp://h', DOCKER_CERT_PATH: '/c' };
  const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString();

  test('any value of DOCKER_TLS_VERIFY switches it on, even 0', () => {
    const { tls, target } = resolve({ env: { ...tcp, DOCKER_TLS_VERIFY: '0' }, files: pems });
    expect(target).toMatchObject({ port: 2376, secure: true });
    expect([text(tls?.ca), text(tls?.cert), text(tls?.key), tls?.verify]).toEqual([
      'CA',
      'CERT',
      'KEY',
      true,
    ]);
  });

  test('a certificate path alone does not', () => {
    expect(resolve({ env: tcp, files: pems }).tls).toBeUndefined();
  });

  test('--tls encrypts without checking', () => {
    expect(resolve({ env: tcp, flags: { tls: true } }).tls).toEqual({ verify: false });
  });

  test('a missing client certificate is fine, a missing CA is named', () => {
    const env = { ...tcp, DOCKER_TLS_VERIFY: '1' };
    expect(resolve({ env, files: { '/c/ca.pem': 'CA' } }).tls?.cert).toBeUndefined();
    expect(() => resolve({ env })).toThrow('/c/ca.pem');
  });

  test('a context brings its own files', () => {
    const files = {
      ...stored('far', 'tcp://h'),
      [`/home/me/.docker/contexts/tls/${digest('far')}/docker/ca.pem`]: 'CTX-CA',
    };
    const { tls, target } = resolve({ flags: { context: 'far' }, files });
    expect(target).toMatchObject({ port: 2376 });
    expect([text(tls?.ca), tls?.verify]).toEqual(['CTX-CA', true]);
  });
});

describe('mistakes', () => {
  test('an unknown context is named', () => {
    expect(() => resolve({ env: { DOCKER_CONTEXT: 'nope' } })).toThrow(
      'context "nope": context not found',
    );
  });

  test('a broken config.json is named, its text is not shown', () => {
    const files = { '/home/me/.docker/config.json': '{"auths": SECRET' };
    expect(() => resolve({ files })).toThrow('/home/me/.docker/config.json');
    expect(() => resolve({ files })).not.toThrow('SECRET');
  });
});

import { describe, expect, test } from 'vitest';
import { registryKey, listedReference } from '../../../src/engine/image-reference.ts';
import { registryLogins, type RegistryLogins } from '../../../src/engine/registry-login.ts';
import { encodeLogin } from '../../../src/engine/transfer-calls.ts';
import type { ChildResult } from '../../../src/host/host.ts';
import { memoryFiles } from '../../support/memory-files.ts';

const HUB = 'https://index.docker.io/v1/';
const base64 = (text: string): string => Buffer.from(text).toString('base64');

interface Call {
  readonly command: string;
  readonly input: string | undefined;
  readonly timeoutMs: number | undefined;
}

function world(options: {
  readonly config?: object;
  readonly env?: Readonly<Record<string, string>>;
  readonly answer?: Partial<ChildResult>;
}): { readonly logins: RegistryLogins; readonly calls: readonly Call[] } {
  const calls: Call[] = [];
  const logins = registryLogins({
    env: options.env ?? {},
    home: '/home/me',
    files: memoryFiles({ '/home/me/.docker/config.json': JSON.stringify(options.config ?? {}) }),
    run: async (command, args, { input, timeoutMs } = {}) => {
      calls.push({ command: [command, ...args].join(' '), input, timeoutMs });
      return { code: 0, stdout: '', stderr: '', ...options.answer };
    },
  });
  return { logins, calls };
}

test.each([
  ['busybox', HUB],
  ['me/app:1', HUB],
  ['docker.io/library/busybox', HUB],
  ['index.docker.io/me/app', HUB],
  ['localhost/app', 'localhost'],
  ['localhost:5000/app:2', 'localhost:5000'],
  ['ghcr.io/me/app@sha256:abc', 'ghcr.io'],
])('%s belongs to %s', (reference, key) => {
  expect(registryKey(reference)).toBe(key);
});

test.each([
  ['busybox', 'busybox:latest'],
  ['docker.io/library/busybox:1', 'busybox:1'],
  ['library/busybox', 'busybox:latest'],
  ['localhost:5000/a', 'localhost:5000/a:latest'],
  ['me/app:1@sha256:abc', 'me/app@sha256:abc'],
])('the engine lists %s as %s', (reference, listed) => {
  expect(listedReference(reference)).toBe(listed);
});

describe('config.json', () => {
  test('the password may hold colons', async () => {
    const { logins } = world({ config: { auths: { [HUB]: { auth: base64('me:a:b') } } } });
    expect(await logins.forImage('busybox')).toEqual({
      username: 'me',
      password: 'a:b',
      serveraddress: HUB,
    });
  });

  test.each(['https://r.example/v2/', 'http://r.example', 'r.example'])(
    'the entry may be written as %s',
    async (name) => {
      const { logins } = world({ config: { auths: { [name]: { auth: base64('u:p') } } } });
      expect(await logins.forImage('r.example/app')).toMatchObject({
        username: 'u',
        serveraddress: 'r.example',
      });
    },
  );

  test('an identity token goes instead of a password', async () => {
    const { logins } = world({
      config: { auths: { r: { auth: base64('u:p'), identitytoken: 't' } } },
    });
    expect(await logins.all()).toEqual({ r: { identitytoken: 't', serveraddress: 'r' } });
  });

  test('without an entry the pull is anonymous', async () => {
    const { logins } = world({});
    expect(await logins.forImage('r.example/app')).toBeUndefined();
  });

  test('DOCKER_AUTH_CONFIG goes first', async () => {
    const env = {
      DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { 'r.io': { auth: base64('env:p') } } }),
    };
    const { logins, calls } = world({ env, config: { credsStore: 'x' } });
    expect(await logins.forImage('r.io/a')).toMatchObject({ username: 'env' });
    expect(calls).toEqual([]);
  });
});

describe('helper programs', () => {
  const answer = { stdout: JSON.stringify({ ServerURL: 'r.io', Username: 'me', Secret: 's' }) };

  test('the one of the host goes before the store, and each host is asked for once', async () => {
    const config = { credsStore: 'store', credHelpers: { 'r.io': 'own' } };
    const { logins, calls } = world({ config, answer });
    const login = { username: 'me', password: 's', serveraddress: 'r.io' };
    expect(await Promise.all([logins.forImage('r.io/a'), logins.forImage('r.io/b')])).toEqual([
      login,
      login,
    ]);
    expect(calls).toEqual([
      { command: 'docker-credential-own get', input: 'r.io', timeoutMs: 10_000 },
    ]);
  });

  test('a token is told by its user name', async () => {
    const { logins } = world({
      config: { credsStore: 'store' },
      answer: { stdout: JSON.stringify({ Username: '<token>', Secret: 't' }) },
    });
    expect(await logins.forImage('a')).toEqual({ identitytoken: 't', serveraddress: HUB });
  });

  test('a registry it does not know is anonymous', async () => {
    const { logins } = world({
      config: { credsStore: 'store' },
      answer: { code: 1, stdout: 'credentials not found in native keychain\n' },
    });
    expect(await logins.forImage('a')).toBeUndefined();
  });

  test('a failure names helper and registry', async () => {
    const { logins } = world({
      config: { credsStore: 'store' },
      answer: { code: 1, stderr: 'locked' },
    });
    await expect(logins.forImage('r.io/a')).rejects.toThrow(
      /r\.io from docker-credential-store: locked/,
    );
  });

  test.each(['../evil', 'a b', 'x/y', 'x;y'])('the name "%s" is never run', async (credsStore) => {
    const { logins, calls } = world({ config: { credsStore }, answer });
    await expect(logins.forImage('a')).rejects.toThrow('not allowed');
    expect(calls).toEqual([]);
  });
});

test('the header is URL-safe and keeps its padding', () => {
  const header = encodeLogin({ username: 'ü?>~', password: 'p' });
  expect(header).toMatch(/^[\w-]+=*$/);
  expect(header.length % 4).toBe(0);
  expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({
    username: 'ü?>~',
    password: 'p',
  });
});

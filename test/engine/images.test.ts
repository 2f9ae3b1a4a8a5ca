import { randomBytes } from 'node:crypto';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { testEngine } from '../support/engine.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { startLoginRegistry } from '../support/login-registry.ts';
import { startMemoryRegistry } from '../support/memory-registry.ts';

const engine = testEngine();
const local = await startMemoryRegistry();
afterAll(() => local[Symbol.asyncDispose]());

/** A name in the local registry; what the engine has of it is removed after the test. */
function uniqueName(): string {
  const name = `${local.host}/test-${randomBytes(4).toString('hex')}`;
  onTestFinished(() => engine.removeImage(`${name}:1`).catch(() => {}));
  return name;
}

test('an image goes to a registry and comes back, by tag and by digest', async () => {
  const reference = `${uniqueName()}:1`;
  await engine.tagImage('busybox', reference);
  const pushed = await Array.fromAsync(engine.pushImage({ reference }));
  expect(pushed.at(-1)?.status).toMatch(/^1: digest: sha256:/);
  await engine.removeImage(reference);
  expect(await engine.listImages([reference])).toEqual({});

  const pulled = await Array.fromAsync(engine.pullImage({ reference }));
  expect(pulled.at(-1)?.status).toContain(reference);
  const image = (await engine.listImages([reference]))[reference];
  const digest = image?.digests.find((each) => each.startsWith(reference.slice(0, -2))) ?? '';
  expect(digest).toContain('@sha256:');
  await engine.removeImage(reference);

  await Array.fromAsync(engine.pullImage({ reference: digest }));
  expect(Object.keys(await engine.listImages([digest]))).toEqual([digest]);
  const both = `${reference}@${digest.split('@')[1] ?? ''}`;
  expect(Object.keys(await engine.listImages([both]))).toEqual([both]);
  await engine.removeImage(digest);
});

test('a few images are asked for one by one, many in one list, for the same images', async () => {
  await using proxy = await startFaultProxy();
  using watched = testEngine({ socket: proxy.socket });
  const names = ['busybox', 'docker.io/library/busybox:latest', 'no-such-image'];
  const few = await watched.listImages(names);
  expect(proxy.lines().toSorted()).toEqual([
    'GET /images/busybox:latest/json',
    'GET /images/busybox:latest/json',
    'GET /images/no-such-image:latest/json',
  ]);
  const many = await watched.listImages([...names, 'nor-this']);
  expect(proxy.lines().slice(3)).toEqual(['GET /images/json']);
  expect(Object.keys(few)).toEqual(names.slice(0, 2));
  // a list leaves out the names that were not asked for
  for (const [name, { id, createdAt }] of Object.entries(few))
    expect(many[name]).toMatchObject({ id, createdAt });
});

test('what a registry does not have is notFound', async () => {
  const reference = `${uniqueName()}:1`;
  await expect(Array.fromAsync(engine.pullImage({ reference }))).rejects.toMatchObject({
    kind: 'notFound',
    text: expect.stringContaining('manifest unknown'),
  });
  await expect(Array.fromAsync(engine.pushImage({ reference }))).rejects.toMatchObject({
    kind: 'notFound',
  });
});

test('a registry that nobody answers for is an error with its name', async () => {
  const pull = Array.fromAsync(engine.pullImage({ reference: '127.0.0.1:1/x:1' }));
  await expect(pull).rejects.toMatchObject({ text: expect.stringContaining('127.0.0.1:1') });
});

test('a login reaches the registry whatever its length', async () => {
  for (const password of ['p', 'pw', 'pw?', 'ü>~?pw']) {
    await using registry = await startLoginRegistry('me', password);
    const reference = `${registry.host}/private:1`;
    const login = { username: 'me', password, serveraddress: registry.host };
    await expect(Array.fromAsync(engine.pullImage({ reference, login }))).rejects.toMatchObject({
      kind: 'notFound',
    });
  }
});

test('without a login, or with a wrong one, a pull is denied', async () => {
  await using registry = await startLoginRegistry('me', 'secret');
  const reference = `${registry.host}/private:1`;
  const login = { username: 'me', password: 'wrong', serveraddress: registry.host };
  await expect(Array.fromAsync(engine.pullImage({ reference }))).rejects.toMatchObject({
    kind: 'denied',
  });
  await expect(Array.fromAsync(engine.pullImage({ reference, login }))).rejects.toMatchObject({
    kind: 'denied',
  });
});

test('a pull names one tag, always', async () => {
  await using proxy = await startFaultProxy();
  using through = testEngine({ socket: proxy.socket });
  await Array.fromAsync(through.pullImage({ reference: '127.0.0.1:1/x' })).catch(() => {});
  expect(Object.fromEntries(proxy.requests[0]?.query ?? [])).toEqual({
    fromImage: '127.0.0.1:1/x',
    tag: 'latest',
  });
});

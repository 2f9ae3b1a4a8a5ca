import { randomBytes } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import { startMemoryRegistry } from '../support/memory-registry.ts';
import { testEngine } from '../support/engine.ts';
import { workspace } from '../support/flotilla.ts';

const registry = await startMemoryRegistry();
afterAll(() => registry[Symbol.asyncDispose]());
const REGISTRY = registry.host;

describe('pull', () => {
  test('one pull for each image; the failure of one stops no other', async () => {
    const image = `${REGISTRY}/flotilla-test/${randomBytes(4).toString('hex')}:1`;
    using engine = testEngine();
    await engine.tagImage('busybox', image);
    for await (const _ of engine.pushImage({ reference: image })) continue;
    await engine.removeImage(image);
    await using space = workspace(
      'pull',
      `services:
  a: {image: "${image}"}
  b: {image: "${image}"}
  c: {image: "${REGISTRY}/flotilla-test/none:1"}
  d: {image: "127.0.0.1:1/x:1"}
  e: {image: "${REGISTRY}/flotilla-test/built:1", build: .}
`,
    );
    try {
      const { code, stdout, stderr } = await space.flo('pull');
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toContain(' b  Skipped - Image is already being pulled by a\n');
      expect(stderr.split(`Image ${image}  Pulled`)).toHaveLength(2);
      for (const [name, registry] of [
        [`${REGISTRY}/flotilla-test/none:1`, REGISTRY],
        ['127.0.0.1:1/x:1', '127.0.0.1:1'],
      ])
        expect(stderr).toMatch(
          new RegExp(`^image ${name} cannot be pulled from ${registry}: `, 'm'),
        );
      expect(stderr).not.toMatch(/^image .*built:1/m);
      expect(Object.keys(await engine.listImages([image]))).toEqual([image]);
      expect((await space.flo('pull', '--policy', 'missing', 'a')).stderr).toBe(
        ' a  Skipped - Image is already present locally\n',
      );
      expect((await space.flo('pull', '--ignore-pull-failures', 'c', 'd')).code).toBe(0);
    } finally {
      await engine.removeImage(image);
    }
  });

  test('a registry that does not answer is named with the image, and the code is 1', async () => {
    await using space = workspace('pull', 'services:\n  a: {image: "127.0.0.1:1/x:1"}\n');
    const { code, stderr } = await space.flo('pull');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^image 127\.0\.0\.1:1\/x:1 cannot be pulled from 127\.0\.0\.1:1: /m);
    expect(stderr).toContain('hint: the engine does not reach the registry');
  });
});

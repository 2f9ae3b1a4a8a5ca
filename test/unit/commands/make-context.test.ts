import { describe, expect, test } from 'vitest';
import { parseProgram } from '../../../src/cli/parse-program.ts';
import { UserError } from '../../../src/commands/context.ts';
import { makeContext } from '../../../src/commands/make-context.ts';
import { makeFakeHost } from './fake-host.ts';
import type { FakeHostOptions } from './fake-host.ts';

const SHOP = 'name: shop\nservices:\n  web: {image: "nginx:$TAG"}\n';

function contextOf(argv: readonly string[], options: FakeHostOptions) {
  const line = parseProgram([...argv, 'ps']);
  if (line.status !== 'command') throw new Error('no command line');
  const host = makeFakeHost(options);
  const { signal } = new AbortController();
  return { host, context: makeContext({ host, globals: line.globals, signal }) };
}

const inShop = { files: { '/work/compose.yaml': SHOP } };

describe('loading', () => {
  test('gives the project and tells each warning once', async () => {
    const { host, context } = contextOf([], inShop);
    const { project } = await context.load();
    await context.load();
    expect(project.name).toBe('shop');
    expect(host.err().match(/^warning:.*TAG/gm)).toHaveLength(1);
  });

  test('throws all problems together', async () => {
    const text = 'services:\n  a: {image: x, colour: red}\n  b: {image: x, size: 1}\n';
    const { context } = contextOf([], { files: { '/work/compose.yaml': text } });
    const error: unknown = await context.load().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).diagnostics.map(({ at }) => at?.line)).toEqual([2, 3]);
  });

  test('reads standard input for the file "-"', async () => {
    const { context } = contextOf(['-f', '-'], { stdin: SHOP });
    expect((await context.load()).project.name).toBe('shop');
  });
});

describe('a project or its name', () => {
  test('is the loaded project when there are files', async () => {
    const { context } = contextOf([], inShop);
    expect(await context.loadOrName()).toMatchObject({ name: 'shop', loaded: { project: {} } });
  });

  test('is the name alone when it is given without files', async () => {
    const { context } = contextOf(['-p', 'other'], inShop);
    expect(await context.loadOrName()).toEqual({ name: 'other' });
  });

  test('is the loaded project under the given name when both are given', async () => {
    const { context } = contextOf(['-p', 'other', '-f', 'compose.yaml'], inShop);
    expect(await context.loadOrName()).toMatchObject({ name: 'other', loaded: {} });
  });

  test('is the name that was given, or that of the environment, when the files are broken', async () => {
    const env = { COMPOSE_PROJECT_NAME: 'other' };
    const { context } = contextOf([], { env, files: { '/work/compose.yaml': 'services: 5' } });
    expect(await context.loadOrName()).toEqual({ name: 'other' });
    const files = { '/work/compose.yaml': 'services: 5' };
    const { context: given } = contextOf(['-p', 'given', '-f', 'compose.yaml'], { env, files });
    expect(await given.loadOrName()).toEqual({ name: 'given' });
    const { context: nameless } = contextOf([], {});
    await expect(nameless.loadOrName()).rejects.toThrow(UserError);
  });

  test('refuses a name that the engine would not find', async () => {
    const { context } = contextOf(['-p', 'Bad Name'], {});
    await expect(context.loadOrName()).rejects.toThrow(
      /^invalid project name "Bad Name": must consist only of/,
    );
  });

  test('does not need the env files of services', async () => {
    const text = 'services:\n  a: {image: x, env_file: nope.env}\n';
    const { context } = contextOf([], { files: { '/work/compose.yaml': text } });
    await expect(context.load()).rejects.toThrow(UserError);
    expect(await context.loadOrName()).toMatchObject({ name: 'work' });
  });
});

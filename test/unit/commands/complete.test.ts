import { describe, expect, test } from 'vitest';
import { runProgram } from '../../../src/commands/run-program.ts';
import type { Registry } from '../../../src/commands/registry.ts';
import { makeFakeHost } from './fake-host.ts';

const command = {
  name: 'scale',
  summary: 'Scale',
  positionals: { usage: '[SERVICE=NUM...]', complete: 'scale' },
  flags: { only: { kind: 'string', value: 'SERVICE', text: 'Only' } },
  run: () => Promise.reject(new Error('must not run')),
} as const;
const copy = {
  ...command,
  name: 'cp',
  positionals: { usage: 'A B', max: 2, complete: 'places' },
} as const;
const registry: Registry = {
  cp: { summary: 'Copy', load: () => Promise.resolve({ command: copy }) },
  scale: { summary: 'Scale', load: () => Promise.resolve({ command }) },
  broken: { summary: 'Broken', load: () => Promise.reject(new Error('no module')) },
};

const COMPOSE = `services:
  web: { image: busybox }
  db: { image: busybox, profiles: [debug, "a b"] }
`;

async function complete(argv: readonly string[], files: Record<string, string> = {}) {
  const host = makeFakeHost({ files: { '/work/compose.yaml': COMPOSE, ...files } });
  const code = await runProgram({ argv, host, registry, leave: () => {} });
  return { code, out: host.out(), err: host.err() };
}

describe('completion', () => {
  test('offers services, those of other profiles too, with what has to follow', async () => {
    expect(await complete(['__complete', 'scale', ''])).toEqual({
      code: 0,
      out: 'db=\nweb=\n:6\n',
      err: expect.stringMatching(/^Completion ended with directive: /),
    });
    expect((await complete(['__complete', 'scale', '--only', 'w'])).out).toBe('web\n:4\n');
  });

  test('offers services in the place of a file, and leaves files to the shell', async () => {
    expect((await complete(['__complete', 'cp', ''])).out).toBe('db:\nweb:\n:2\n');
    expect((await complete(['__complete', 'cp', 'web:/x', './'])).out).toBe(':0\n');
  });

  test('offers the services of a project with mistakes', async () => {
    const files = { '/work/compose.yaml': 'services: { web: { image: a, nosuch: 1 } }' };
    expect((await complete(['__complete', 'scale', ''], files)).out).toBe('web=\n:6\n');
  });

  test('takes files and project from the global flags', async () => {
    const files = { '/work/other.yaml': 'services: { api: { image: busybox } }' };
    const { out } = await complete(['__complete', '-f', 'other.yaml', 'scale', ''], files);
    expect(out).toBe('api=\n:6\n');
  });

  test('offers profiles whose names a shell cannot misread, and all of them', async () => {
    expect((await complete(['__completeNoDesc', '--profile', ''])).out).toBe('debug\n*\n:4\n');
  });

  test.each([
    ['a broken file', { '/work/compose.yaml': 'services: [' }],
    ['an empty file', { '/work/compose.yaml': '' }],
    ['a dangerous name', { '/work/compose.yaml': 'services: { "$(touch x)": { image: a } }' }],
  ])('offers nothing and says nothing on standard output with %s', async (_, files) => {
    expect(await complete(['__complete', 'scale', ''], files)).toMatchObject({
      code: 0,
      out: ':4\n',
    });
  });

  test.each([
    [['__complete', 'nosuch', '']],
    [['__complete', 'broken', '']],
    [['__complete', '--nosuch=']],
  ])('%j gets an empty answer', async (argv) => {
    expect(await complete(argv)).toMatchObject({ code: 0, out: ':4\n' });
  });

  test('without a last word counts as the beginning', async () => {
    expect((await complete(['__complete'])).out).toMatch(/^cp\tCopy\nscale\tScale\n/);
  });

  test('is a command only as the first word', async () => {
    expect(await complete(['-f', 'x', '__complete', 'ps', ''])).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/^unknown docker command: "compose __complete"/),
    });
  });
});

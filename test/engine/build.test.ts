import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { packContext } from '../../src/engine/build-context.ts';
import type { BuildProgress } from '../../src/engine/building.ts';
import type { BuildRequest, Engine } from '../../src/engine/engine.ts';
import { LABEL } from '../../src/model/labels.ts';
import { startFaultProxy, strikeAll } from '../support/fault-proxy.ts';
import { startLoginRegistry } from '../support/login-registry.ts';
import { testEngine, testProject, type TestProject } from '../support/engine.ts';

const FILES = {
  Dockerfile: [
    'FROM busybox AS first',
    'ARG WORD=none',
    'RUN echo "word is $WORD"',
    'COPY . /context/',
    'RUN find /context -type f | sort',
    'FROM first AS second',
    'RUN echo second stage',
    'FROM first AS broken',
    'RUN echo about to fail; exit 7',
    '',
  ].join('\n'),
  '.dockerignore': '*.log\ndata\n!data/keep\n',
  'a.log': 'no',
  'data/keep': 'yes',
  'data/drop': 'no',
  'src/main': 'yes',
};

function folder(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'build-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

function request(project: TestProject, more: Partial<BuildRequest> = {}): BuildRequest {
  const packed = packContext(folder(FILES));
  const labels = { [LABEL.project]: project.name };
  return { ...packed, tags: [`${project.name}:1`], labels, noCache: true, ...more };
}

async function build(
  engine: Engine,
  wanted: BuildRequest,
): Promise<{ readonly text: string; readonly all: readonly BuildProgress[] }> {
  const all = await Array.fromAsync(engine.buildImage(wanted));
  return { all, text: all.flatMap((each) => (each.kind === 'log' ? [each.text] : [])).join('') };
}

describe.each(['2', '1'])('builder %s', (builder) => {
  const open = async (): Promise<{ readonly engine: Engine } & AsyncDisposable> => {
    const proxy = await startFaultProxy();
    const headers = { 'Api-Version': '1.51', Ostype: 'linux', 'Builder-Version': builder };
    proxy.addRule(strikeAll('GET /_ping', { kind: 'answer', status: 200, message: 'OK', headers }));
    const engine = testEngine({ socket: proxy.socket });
    return {
      engine,
      [Symbol.asyncDispose]: async () => {
        engine.close();
        await proxy[Symbol.asyncDispose]();
      },
    };
  };

  test('builds a target with arguments, without what is ignored', async () => {
    await using opened = await open();
    await using project = testProject('build', opened.engine);
    const args = { WORD: 'a "quoted" word' };
    const { text, all } = await build(opened.engine, request(project, { target: 'second', args }));
    expect(text).toContain('word is a "quoted" word');
    expect(text).toContain('second stage');
    expect(text).not.toContain('about to fail');
    expect(text.match(/\/context\/\S+/g)).toEqual([
      '/context/.dockerignore',
      '/context/Dockerfile',
      '/context/data/keep',
      '/context/src/main',
    ]);
    const image = all.find((each) => each.kind === 'image');
    const tag = `${project.name}:1`;
    const found = (await opened.engine.listImages([tag]))[tag];
    expect(found).toMatchObject({ id: image?.id, labels: { [LABEL.project]: project.name } });
    const running = all.filter((each) => each.kind === 'vertex' && each.vertex.completed !== true);
    expect(running.length).toBeGreaterThan(0);
  });

  test('a step that fails is an error with its exit code', async () => {
    await using opened = await open();
    await using project = testProject('build', opened.engine);
    const failing = build(opened.engine, request(project, { target: 'broken' }));
    await expect(failing).rejects.toMatchObject({
      kind: 'rejected',
      text: expect.stringMatching(/code: 7/),
    });
    expect(await opened.engine.listImages([`${project.name}:1`])).toEqual({});
  });

  test('ends with its signal', async () => {
    await using opened = await open();
    await using project = testProject('build', opened.engine);
    const stop = new AbortController();
    const began = performance.now();
    const building = (async () => {
      const dockerfileInline = 'FROM busybox\nRUN echo sleeping; sleep 60\n';
      const packed = packContext(folder({}), { dockerfileInline });
      const wanted = request(project, { ...packed, signal: stop.signal });
      for await (const each of opened.engine.buildImage(wanted)) {
        if (each.kind === 'log' && each.text.includes('sleeping')) stop.abort();
      }
    })();
    await expect(building).rejects.toMatchObject({ kind: 'cancelled' });
    expect(performance.now() - began).toBeLessThan(30_000);
  });

  test('the login of a private base reaches its registry', async () => {
    await using opened = await open();
    await using project = testProject('build', opened.engine);
    await using registry = await startLoginRegistry('me', 'secret');
    const packed = packContext(folder({}), { dockerfileInline: `FROM ${registry.host}/base:1\n` });
    const login = { username: 'me', password: 'secret', serveraddress: registry.host };
    const anonymous = build(opened.engine, request(project, packed));
    await expect(anonymous).rejects.toThrow(/auth|no active session|401/i);
    const logins = { [registry.host]: login };
    const known = build(opened.engine, request(project, { ...packed, logins }));
    await expect(known).rejects.toThrow(/not found|manifest unknown/);
  });
});

test('an image that a container uses is not removed', async () => {
  await using project = testProject('build');
  await build(project.engine, request(project, { target: 'second' }));
  const id = await project.create('c', { Image: `${project.name}:1` });
  await expect(project.engine.removeImage(`${project.name}:1`)).rejects.toMatchObject({
    kind: 'inUse',
  });
  await project.engine.removeContainer(id, { force: true });
});

/** Remote files as the loader sees them: copies that are there, and what is missing. */
import { describe, expect, it } from 'vitest';
import type { LoadRequest, RemoteCopies } from '../../../src/load/load-request.ts';
import { filesOf, load, projectOf } from './project.ts';

const URL = 'https://h/x.git';
const COPIES: Readonly<Record<string, string>> = { [`${URL} v1`]: '/cache/x/1' };
const remotes: RemoteCopies = {
  find: (origin, ref) => COPIES[`${origin} ${ref}`],
  holding: (path) =>
    path.startsWith('/cache/x/1/') ? { origin: URL, ref: 'v1', folder: '/cache/x/1' } : undefined,
};
const ONE = 'services: {far: {image: far, volumes: ["./d:/d"]}}';

const projectWith = (files: Readonly<Record<string, string>>, more: Partial<LoadRequest> = {}) =>
  projectOf(files, { remotes, ...more });

describe('a remote file with a copy', () => {
  it.each([
    ['#v1', 'compose.yml'],
    ['#v1:deploy', 'deploy/docker-compose.yaml'],
    ['#v1:deploy/own.yaml', 'deploy/own.yaml'],
  ])('is read where %s leads', (end, path) => {
    const { services } = projectWith({
      'compose.yaml': `include: ["${URL}${end}"]`,
      [`/cache/x/1/${path}`]: ONE,
    });
    const folder = `/cache/x/1/${path}`.replace(/\/[^/]+$/, '');
    expect(services['far']?.volumes).toMatchObject([{ source: `${folder}/d` }]);
  });

  it('may include and extend its neighbours', () => {
    const { services } = projectWith({
      'compose.yaml': `include: ["${URL}#v1:a"]`,
      '/cache/x/1/a/compose.yaml':
        'include: [../b.yaml]\nservices: {s: {extends: {file: ../b.yaml, service: far}}}',
      '/cache/x/1/b.yaml': ONE,
    });
    expect(services).toMatchObject({
      far: { volumes: [{ source: '/cache/x/1/d' }] },
      s: { image: 'far', volumes: [{ source: '/cache/x/1/d' }] },
    });
  });

  it('takes the directory with it, wherever -f names it; name and .env stay', () => {
    for (const files of [
      ['own.yaml', `${URL}#v1`],
      [`${URL}#v1`, 'own.yaml'],
    ]) {
      const project = projectWith(
        {
          'own.yaml': 'services: {own: {image: "${V}", volumes: ["./d:/d"]}}',
          '.env': 'V=here',
          '/cache/x/1/.env': 'V=there',
          '/cache/x/1/compose.yaml': ONE,
        },
        { files },
      );
      expect(project).toMatchObject({
        name: 'shop',
        workingDir: '/cache/x/1',
        services: { own: { image: 'here', volumes: [{ source: '/cache/x/1/d' }] } },
      });
    }
  });

  it('is refused when it is a link out of the copy, and read when it is one inside', () => {
    const links: Readonly<Record<string, string>> = {
      '/cache/x/1/out.yaml': '/etc/passwd',
      '/cache/x/1/in.yaml': '/cache/x/1/other.yaml',
    };
    const load1 = (name: string) => {
      const files = {
        'compose.yaml': `include: ["${URL}#v1:${name}"]`,
        [`/cache/x/1/${name}`]: ONE,
      };
      const sources = { ...filesOf(files), realPath: (path: string) => links[path] ?? path };
      return load(files, { remotes, sources }).diagnostics.map(({ message }) => message);
    };
    expect(load1('in.yaml')).toEqual([]);
    expect(load1('out.yaml')).toEqual([expect.stringContaining('leads out of the copy')]);
  });

  it('that has no such file is one problem, at its place', () => {
    const { diagnostics, missing } = load(
      { 'compose.yaml': `include: ["${URL}#v1:no"]`, '/cache/x/1/compose.yaml': ONE },
      { remotes },
    );
    expect(diagnostics).toMatchObject([{ code: 'file-not-found', at: { line: 1, column: 11 } }]);
    expect(missing).toEqual([]);
  });

  it('is called by its address, its neighbours too', () => {
    const { diagnostics } = load(
      {
        'compose.yaml': `include: ["${URL}#v1"]`,
        '/cache/x/1/compose.yaml': 'include: [b.yaml]\nservices: {a: {imagee: x}}',
        '/cache/x/1/b.yaml': 'services: {b: {imagee: x}}',
      },
      { remotes },
    );
    expect(new Set(diagnostics.map(({ at }) => at?.file))).toEqual(
      new Set([`${URL}#v1:b.yaml`, `${URL}#v1:compose.yaml`]),
    );
  });

  it('that includes itself is a circle', () => {
    const { diagnostics } = load(
      {
        'compose.yaml': `include: ["${URL}#v1"]`,
        '/cache/x/1/compose.yaml': `include: ["${URL}#v1"]`,
      },
      { remotes },
    );
    expect(diagnostics.map(({ code }) => code)).toEqual(['circular-include']);
  });
});

describe('a remote file without a copy', () => {
  it('is told with its place and what to do, once for each file that names it', () => {
    const { diagnostics, missing } = load(
      [
        `include: ["${URL}#v2:sub"]`,
        'services:',
        `  a: {extends: {file: "${URL}", service: far}}`,
        `  b: {extends: {file: "${URL}", service: far}, depends_on: [unknown]}`,
      ].join('\n'),
      { remotes },
    );
    expect(diagnostics).toMatchObject([
      {
        code: 'remote-file',
        message: `"${URL}#v2:sub" is not on this machine`,
        at: { file: 'compose.yaml', line: 1 },
        hint: expect.stringContaining('--allow-remote'),
      },
      { code: 'remote-file', at: { line: 3 } },
    ]);
    expect(missing.map(({ reference, at }) => [reference.ref, reference.folder, at?.line])).toEqual(
      [
        ['v2', 'sub', 1],
        ['HEAD', '', 3],
      ],
    );
  });

  it('has no place when the user named it', () => {
    const { missing, diagnostics } = load({}, { files: [URL] });
    expect(missing).toEqual([{ reference: { origin: URL, ref: 'HEAD', folder: '' } }]);
    expect(diagnostics.map(({ code }) => code)).toEqual(['remote-file']);
  });

  it('is nothing to fetch when it may not be used', () => {
    const refusing = { ...remotes, refusal: 'turned off' };
    const texts = [`include: ["${URL}#v1"]`, 'include: ["oci://h/x:1"]', `include: ["${URL}?x"]`];
    for (const text of texts) {
      const { missing, diagnostics } = load(text, { remotes: refusing });
      expect(missing).toEqual([]);
      expect(diagnostics.map(({ code }) => code)).toEqual(['remote-file']);
    }
  });
});

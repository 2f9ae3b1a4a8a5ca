/** What people read when a compose file is wrong: each file of fixtures/errors beside the text it gives. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isError } from '../../../src/model/diagnostic.ts';
import { renderDiagnostics } from '../../../src/render/diagnostic-view.ts';
import { makeTheme } from '../../../src/render/theme.ts';
import type { LoadRequest } from '../../../src/load/load-request.ts';
import { load } from './project.ts';
import type { FileTexts } from './project.ts';

const folder = join(import.meta.dirname, '../../../fixtures/errors');
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => name.slice(0, -'.yaml'.length));

const theme = makeTheme({ color: false, unicode: false });

function told(texts: FileTexts | string, more: Partial<LoadRequest> = {}): string {
  return renderDiagnostics(load(texts, more).diagnostics, theme, '/work/shop');
}

const fileOf = (name: string): string => readFileSync(join(folder, `${name}.yaml`), 'utf8');

describe('a broken compose file', () => {
  it.each(names)('%s is explained', async (name) => {
    await expect(told(fileOf(name))).toMatchFileSnapshot(join(folder, `${name}.txt`));
  });

  it.each(names)('%s is told with a place and with the same words in JSON', (name) => {
    const { diagnostics } = load(fileOf(name));
    for (const diagnostic of diagnostics) {
      if (diagnostic.code === 'empty-compose-file') continue;
      expect(diagnostic.at).toBeDefined();
      expect(diagnostic.at?.line).toBeGreaterThan(0);
      expect(diagnostic.message).not.toMatch(/[.!]$/);
    }
  });

  it('is explained in at least sixty kinds', () => {
    expect(names.length).toBeGreaterThan(60);
  });
});

describe('one mistake', () => {
  const errors = (texts: FileTexts | string, more: Partial<LoadRequest> = {}) =>
    load(texts, more).diagnostics.filter(isError);

  it.each([
    ['a misspelt image', 'services: {a: {imge: x}}'],
    ['a service without anything', 'services:\n  a:\n  b: {image: x, depends_on: [a]}\n'],
    ['a secret written out', 'services: {a: {image: x, secrets: [s]}}\nsecrets: {s: hidden}\n'],
    ['a misspelt top-level key', 'services: {a: {image: x, volumes: ["d:/d"]}}\nvolume: {d: }\n'],
    [
      'volumes under services',
      'services:\n  a: {image: x, volumes: ["dd:/d"]}\n  volumes:\n    dd:\n',
    ],
    ['a missing include', 'include: [no.yaml]\nservices: {a: {image: x, depends_on: [b]}}\n'],
    ['a base that is missing', 'services: {a: {extends: {file: no.yaml, service: b}}}'],
    ['a port that is none', 'services: {a: {image: x, ports: ["x:80", "80:80"]}}'],
    ['a required variable', 'services: {a: {image: x, ports: ["${P:?}:80"]}}'],
    ['an unclosed quote', 'services:\n  a:\n    image: "x\n    command: y\n'],
  ])('%s is told once', (_, text) => {
    expect(errors(text).map(({ message }) => message)).toHaveLength(1);
  });

  it('in one file does not hide another in the next', () => {
    const texts = {
      'a.yaml': 'services: {a: {imge: x}}',
      'b.yaml': 'services: {b: {image: x, depends_on: [c]}}',
    };
    expect(errors(texts, { files: ['a.yaml', 'b.yaml'] }).map(({ code }) => code)).toEqual([
      'unknown-key',
      'unknown-service',
    ]);
  });
});

describe('messages that scripts look for', () => {
  const service = (attributes: string): FileTexts => ({
    'compose.yaml': `services: {a: {image: x${attributes}}, z: {image: x, links: [z2]}, z2: {image: x}}`,
  });

  it.each<[string, FileTexts, Partial<LoadRequest>]>([
    ['no configuration file provided: not found', {}, {}],
    ['open /work/shop/nope.yaml: no such file or directory', {}, { files: ['nope.yaml'] }],
    ['empty compose file', { 'compose.yaml': '' }, {}],
    ['no such service: x', service(''), { services: ['x'] }],
    ['service "a" depends on undefined service "b"', service(', depends_on: [b]'), {}],
    ['dependency cycle detected: a -> a', service(', links: [a]'), {}],
    ['env file /work/shop/e not found', service(', env_file: e'), {}],
    ["couldn't find env file: /work/shop/nope.env", service(''), { envFiles: ['nope.env'] }],
    ['invalid project name "UPPER"', service(''), { projectName: 'UPPER' }],
  ])('%s', (words, texts, more) => {
    expect(told(texts, more)).toContain(`error: ${words}`);
  });
});

describe('help beyond the file', () => {
  it('points out a file with the other ending', () => {
    const text = told({ 'base.yml': '' }, { files: ['base.yaml'] });
    expect(text).toContain('hint: There is "base.yml"');
  });

  it('says where a file was looked for', () => {
    const texts = {
      'compose.yaml': 'include: [sub/c.yaml]\n',
      'sub/c.yaml': 'include: [d.yaml]\n',
    };
    expect(told(texts)).toContain('hint: Looked for "/work/shop/sub/d.yaml"');
  });

  it('warns of a profile that no service has', () => {
    const file = 'services: {a: {image: x}, b: {image: x, profiles: [debug]}}';
    expect(told(file, { profiles: ['debgu'] })).toBe(
      'warning: No service has the profile "debgu" [unknown-profile]\n  hint: Did you mean "debug"?\n',
    );
    expect(told(file, { profiles: ['*', 'debug'] })).toBe('');
  });

  it('tells an undefined variable once for all its uses and files', () => {
    const texts = {
      'a.yaml': 'services: {a: {image: "x:${TAG}", hostname: "${TAG}"}}',
      'b.yaml': 'services: {b: {image: "x:${TAG}"}}',
    };
    const { diagnostics } = load(texts, { files: ['a.yaml', 'b.yaml'] });
    expect(diagnostics.map(({ code }) => code)).toEqual(['unset-variable']);
  });
});

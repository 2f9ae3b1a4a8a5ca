import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type WatchedRule, watchRules } from '../../../../src/commands/watch/rules.ts';
import { nodeFiles } from '../../../../src/host/node-files.ts';
import type { Service, WatchTrigger } from '../../../../src/model/service.ts';
import { makeProject } from '../../../support/plan-fixtures.ts';

function ruleOf(
  trigger: Partial<WatchTrigger>,
  files: Readonly<Record<string, string>> = {},
  service: Partial<Service> = {},
): { readonly rule: WatchedRule; readonly at: (path: string) => string } {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'watch-rules-')));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [path, text] of Object.entries({ 'compose.yaml': '', ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const at = (path: string): string => (path === '' ? root : join(root, path));
  const { path = '', ...rest } = trigger;
  const watch = [{ action: 'sync', target: '/t', ...rest, path: at(path) }];
  const project = {
    ...makeProject({ web: { ...service, develop: { watch } } }),
    workingDir: root,
    composeFiles: [at('compose.yaml')],
  };
  const [rule] = watchRules(project, nodeFiles);
  if (rule === undefined) throw new Error('no rule');
  return { rule, at };
}

describe('a rule', () => {
  it('takes what is below its path, and not the folder itself', () => {
    const { rule, at } = ruleOf({ path: 'src' }, { 'src/x': '' });
    expect(
      ['src', 'src/x', 'src/new/y', 'srcs', ''].filter((path) => rule.takes(at(path))),
    ).toEqual(['src/x', 'src/new/y']);
  });

  it('takes its path when that is a file, also when it is gone', () => {
    const { rule, at } = ruleOf({ path: 'conf' }, { conf: '' });
    expect(rule.takes(at('conf'))).toBe(true);
    rmSync(at('conf'));
    expect(rule.takes(at('conf'))).toBe(true);
  });

  it.each([
    ...['.git/HEAD', 'sub/.git/index', '.idea/w.xml', 'a.ts___jb_tmp___', '.#lock'],
    ...['4913', 'x~', '.x.swp', 'sub/.x.swo'],
  ])('passes over what version control and editors write: %s', (path) => {
    const { rule, at } = ruleOf({});
    expect(rule.takes(at(path))).toBe(false);
  });

  it('reads `ignore` and `include` from its path on', () => {
    const { rule, at } = ruleOf({
      path: 'src',
      ignore: ['node_modules/', '**/*.log'],
      include: ['**/*.js', 'keep'],
    });
    const paths = [
      'a.js',
      'd/a.js',
      'a.css',
      'keep/a.css',
      'node_modules/a.js',
      'd/a.log',
      'a.js.log',
    ];
    expect(paths.filter((path) => rule.takes(at(`src/${path}`)))).toEqual([
      'a.js',
      'd/a.js',
      'keep/a.css',
    ]);
    expect(rule.leavesOut(at('src/node_modules'))).toBe(true);
    expect(rule.leavesOut(at('src/d'))).toBe(false);
  });

  it('heeds .dockerignore inside the build context only', () => {
    const files = { 'app/.dockerignore': '*.md\ndist\n' };
    const { rule, at } = ruleOf({}, files, { build: { context: './app' } });
    expect(rule.takes(at('app/a.md'))).toBe(false);
    expect(rule.takes(at('app/dist/x'))).toBe(false);
    expect(rule.leavesOut(at('app/dist'))).toBe(true);
    expect(rule.takes(at('docs/a.md'))).toBe(true);
  });

  it('goes into folders that .dockerignore takes something back from', () => {
    const files = { '.dockerignore': '*\n!src\n' };
    const { rule, at } = ruleOf({}, files, { build: { context: '.' } });
    expect(rule.takes(at('src/a'))).toBe(true);
    expect(rule.takes(at('other'))).toBe(false);
    expect(rule.leavesOut(at('other'))).toBe(false);
  });

  it('that copies leaves compose files and the Dockerfile where they are', () => {
    const { rule, at } = ruleOf({}, {}, { build: { context: '.', dockerfile: 'dev.Dockerfile' } });
    const paths = ['compose.yaml', 'dev.Dockerfile', 'sub/compose.yaml'];
    expect(paths.filter((path) => rule.takes(at(path)))).toEqual(['sub/compose.yaml']);
  });

  it('that rebuilds heeds its Dockerfile and .dockerignore, sent to the builder or not', () => {
    const files = { '.dockerignore': 'docker\n.dockerignore\n' };
    const { rule, at } = ruleOf({ action: 'rebuild' }, files, {
      build: { context: '.', dockerfile: 'docker/Dockerfile' },
    });
    expect(rule.takes(at('docker/Dockerfile'))).toBe(true);
    expect(rule.takes(at('.dockerignore'))).toBe(true);
    expect(rule.takes(at('docker/other'))).toBe(false);
    expect(rule.leavesOut(at('docker'))).toBe(false);
    expect(rule.takes(at('compose.yaml'))).toBe(true);
  });
});

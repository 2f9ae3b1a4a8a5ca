/** The package as published: what is in it, and that it works where nothing of the repository is in reach. */
import { randomBytes } from 'node:crypto';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  installGlobally,
  mustRun,
  nodeOfVersion,
  pack,
  packageFolder,
  run,
  type Finished,
} from '../support/installed.ts';
import { root } from '../support/source-tree.ts';

const home = mkdtempSync(join(tmpdir(), 'flotilla-package-'));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly version: string;
};
let bin = '';
let installed = '';

beforeAll(() => {
  bin = installGlobally(pack(home), join(home, 'prefix'));
  installed = packageFolder(bin);
});
afterAll(() => {
  rmSync(home, { recursive: true });
});

describe('contents', () => {
  const files = (): readonly string[] =>
    globSync('**/*', { cwd: installed, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));

  test('the archive holds the build, the schemas and the papers, nothing else', () => {
    const allowed = /^(?:dist\/.+|schemas\/[\w.-]+\.json|package\.json|README\.md|LICENSE)$/;
    const names = files().map((path) => path.slice(installed.length + 1));
    expect(names.filter((name) => !allowed.test(name))).toEqual([]);
    expect(names).toContain('dist/flotilla.mjs');
    expect(names).toContain('dist/THIRD-PARTY.md');
  });

  test('it needs no other package and runs no script when it is installed', () => {
    const own = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
      readonly dependencies?: object;
      readonly scripts?: Readonly<Record<string, string>>;
    };
    expect(own.dependencies).toBeUndefined();
    const hooks = ['preinstall', 'install', 'postinstall', 'prepare'];
    expect(Object.keys(own.scripts ?? {}).filter((name) => hooks.includes(name))).toEqual([]);
    expect(globSync('**/node_modules', { cwd: installed })).toEqual([]);
  });

  test('no file tells where it was built, and no code is made at run time', () => {
    const code = files().filter((path) => /\.[cm]?[jt]s$/.test(path));
    const telling = code.filter((path) => readFileSync(path, 'utf8').includes(root));
    const evaluating = code.filter((path) =>
      /(?<![.\w])eval\(|\bnew Function\(/.test(readFileSync(path, 'utf8')),
    );
    expect({ telling, evaluating }).toEqual({ telling: [], evaluating: [] });
  });
});

describe.each(['22.18.0', '24.21.0'])('on Node %s', (version) => {
  const project = `pack${randomBytes(4).toString('hex')}`;
  const cwd = join(home, project);
  let node = '';

  const flotilla = (args: readonly string[], env: Record<string, string> = {}): Finished =>
    run({
      file: join(bin, 'flotilla'),
      args,
      cwd,
      env: { HOME: process.env['HOME'], PATH: `${dirname(node)}:/usr/bin:/bin`, ...env },
    });

  beforeAll(() => {
    node = nodeOfVersion(version);
    mkdirSync(cwd);
    writeFileSync(
      join(cwd, 'compose.yaml'),
      `services:\n  app:\n    image: busybox:latest\n    command: sleep 600\n    init: true\n    stop_grace_period: 0s\n`,
    );
  });
  afterAll(() => {
    flotilla(['-p', project, 'down', '--timeout', '0']);
  });

  test('it tells its version', () => {
    expect(flotilla(['version', '--short'])).toEqual({
      code: 0,
      stdout: `${manifest.version}\n`,
      stderr: '',
    });
  });

  test('it reads a compose file', () => {
    const { code, stdout, stderr } = flotilla(['-p', project, 'config']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('image: busybox:latest');
  });

  test('it tells of a missing env file itself, before Node looks for it', () => {
    const { code, stderr } = flotilla(['--env-file', 'nope.env', 'config', '-q']);
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("couldn't find env file") as string,
    });
  });

  test('it brings a project up and lists it, without loading what listing does not need', () => {
    const up = flotilla(['-p', project, 'up', '--detach', '--wait']);
    expect({ code: up.code, output: up.stdout + up.stderr }).toMatchObject({ code: 0 });
    const report = join(cwd, 'modules.json');
    const probe = `process.on('exit', () => process.getBuiltinModule('fs').writeFileSync(${JSON.stringify(report)}, JSON.stringify(process.moduleLoadList)))`;
    const options = `--import=data:text/javascript,${encodeURIComponent(probe)}`;
    const ps = flotilla(['-p', project, 'ps'], { NODE_OPTIONS: options });
    expect(ps.stdout).toContain(`${project}-app-1`);
    const loaded = JSON.parse(readFileSync(report, 'utf8')) as readonly string[];
    expect(loaded.filter((name) => name.includes('undici'))).toEqual([]);
  });

  test('it takes the project down', () => {
    expect(flotilla(['-p', project, 'down', '--timeout', '0']).code).toBe(0);
    expect(flotilla(['-p', project, 'ps', '--all', '--quiet']).stdout).toBe('');
  });
});

describe('as a library', () => {
  test('a program in TypeScript compiles against it and runs', () => {
    const folder = join(home, 'consumer');
    mkdirSync(folder);
    writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}');
    const archive = globSync('*.tgz', { cwd: home }).map((name) => join(home, name));
    const install = ['install', '--offline', '--no-audit', '--loglevel=error', ...archive];
    mustRun({ file: 'npm', args: install, cwd: folder });
    writeFileSync(
      join(folder, 'main.ts'),
      "import * as flotilla from 'flotilla';\nconsole.log(typeof flotilla, Object.keys(flotilla).length > 0);\n",
    );
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules/@types')];
    const flags = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2024', ...types];
    mustRun({ file: process.execPath, args: [tsc, ...flags, 'main.ts'], cwd: folder });
    const ran = mustRun({ file: process.execPath, args: ['main.ts'], cwd: folder });
    expect(ran).toBe('object true\n');
  });
});

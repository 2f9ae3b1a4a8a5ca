import { describe, expect, it } from 'vitest';
import { loadProject } from '../../../src/load/load-project.ts';
import { findSources } from '../../../src/load/sources.ts';
import { load, problems, projectOf, requestFor } from './project.ts';

const ONE = 'services: {a: {image: x}}';

describe('finding files', () => {
  it('takes the first default name and the override beside it', () => {
    const request = requestFor({
      'compose.yml': ONE,
      'docker-compose.yaml': ONE,
      'docker-compose.override.yml': ONE,
    });
    const found = findSources(request);
    expect(found.files.map((file) => file.path)).toEqual([
      '/work/shop/compose.yml',
      '/work/shop/docker-compose.override.yml',
    ]);
    expect(problems(found)).toEqual(['several-compose-files']);
  });

  it('searches upward, and reads .env first where it began', () => {
    const request = requestFor(
      {
        'compose.yaml': ONE,
        'sub/.env': 'V=sub\n',
        '.env': 'V=top\nW=top\n',
      },
      { cwd: '/work/shop/sub' },
    );
    const { workingDir, environment } = findSources(request);
    expect(workingDir).toBe('/work/shop');
    expect([environment.get('V'), environment.get('W')]).toEqual(['sub', 'top']);
  });

  it('needs no override file with -f, and makes its directory the project', () => {
    const request = requestFor(
      { 'd/c.yaml': ONE, 'd/compose.override.yaml': ONE, '.env': 'V=1', 'd/.env': 'W=2' },
      { files: ['d/c.yaml'] },
    );
    const { files, workingDir, environment } = findSources(request);
    expect(files.map((file) => file.path)).toEqual(['/work/shop/d/c.yaml']);
    expect(workingDir).toBe('/work/shop/d');
    expect([environment.get('V'), environment.get('W')]).toEqual([undefined, '2']);
  });

  it('obeys COMPOSE_ variables that stand in .env', () => {
    const request = requestFor({
      '.env': 'COMPOSE_FILE=a.yaml:b.yaml\nCOMPOSE_PROJECT_NAME=fromenv\nCOMPOSE_PROFILES=p, q\n',
      'a.yaml': ONE,
      'b.yaml': ONE,
    });
    const { files, profiles } = findSources(request);
    expect(files.map((file) => file.path)).toEqual(['/work/shop/a.yaml', '/work/shop/b.yaml']);
    expect(profiles).toEqual(['p', 'q']);
    expect(loadProject(request).project?.name).toBe('fromenv');
  });

  it('lets the process win over env files, and a later env file over an earlier', () => {
    const request = requestFor(
      { 'compose.yaml': ONE, '1.env': 'A=1\nB=1\nC=1', '2.env': 'A=2\nB=2' },
      { envFiles: ['1.env', '2.env'], env: { A: 'process' } },
    );
    const { environment, envFiles } = findSources(request);
    expect(['A', 'B', 'C'].map((name) => environment.get(name))).toEqual(['process', '2', '1']);
    expect(envFiles).toEqual(['/work/shop/1.env', '/work/shop/2.env']);
  });

  it('reads no .env when told so, and refuses a switch that is neither on nor off', () => {
    const files = { 'compose.yaml': ONE, '.env': 'V=1' };
    const off = findSources(requestFor(files, { env: { COMPOSE_DISABLE_ENV_FILE: '1' } }));
    expect(off.environment.get('V')).toBeUndefined();
    const bad = findSources(requestFor(files, { env: { COMPOSE_DISABLE_ENV_FILE: 'maybe' } }));
    expect(problems(bad)).toEqual(['bad-environment-variable']);
  });

  it('says which file is missing, is a directory, or is not a file at all', () => {
    expect(problems(load({}))).toEqual(['no-compose-file']);
    expect(problems(load({}, { files: ['nope.yaml'] }))).toEqual(['file-not-found']);
    expect(problems(load({ 'd/x': '' }, { files: ['d'] }))).toEqual(['not-a-file']);
    expect(problems(load(ONE, { envFiles: ['no.env'] }))).toEqual(['env-file-not-found']);
  });

  it('merges standard input like a file', () => {
    const project = projectOf(
      { 'base.yaml': ONE },
      { files: ['base.yaml', '-'], stdin: 'services: {a: {image: y}}' },
    );
    expect(project.services['a']?.image).toBe('y');
    expect(project.composeFiles).toEqual(['/work/shop/base.yaml', '-']);
  });
});

describe('the project name', () => {
  it('is taken from -p, the variable, the file, the directory, in this order', () => {
    const file = `name: "My App!"\n${ONE}`;
    const env = { COMPOSE_PROJECT_NAME: 'env' };
    expect(projectOf(file, { projectName: 'flag', env }).name).toBe('flag');
    expect(projectOf(file, { env }).name).toBe('env');
    expect(projectOf(file).name).toBe('myapp');
    expect(projectOf(ONE).name).toBe('shop');
  });

  it('must be valid where the user gave it, and can be seen by the file', () => {
    const result = load(ONE, { projectName: 'MYAPP' });
    expect(problems(result)).toEqual(['bad-project-name']);
    expect(result.diagnostics[0]?.hint).toBe('Use "myapp"');
    expect(problems(load(`name: \${UNSET:-}\n${ONE}`))).toEqual([
      'empty-project-name compose.yaml:1:7',
    ]);
    const project = projectOf('name: z\nservices: {a: {image: "$COMPOSE_PROJECT_NAME"}}');
    expect(project.services['a']?.image).toBe('z');
  });
});

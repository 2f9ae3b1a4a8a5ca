import { describe, expect, it } from 'vitest';
import { matchesGlob } from '../../../src/load/glob.ts';
import type { LoadRequest } from '../../../src/load/load-request.ts';
import { load, problems, projectOf } from './project.ts';

const PROFILES = [
  'services:',
  '  foo: {image: x}',
  '  bar: {image: x, profiles: [test]}',
  '  baz: {image: x, profiles: [test], depends_on: [bar]}',
  '  zot: {image: x, profiles: [debug], depends_on: [bar]}',
].join('\n');

const names = (more: Partial<LoadRequest>, file = PROFILES) =>
  Object.keys(projectOf(file, more).services);

describe('profiles', () => {
  it('with an empty name are active as long as nobody asks for another', () => {
    const file = 'services: {a: {image: x, profiles: ["${EXTRA:-}"]}}';
    const found = (more: Partial<LoadRequest>) => Object.keys(projectOf(file, more).services);
    expect(found({})).toEqual(['a']);
    expect(found({ profiles: [''], env: { COMPOSE_PROFILES: 'x' } })).toEqual(['a']);
    expect(found({ profiles: ['x'] })).toEqual([]);
    expect(found({ env: { COMPOSE_PROFILES: 'x' } })).toEqual([]);
    expect(found({ env: { EXTRA: 'x' } })).toEqual([]);
  });

  it('enable services, by flag before variable', () => {
    expect(names({})).toEqual(['foo']);
    expect(names({ profiles: ['test'] })).toEqual(['foo', 'bar', 'baz']);
    expect(names({ profiles: ['*'] })).toEqual(['foo', 'bar', 'baz', 'zot']);
    const env = { COMPOSE_PROFILES: 'debug, test' };
    expect(names({ env })).toHaveLength(4);
    expect(names({ env, profiles: ['test'] })).toEqual(['foo', 'bar', 'baz']);
  });

  it('must also enable what is depended on', () => {
    const result = load(PROFILES, { profiles: ['debug'] });
    expect(problems(result)).toEqual(['disabled-dependency compose.yaml:5:51']);
    expect(result.diagnostics[0]?.hint).toContain('--profile test');
    expect(load(PROFILES).declaredProfiles).toEqual(['debug', 'test']);
  });

  it('may leave out a dependency that is not required', () => {
    const file =
      'services: {a: {image: x, depends_on: {b: {condition: service_started, required: false}}}, b: {image: x, profiles: [p]}}';
    expect(projectOf(file).services['a']?.depends_on).toHaveProperty('b');
  });

  it('keep disabled services apart', () => {
    expect(Object.keys(projectOf(PROFILES).disabledServices)).toEqual(['bar', 'baz', 'zot']);
  });
});

describe('named services', () => {
  it('bring their profiles and dependencies', () => {
    expect(names({ services: ['baz'] })).toEqual(['bar', 'baz']);
    expect(names({ services: ['bar'] })).toEqual(['bar']);
    expect(problems(load(PROFILES, { services: ['zot'] }))).toEqual([
      'disabled-dependency compose.yaml:5:51',
    ]);
  });

  it('may be patterns, and must exist', () => {
    expect(names({ services: ['b*'], profiles: ['test'] })).toEqual(['bar', 'baz']);
    const result = load(PROFILES, { services: ['fo'] });
    expect(problems(result)).toEqual(['no-such-service']);
    expect(result.diagnostics[0]?.hint).toBe('Did you mean "foo"?');
  });

  it('come alone when their dependencies are unwanted', () => {
    const project = projectOf(PROFILES, { services: ['baz'], withoutDependencies: true });
    expect(Object.keys(project.services)).toEqual(['baz']);
    expect(project.services['baz']).not.toHaveProperty('depends_on');
  });

  it('do not make the env files of others necessary', () => {
    const file = 'services: {a: {image: x, env_file: no.env}, b: {image: x}}';
    expect(names({ services: ['b'] }, file)).toEqual(['b']);
    expect(problems(load(file))).toEqual(['file-not-found compose.yaml:1:36']);
  });
});

describe('resources', () => {
  const file = 'services: {a: {image: x, networks: [n]}}\nnetworks: {n: , m: }\nvolumes: {vol: }\n';

  it('are dropped when no service uses them, unless all are wanted', () => {
    expect(Object.keys(projectOf(file).networks)).toEqual(['n']);
    const all = projectOf(file, { allResources: true });
    expect([Object.keys(all.networks), Object.keys(all.volumes)]).toEqual([['n', 'm'], ['vol']]);
  });
});

describe('env files', () => {
  it('lie below the environment, where null counts too, and see the project and each other', () => {
    const project = projectOf(
      {
        'compose.yaml':
          'services: {a: {image: x, env_file: [a.env, {path: no.env, required: false}, {path: r.env, format: raw}], environment: {A: own, N: }}}',
        'a.env': 'A=1\nB=$A-$P\nN=5\n',
        'r.env': 'R="$A"\n',
      },
      { env: { P: 'p' } },
    );
    expect(project.services['a']?.environment).toEqual({
      A: 'own',
      B: 'own-p',
      N: null,
      R: '"$A"',
    });
    expect(project.services['a']).not.toHaveProperty('env_file');
  });

  it('stay unread when asked', () => {
    const file = 'services: {a: {image: x, env_file: no.env}}';
    const project = projectOf(file, { resolveEnvironment: false });
    expect(project.services['a']?.env_file).toEqual([
      { path: '/work/shop/no.env', required: true },
    ]);
  });

  it('may hold labels', () => {
    const project = projectOf({
      'compose.yaml': 'services: {a: {image: x, label_file: l.env, labels: {b: own}}}',
      'l.env': 'a=1\nb=2\n',
    });
    expect(project.services['a']?.labels).toEqual({ a: '1', b: 'own' });
  });
});

describe('a pattern', () => {
  it.each([
    ['web-1', 'web*', true],
    ['web-1', '*-?', true],
    ['web', 'w[a-f]b', true],
    ['web', 'w[!a-f]b', false],
    ['web', 'we', false],
    ['w[b', 'w[b', true],
  ])('for %s: %s is %s', (name, pattern, matches) => {
    expect(matchesGlob(name, pattern)).toBe(matches);
  });

  it('is no trap with many stars', () => {
    expect(matchesGlob('a'.repeat(5000), `${'*a'.repeat(100)}b`)).toBe(false);
  });
});

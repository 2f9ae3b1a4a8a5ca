import { describe, expect, it } from 'vitest';
import { filesOf, load, problems, projectOf } from './project.ts';

describe('extends', () => {
  it('inherits everything, and starts paths at the file that wrote them', () => {
    const project = projectOf({
      'compose.yaml':
        'services: {a: {extends: {file: sub/b.yaml, service: b}, environment: [B=2]}}',
      'sub/b.yaml':
        'services: {b: {extends: {file: ../other/c.yaml, service: c}, build: ./ctx, environment: {A: 1}}}',
      'other/c.yaml': 'services: {c: {volumes: ["./v:/v"], command: run}}',
    });
    const service = project.services['a'];
    expect(service?.build?.context).toBe('/work/shop/sub/ctx');
    expect(service?.volumes?.[0]?.source).toBe('/work/shop/other/v');
    expect(service?.environment).toEqual({ A: '1', B: '2' });
    expect(service?.command).toEqual(['run']);
  });

  it('obeys tags of the extending service and of its base', () => {
    const project = projectOf({
      'compose.yaml':
        'services: {a: {extends: {file: b.yaml, service: base}, ports: ["2:2"]}, c: {extends: a, ports: !override ["3:3"], image: !reset null, build: .}}',
      'b.yaml': 'services: {base: {extends: bb, ports: !reset []}, bb: {image: x, ports: ["1:1"]}}',
    });
    const targets = (name: string) => project.services[name]?.ports?.map((port) => port.target);
    expect(targets('a')).toEqual([2]);
    expect(targets('c')).toEqual([3]);
    expect(project.services['c']?.image).toBeUndefined();
  });

  it('reads a file once, however many services extend from it', () => {
    const sources = filesOf({
      'compose.yaml':
        'services: {a: {extends: {file: b.yaml, service: x}}, b: {extends: {file: b.yaml, service: x}}}',
      'b.yaml': 'services: {x: {image: i}}',
    });
    load({}, { sources });
    expect(sources.reads.filter((path) => path.endsWith('b.yaml'))).toHaveLength(1);
  });

  it('names an unknown service with the one that was meant', () => {
    const result = load('services:\n  web: {image: x}\n  a:\n    extends: wbe\n');
    expect(problems(result)).toContain('unknown-extended-service compose.yaml:4:14');
    expect(result.diagnostics[0]?.hint).toBe('Did you mean "web"?');
  });

  it('ends at a chain that is too long, where the stack would not', () => {
    const lines = Array.from({ length: 5000 }, (_, i) => `  s${i}: {extends: s${i + 1}}`);
    const result = load(`services:\n${lines.join('\n')}\n  s5000: {image: x}\n`);
    expect(result.diagnostics.map(({ code }) => code)).toContain('too-deep');
  });

  it('needs a service, also behind an empty key', () => {
    const named = load('services:\n  a:\n    image: x\n    extends: {file: b.yaml}\n');
    expect(problems(named)).toEqual(['extends-without-service compose.yaml:4:14']);
    expect(problems(load('services: {a: {image: x, extends: }}'))).toEqual([
      'extends-without-service compose.yaml:1:35',
    ]);
    expect(load('services: {a: {image: x, extends: !reset }}').project).toBeDefined();
  });

  it('shows a circle with all who are in it', () => {
    const result = load('services:\n  a: {extends: b}\n  b: {extends: a}\n');
    expect(problems(result)[0]).toBe('circular-extends compose.yaml:3:16');
    expect(result.diagnostics[0]?.message).toContain(
      'a (compose.yaml) -> b (compose.yaml) -> a (compose.yaml)',
    );
  });
});

describe('include', () => {
  it('keeps what its secrets and configs are read from', () => {
    const project = projectOf({
      'compose.yaml': 'include: [{path: sub/c.yaml, env_file: [own.env]}]',
      'own.env': 'PASSWORD=p\nNAME=inner\n',
      '.env': 'NAME=outer\n',
      'sub/c.yaml':
        'services: {a: {image: x, secrets: [s], configs: [c]}}\nsecrets: {s: {environment: PASSWORD}}\nconfigs: {c: {environment: NAME}}',
    });
    expect(project.environment).toMatchObject({ PASSWORD: 'p', NAME: 'outer' });
  });

  it('gives a file its own directory and environment below that of the project', () => {
    const project = projectOf({
      '.env': 'T=root\n',
      'compose.yaml': 'include: [sub/c.yaml]\nservices: {a: {image: x, depends_on: [b]}}',
      'sub/c.yaml':
        'name: other\nx-y: 1\nservices: {b: {image: "i:$T-$U", volumes: ["./d:/d", "vol:/v"], environment: [U]}}\nvolumes: {vol: }',
      'sub/.env': 'T=sub\nU=sub\n',
    });
    expect(project.name).toBe('shop');
    expect(project.extensions).toEqual({});
    expect(project.services['b']?.image).toBe('i:root-sub');
    expect(project.services['b']?.environment).toEqual({ U: 'sub' });
    expect(project.services['b']?.volumes?.[0]?.source).toBe('/work/shop/sub/d');
    expect(project.volumes['vol']?.name).toBe('shop_vol');
  });

  it('lets a service extend an included one, and an override file change it', () => {
    const project = projectOf({
      'compose.yaml': 'include: [s.yaml]\nservices: {a: {extends: b}}',
      's.yaml': 'services: {b: {image: x}}',
      'compose.override.yaml': 'services: {b: {image: y}}',
    });
    expect([project.services['a']?.image, project.services['b']?.image]).toEqual(['x', 'y']);
  });

  it('refuses two different definitions, at both places', () => {
    const result = load({
      'compose.yaml': 'include: [s.yaml]\nservices:\n  b: {image: mine}\n',
      's.yaml': 'services:\n  b: {image: x}\n',
    });
    expect(problems(result)).toEqual(['conflicting-include compose.yaml:3:3']);
    expect(result.diagnostics[0]?.related?.[0]?.at).toMatchObject({ file: 's.yaml', line: 2 });
  });

  it('shows a circle, a missing file and a wrong form at the line that says so', () => {
    expect(
      problems(
        load({ 'compose.yaml': 'include: [s.yaml]\n', 's.yaml': 'include: [compose.yaml]\n' }),
      ),
    ).toContain('circular-include s.yaml:1:11');
    expect(problems(load('include: [no.yaml]\nservices: {a: {image: x}}\n'))).toEqual([
      'file-not-found compose.yaml:1:11',
    ]);
    expect(problems(load('include: s.yaml\nservices: {a: {image: x}}\n'))).toEqual([
      'wrong-type compose.yaml:1:10',
    ]);
  });

  it('stops after a thousand files', () => {
    const files: Record<string, string> = {
      'compose.yaml': 'include: [a0.yaml, a0.yaml]\nservices: {a: {image: x}}',
    };
    for (let i = 0; i < 12; i += 1)
      files[`a${i}.yaml`] = `include: [a${i + 1}.yaml, a${i + 1}.yaml]\n`;
    files['a12.yaml'] = 'services: {z: {image: x}}';
    expect(load(files).diagnostics.map(({ code }) => code)).toContain('too-many-files');
  });
});

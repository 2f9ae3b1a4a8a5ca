import { describe, expect, it } from 'vitest';
import type { Service } from '../../../src/model/service.ts';
import { load, problems, projectOf } from './project.ts';

/** Service `a` of two files, of which each line is an attribute. */
function merged(base: string, later: string): Service | undefined {
  const project = projectOf({
    'compose.yaml': `services:\n  a:\n    image: x\n    ${base}\n  b: {image: x}\n  c: {image: x}\n`,
    'compose.override.yaml': `services:\n  a:\n    ${later}\n`,
  });
  return project.services['a'];
}

describe('merging', () => {
  it('merges mappings and lists of pairs by key', () => {
    expect(merged('environment: {A: 1, B: 2}', 'environment: [B=3, C]')?.environment).toEqual({
      A: '1',
      B: '3',
      C: null,
    });
    expect(merged('labels: [x=1, y]', 'labels: {y: 2}')?.labels).toEqual({ x: '1', y: '2' });
  });

  it('lets a name alone take the place of a value', () => {
    expect(merged('environment: {A: x, B: x}', 'environment: [A]')?.environment).toEqual({
      A: null,
      B: 'x',
    });
    expect(merged('labels: [x=1]', 'labels: {x: }')?.labels).toEqual({ x: '' });
    expect(
      merged('build: {context: ., args: {A: 1, B: 2}}', 'build: {args: {A: }}')?.build?.args,
    ).toEqual({ B: '2' });
    expect(merged('environment: {A: x}', 'environment:')?.environment).toEqual({ A: 'x' });
    expect(
      merged(
        'extends: {service: d}\n    environment: {A: }\n  d:\n    image: x\n    environment: {A: x}',
        '{}',
      )?.environment,
    ).toEqual({ A: null });
  });

  it('replaces commands and tests, also by null', () => {
    expect(merged('command: [a, b]', 'command: [c]')?.command).toEqual(['c']);
    expect(merged('command: [a, b]', 'command:')?.command).toBeUndefined();
    expect(merged('hostname: h', 'hostname:')?.hostname).toBe('h');
  });

  it('replaces list entries of one identity at their place', () => {
    const service = merged(
      'volumes: ["./a:/x", "./b:/y"]\n    ports: ["80-81:80-81"]',
      'volumes: ["./c:/x/:ro"]\n    ports: ["81:81/udp", "81:81", "0.0.0.0:80:80"]',
    );
    expect(service?.volumes?.map(({ source, target }) => [source, target])).toEqual([
      ['/work/shop/c', '/x'],
      ['/work/shop/b', '/y'],
    ]);
    expect(
      service?.ports?.map(
        (port) => `${port.host_ip ?? ''} ${port.published ?? ''}/${port.protocol ?? ''}`,
      ),
    ).toEqual(['0.0.0.0 80/tcp', ' 81/tcp', ' 81/udp']);
  });

  it('does not add what a list of unique items has already', () => {
    expect(merged('security_opt: [a=1]', 'security_opt: [a=1, b=2]')?.security_opt).toEqual([
      'a=1',
      'b=2',
    ]);
    expect(merged('tmpfs: /a', 'tmpfs: ["/a:size=1m"]')?.tmpfs).toEqual(['/a:size=1m']);
  });

  it('brings short and long forms together', () => {
    expect(
      merged(
        'depends_on: [b]',
        'depends_on: {b: {condition: service_healthy}, c: {condition: service_started}}',
      )?.depends_on,
    ).toEqual({
      b: { condition: 'service_healthy', required: true },
      c: { condition: 'service_started', required: true },
    });
    expect(merged('build: ./d', 'build: {target: t}')?.build).toMatchObject({
      context: '/work/shop/d',
      target: 't',
    });
    expect(merged('dns: 1.1.1.1', 'dns: [2.2.2.2]')?.dns).toEqual(['1.1.1.1', '2.2.2.2']);
  });

  it('replaces the options of another logging driver, and merges those of the same', () => {
    expect(
      merged('logging: {driver: a, options: {x: 1}}', 'logging: {driver: b, options: {y: 2}}')
        ?.logging,
    ).toEqual({ driver: 'b', options: { y: '2' } });
    expect(
      merged('logging: {driver: a, options: {x: 1}}', 'logging: {options: {y: 2}}')?.logging,
    ).toEqual({ driver: 'a', options: { x: '1', y: '2' } });
  });

  it('removes with !reset and replaces with !override', () => {
    expect(merged('ports: ["80:80"]', 'ports: !reset []')?.ports).toBeUndefined();
    expect(merged('ports: ["80:80"]', 'ports: !override ["81:81"]')?.ports).toHaveLength(1);
    expect(merged('environment: [A=1, B=2]', 'environment: {A: !reset null}')?.environment).toEqual(
      { B: '2' },
    );
  });

  it('removes whole services, and what a later file adds stays', () => {
    const project = projectOf(
      {
        '1.yaml': 'services: {a: {image: x, ports: ["1:1"]}, b: {image: x}}',
        '2.yaml': 'services: {a: {ports: !reset []}, b: !reset null}',
        '3.yaml': 'services: {a: {ports: ["3:3"]}}',
      },
      { files: ['1.yaml', '2.yaml', '3.yaml'] },
    );
    expect(Object.keys(project.services)).toEqual(['a']);
    expect(project.services['a']?.ports?.map((port) => port.target)).toEqual([3]);
  });

  it('merges the documents of one file', () => {
    const project = projectOf(
      'services: {a: {image: x}}\n---\nname: n\nservices: {a: {image: y}}\n',
    );
    expect([project.name, project.services['a']?.image]).toEqual(['n', 'y']);
  });

  it('points at both values that cannot be merged', () => {
    const result = load({
      'compose.yaml': 'services:\n  a:\n    image: x\n    ports: ["1:1"]\n',
      'compose.override.yaml': 'services:\n  a:\n    ports: {x: 1}\n',
    });
    expect(problems(result)).toEqual(['cannot-merge compose.override.yaml:3:12']);
    expect(result.diagnostics[0]?.related?.[0]?.at).toMatchObject({
      file: 'compose.yaml',
      line: 4,
    });
  });
});

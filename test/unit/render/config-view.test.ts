import { describe, expect, it } from 'vitest';
import { indentJson, renderConfigJson, renderConfigYaml } from '../../../src/render/config-view.ts';
import { compareNatural } from '../../../src/render/natural-order.ts';
import { renderYaml } from '../../../src/render/yaml-text.ts';
import type { YamlValue } from '../../../src/render/yaml-text.ts';
import { load, projectOf } from '../load/project.ts';

describe('config as YAML', () => {
  it('prints attributes in the order of Docker Compose, and doubles dollars', () => {
    const project = projectOf(
      'services: {a: {image: i, environment: {Z: "a$$b", "10": x, "9": y}, command: run, x-q: 1, ulimits: {nofile: 0}}}',
    );
    expect(renderConfigYaml(project)).toBe(
      [
        'name: shop',
        'services:',
        '  a:',
        '    command:',
        '      - run',
        '    environment:',
        '      "9": "y"',
        '      "10": x',
        '      Z: a$$b',
        '    image: i',
        '    networks:',
        '      default: null',
        '    ulimits:',
        '      nofile:',
        '        soft: 0',
        '        hard: 0',
        '    x-q: 1',
        'networks:',
        '  default:',
        '    name: shop_default',
        '',
      ].join('\n'),
    );
  });

  it('is a fixed point', () => {
    const file =
      'services: {a: {build: {context: ., args: {A: "1"}}, ports: ["80:80/udp"], volumes: ["./x:/x", "vol:/v"], secrets: [s], healthcheck: {test: x, interval: 90s}, deploy: {replicas: 2}, environment: {M: "l1\\nl2\\n", N: }}}\nvolumes: {vol: }\nsecrets: {s: {environment: S}}\n';
    const once = renderConfigYaml(projectOf(file));
    expect(renderConfigYaml(projectOf(once))).toBe(once);
  });
});

describe('config as JSON', () => {
  it('prints command and entrypoint in any case, and escapes like Go', () => {
    const text = renderConfigJson(projectOf('services: {a: {image: i, labels: {l: "<&>"}}}'));
    expect(text).toContain('"command": null,\n      "entrypoint": null,');
    expect(text).toContain('\\u003c\\u0026\\u003e');
    expect(JSON.parse(text)).toMatchObject({ networks: { default: { ipam: {} } } });
  });

  it('keeps texts whole while it indents', () => {
    expect(indentJson('{"a":"{,:}\\"","b":[],"c":[1,{}]}')).toBe(
      '{\n  "a": "{,:}\\"",\n  "b": [],\n  "c": [\n    1,\n    {}\n  ]\n}',
    );
  });
});

describe('YAML text', () => {
  it.each([
    ['yes', '"yes"'],
    ['1.0', '"1.0"'],
    ['12:30', '"12:30"'],
    ['2001-01-01', '"2001-01-01"'],
    ['', '""'],
    ['*x', "'*x'"],
    ["it's: x", "'it''s: x'"],
    [' lead', "' lead'"],
    ['a\tb', '"a\\tb"'],
    ['\u0001', '"\\x01"'],
    ['-a', '-a'],
    ['a:b', 'a:b'],
    ['l1\nl2', '|-\n  l1\n  l2'],
    ['l1\nl2\n\n', '|+\n  l1\n  l2\n'],
  ])('writes %j as %j', (text, written) => {
    expect(renderYaml(new Map([['k', text]]))).toBe(`k: ${written}\n`);
  });

  it('writes keys that are long or have many lines behind a question mark', () => {
    const long = 'k'.repeat(129);
    const inner = new Map<string, YamlValue>([
      ['a\nb', 'x'],
      [long, new Map([['u', 1]])],
      [`${long}2`, ['z', 'l1\nl2']],
      ['k'.repeat(128), 'short'],
      ['c \nd', 'e\nf'],
    ]);
    expect(renderYaml(new Map([['t', inner]]))).toBe(
      [
        ...['t:', '  ? |-', '    a', '    b', '  : x'],
        ...[`  ? ${long}`, '  : u: 1'],
        ...[`  ? ${long}2`, '  : - z', '    - |-', '      l1', '      l2'],
        `  ${'k'.repeat(128)}: short`,
        ...['  ? "c \\nd"', '  : |-', '    e', '    f', ''],
      ].join('\n'),
    );
  });

  it('is read back as it was', () => {
    for (const text of [
      'a\n b',
      '\na',
      'x \ny',
      'é\u00a0',
      '\u2028',
      '# c',
      'a #b',
      '{a}',
      '...',
    ]) {
      const file = `services: {a: {image: i}}\nx-t:\n${indent(renderYaml(new Map([['t', text]])))}`;
      expect(load(file).project?.extensions['x-t']).toEqual({ t: text });
    }
  });
});

const indent = (text: string): string => text.replace(/^(?=.)/gm, '  ');

it('orders numbers in keys by value', () => {
  expect(['a10', 'a2', 'B', 'b', 'a', '10', '9', 'a_b'].toSorted(compareNatural)).toEqual([
    '9',
    '10',
    'B',
    'a',
    'a_b',
    'a2',
    'a10',
    'b',
  ]);
});

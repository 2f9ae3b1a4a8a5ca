import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFile } from '../../../src/load/parse-file.ts';
import { childOf, toPlain } from '../../../src/load/tree.ts';
import { brief, sourceOf, treeOf } from './yaml.ts';
import { cpuMs } from '../../support/cpu-time.ts';

const problems = (text: string): readonly string[] =>
  parseFile(sourceOf(text)).diagnostics.map(brief);

const valueOf = (text: string): unknown =>
  JSON.parse(JSON.stringify(toPlain(treeOf(text)))) as unknown;

describe('values', () => {
  it.each([
    ['017', 15],
    ['0777', 511],
    ['0o17', 15],
    ['0x1F', 31],
    ['-0x1F', -31],
    ['0b11', 3],
    ['1_000', 1000],
    ['08', 8],
    ['1.10', 1.1],
    ['1e3', 1000],
    ['.5', 0.5],
    ['1e400', '1e400'],
    ['true', true],
    ['TRUE', true],
    ['yes', 'yes'],
    ['on', 'on'],
    ['n', 'n'],
    ['~', null],
    ['null', null],
    ['', null],
    ['22:22', '22:22'],
    ['2001-01-01', '2001-01-01'],
    ['"1"', '1'],
    ["'true'", 'true'],
    ['!!str 5', '5'],
    ['!!int "5"', 5],
    ['! 5', '5'],
    ['_1', '_1'],
    ['1x', '1x'],
  ])('reads %s as Docker Compose does', (text, value) => {
    expect(valueOf(`k: ${text}`)).toEqual({ k: value });
  });

  it('keeps the text of plain numbers', () => {
    expect(childOf(treeOf('k: 1.10'), 'k')).toMatchObject({ value: 1.1, written: '1.10' });
    expect(childOf(treeOf('k: 12345678901234567890'), 'k')).toHaveProperty(
      'written',
      '12345678901234567890',
    );
    expect(childOf(treeOf('k: "1"'), 'k')).not.toHaveProperty('written');
  });

  it('knows where every key and value stands', () => {
    const text = 'a:\n  b: "x y"\n';
    const inner = childOf(treeOf(text), 'a');
    if (inner?.kind !== 'map') throw new Error('expected a mapping');
    const entry = inner.entries.get('b');
    expect(text.slice(entry?.key.start, entry?.key.end)).toBe('b');
    expect(text.slice(entry?.value.origin.start, entry?.value.origin.end)).toBe('"x y"');
  });

  it('keeps the tags that steer merging and warns about others', () => {
    const { documents, diagnostics } = parseFile(
      sourceOf('a: !reset []\nb: !override {x: 1}\nc: !foo 2\nd: !!set {x}\n'),
    );
    expect(childOf(documents[0], 'a')).toHaveProperty('tag', 'reset');
    expect(childOf(documents[0], 'b')).toHaveProperty('tag', 'override');
    expect(childOf(documents[0], 'c')).toMatchObject({ value: 2 });
    expect(diagnostics.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      'warning unknown-tag',
      'warning unknown-tag',
    ]);
  });

  it('decodes binary text, and refuses what is none', () => {
    const { documents, diagnostics } = parseFile(
      sourceOf('a: !!binary aGk=\nb: !!binary |\n  w6l\n  4\nc: !!binary aGk\n'),
    );
    expect(documents.map(toPlain)).toEqual([{ a: 'hi', b: 'éx', c: 'aGk' }]);
    expect(diagnostics.map(({ code, at }) => `${code} ${at?.line}`)).toEqual(['bad-tag 5']);
  });
});

describe('documents', () => {
  it('returns every document, and refuses an empty one', () => {
    expect(
      parseFile(sourceOf('---\na: 1\n---\nb: 2\n...\n# end\n')).documents.map(toPlain),
    ).toEqual([{ a: 1 }, { b: 2 }]);
    expect(problems('a: 1\n---\n# nothing\n---\nb: 2\n')).toEqual(['wrong-type 2:4']);
    expect(problems('null\n')).toEqual(['wrong-type 1:1']);
    expect(parseFile(sourceOf('# only a comment\n'))).toEqual({ documents: [], diagnostics: [] });
  });

  it('wants a mapping at the top', () => {
    expect(problems('- a\n')).toEqual(['wrong-type 1:1']);
    expect(problems('foo')).toEqual(['wrong-type 1:1']);
  });

  it('refuses more than a hundred', () => {
    expect(problems('--- {a: 1}\n'.repeat(101))).toEqual(['too-many-documents 101:1']);
  });
});

describe('anchors and merge keys', () => {
  it('puts own keys before merged ones and earlier sources before later', () => {
    const text = 'a: &a {k: 1, j: 2}\nb: &b {k: 3, l: 4}\nc: {<<: [*a, *b], j: 9}\n';
    expect(valueOf(text)).toMatchObject({ c: { k: 1, j: 9, l: 4 } });
  });

  it('takes a quoted "<<" for a key', () => {
    expect(valueOf('a: {"<<": 1}')).toEqual({ a: { '<<': 1 } });
  });

  it('accepts an alias as a key when it stands for text', () => {
    expect(valueOf('a: &a x\nb: {*a : 1}')).toMatchObject({ b: { x: 1 } });
    expect(problems('a: &a 1\nb: {*a : 1}')).toEqual(['non-string-key 2:5']);
  });

  it('uses the nearest anchor above when a name is defined twice', () => {
    expect(valueOf('a: &x 1\nb: *x\nc: &x 2\nd: *x\n')).toEqual({ a: 1, b: 1, c: 2, d: 2 });
  });

  it('refuses cycles, unknown names and merges of anything but mappings', () => {
    expect(problems('a: &a {<<: *a}')).toEqual(['alias-cycle 1:12']);
    expect(problems('a: &a [*a]')).toEqual(['alias-cycle 1:8']);
    expect(problems('a: &base {}\nb: *bsae\n')).toEqual(['unknown-alias 2:4']);
    expect(problems('a: &a [1]\nb: {<<: *a}')).toEqual(['bad-merge 2:9']);
    expect(problems('a: {b: 1}\n---\nb: *a\n')).toEqual(['unknown-alias 3:4']);
  });

  it('accepts three hundred uses of one anchor', () => {
    const uses = Array.from({ length: 300 }, (_, i) => `k${i}: *a`).join('\n');
    expect(problems(`a: &a {x: [1, 2, 3]}\n${uses}`)).toEqual([]);
  });
});

describe('keys', () => {
  it('reports a second use with both places', () => {
    const { diagnostics } = parseFile(sourceOf('a: 1\nb: 2\n"a": 3\n'));
    expect(diagnostics).toMatchObject([
      { code: 'duplicate-key', at: { line: 3 }, related: [{ at: { line: 1, column: 1 } }] },
    ]);
    expect(problems('a: {x: 1, x: 2}\nb:\n  <<: {}\n  <<: {}\n')).toEqual([
      'duplicate-key 1:11',
      'duplicate-key 4:3',
    ]);
  });

  it('reports all keys that are not text', () => {
    expect(problems('1: a\ntrue: b\n~: c\n[x]: d\n"2": e\nyes: f\n')).toEqual([
      'non-string-key 1:1',
      'non-string-key 2:1',
      'non-string-key 3:1',
      'non-string-key 4:1',
    ]);
  });

  it('treats __proto__ and constructor like other keys', () => {
    const plain = toPlain(treeOf('__proto__: {polluted: 1}\nconstructor: 2\n'));
    expect(Object.keys(plain as object)).toEqual(['__proto__', 'constructor']);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

describe('syntax problems', () => {
  it.each([
    ['a:\n\tb: 1\n', 'yaml-tab 2:1'],
    ['a:\n  b: 1\n\tc: 2\n', 'yaml-tab 3:1'],
    ['a:\n  b: 1\n c: 2\n', 'yaml-indent 3:2'],
    ['a: b: c\n', 'yaml-syntax 1:4'],
    ['a: @x\n', 'yaml-syntax 1:4'],
    ['a: [1, 2\n', 'yaml-syntax 1:4'],
    ['a: "\\q"\n', 'yaml-syntax 1:5'],
    ["a: 'x\n", 'yaml-quote 1:4'],
  ])('places the problem of %j', (text, expected) => {
    expect(problems(text)).toContain(expected);
  });

  it('reports one problem for each wrong line', () => {
    expect(problems('a: @x\nb: `y`\nc: ok\nd: %z\n')).toEqual([
      'yaml-syntax 1:4',
      'yaml-syntax 2:4',
      'yaml-syntax 4:4',
    ]);
  });

  it('is as lenient as Docker Compose with comments and closing brackets', () => {
    expect(valueOf('a: "x"#c\nb: [\n  1\n]\n')).toEqual({ a: 'x', b: [1] });
  });

  it.each([
    ['a:\n  b: "x\ny"\n  c: 1\n', { a: { b: 'x y', c: 1 } }],
    ["a:\n  b: 'it''s\n\n y'\n  c: 1\n", { a: { b: "it's\ny", c: 1 } }],
    ['a: {b: {c: "x\ny"}}\n', { a: { b: { c: 'x y' } } }],
    ['a:\n  b: [\n1, # [ "\n  2\n]\n  c: 3\n', { a: { b: [1, 2], c: 3 } }],
    ['a:\n  - !x {\n"k": [\n]\n}\n  - it\'s "\n', { a: [{ k: [] }, 'it\'s "'] }],
    ['a: |\n  "[\nb:\n  c: "\\\n x"\n', { a: '"[\n', b: { c: 'x' } }],
  ])('lets the lines of quotes and brackets begin anywhere: %j', (text, expected) => {
    expect(valueOf(text)).toEqual(expected);
  });

  it('keeps places right when lines begin anywhere', () => {
    expect(problems('a:\n  b: {x: "1\n2", y: *no,\nz: 1, z: 2}\nq: 1\nq: 2\n')).toEqual([
      'unknown-alias 3:8',
      'duplicate-key 4:7',
      'duplicate-key 6:1',
    ]);
  });

  it('refuses control characters with their place and without their line', () => {
    const { diagnostics } = parseFile(sourceOf('a: 1\nb: "\u001b[31m"\nc: \u0000\n'));
    expect(diagnostics.map(brief)).toEqual(['control-character 2:5', 'control-character 3:4']);
    expect(JSON.stringify(diagnostics)).not.toContain('[31m');
  });
});

describe('hostile files', () => {
  it.each([
    ['flow lists', '['.repeat(100_000)],
    ['flow mappings', '{a: '.repeat(10_000)],
    ['block lists', '- '.repeat(10_000)],
    [
      'block mappings',
      Array.from({ length: 10_000 }, (_, depth) => `${' '.repeat(depth % 4000)}k:`).join('\n'),
    ],
  ])('are refused when they are too deep: %s', (_, text) => {
    expect(problems(text)).toEqual([expect.stringMatching(/^too-deep /)]);
  });

  it('may be a hundred levels deep', () => {
    expect(problems(`a: ${'['.repeat(99)}${']'.repeat(99)}`)).toEqual([]);
    expect(problems(`a: ${'['.repeat(101)}${']'.repeat(101)}`)).toHaveLength(1);
  });

  it('are refused when aliases make them too deep', () => {
    const half = '['.repeat(60) + ']'.repeat(60);
    expect(problems(`a: &a ${half}\nb: ${'['.repeat(60)}*a${']'.repeat(60)}`)).toEqual([
      'too-deep 2:64',
    ]);
  });

  const nest = (first: string, next: (name: string) => string): string =>
    Array.from(
      { length: 9 },
      (_, i) => `a${i}: &a${i} ${i === 0 ? first : next(`*a${i - 1}`)}`,
    ).join('\n');

  it('are refused when aliases multiply', () => {
    const nine = (name: string) => Array(9).fill(name).join(',');
    const spent = cpuMs(() => {
      expect(problems(nest('[x]', (name) => `[${nine(name)}]`))[0]).toMatch(/^alias-limit/);
      expect(problems(nest('{x: 1}', (name) => `{<<: [${nine(name)}]}`))[0]).toMatch(
        /^alias-limit/,
      );
    });
    expect(spent).toBeLessThan(2000);
  });

  it('may have twenty thousand keys in one mapping', () => {
    const keys = Array.from({ length: 20_000 }, (_, i) => `  key${i}: v`).join('\n');
    const spent = cpuMs(() => {
      expect(problems(`x-k:\n${keys}\n`)).toEqual([]);
    });
    expect(spent).toBeLessThan(5000);
  });

  it('never make the parser throw', () => {
    const piece = fc.constantFrom(
      ...['a', ': ', '- ', '\n', '  ', '[', ']', '{', '}', ',', '"', "'", '&a ', '*a', '<<'],
      ...['!reset ', '!', '|', '>', '#', '\t', '---\n', '? ', '$', '%', '\r\n', '1', '~', '\\'],
    );
    const text = fc.oneof(
      fc.array(piece, { maxLength: 40 }).map((parts) => parts.join('')),
      fc.string(),
    );
    fc.assert(
      fc.property(text, (input) => {
        const { documents, diagnostics } = parseFile(sourceOf(input));
        expect(documents.every(({ kind }) => kind === 'map')).toBe(true);
        expect(diagnostics.every(({ at }) => at !== undefined && at.line >= 1)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

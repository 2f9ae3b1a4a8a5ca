import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpolate } from '../../../src/load/interpolate.ts';
import { interpolateText } from '../../../src/load/interpolate-text.ts';
import { childOf, toPlain } from '../../../src/load/tree.ts';
import { brief, treeOf } from './yaml.ts';
import { cpuMs } from '../../support/cpu-time.ts';

const VARIABLES: ReadonlyMap<string, string> = new Map([
  ['SET', 'v'],
  ['EMPTY', ''],
  ['OTHER', 'o'],
  ['DOLLAR', '$SET'],
  ['_x1', 'low'],
]);
const lookup = (name: string): string | undefined => VARIABLES.get(name);

const expand = (text: string): string => {
  const result = interpolateText(text, lookup);
  return 'error' in result ? `! ${result.error.kind}` : result.text;
};

describe('interpolateText', () => {
  it.each([
    ['$SET ${SET}', 'v v'],
    ['$_x1.', 'low.'],
    ['a${UNSET}b', 'ab'],
    ['${UNSET:-d}${EMPTY:-d}${SET:-d}', 'ddv'],
    ['${UNSET-d}${EMPTY-d}${SET-d}', 'dv'],
    ['${UNSET:+p}${EMPTY:+p}${SET:+p}', 'p'],
    ['${UNSET+p}${EMPTY+p}${SET+p}', 'pp'],
    ['${SET:?m}${SET?m}${EMPTY?m}', 'vv'],
    ['$$SET $${SET} $$$SET', '$SET ${SET} $v'],
    ['$1 $-x a$ $ X $(cmd) $', '$1 $-x a$ $ X $(cmd) $'],
    ['$DOLLAR', '$SET'],
    ['${U:-${OTHER}}${U:-${U2:-deep}}${U:-$OTHER}', 'odeepo'],
    ['${SET:+${OTHER}}', 'o'],
    ['${U:-{"a":1}}', '{"a":1}'],
    ['${U:-a}b}', 'ab}'],
    ['${U:-http://h:80/?q=1}', 'http://h:80/?q=1'],
    ['${U:-a:-b}', 'a:-b'],
    ['${U:-$$x}', '$x'],
    ['${U-a:-b}', 'a:-b'],
  ])('expands %j', (text, expected) => {
    expect(expand(text)).toBe(expected);
  });

  it.each(['${1}', '${}', '${', '${SET', '${SET!}', '${SET/a/b}', '${SET:1:2}', '${SET:}'])(
    'refuses %j',
    (text) => {
      expect(expand(text)).toBe('! bad-expression');
    },
  );

  it.each(['${ SET }', '${A.B:-x}', '${U:-a\nb}'])('refuses %j', (text) => {
    expect(expand(text)).toBe('! bad-expression');
  });

  it('fails with the expanded reason when a required variable has no value', () => {
    const result = interpolateText('x${UNSET:?set $OTHER}', lookup);
    expect(result).toMatchObject({
      error: { kind: 'missing-variable', start: 1, end: 21 },
    });
    expect('error' in result && result.error.message).toMatch(/"UNSET".*: set o$/);
    expect(expand('${EMPTY:?}')).toBe('! missing-variable');
    expect(expand('${UNSET?}')).toBe('! missing-variable');
  });

  it('does not evaluate what it does not use', () => {
    expect(expand('${SET:-${MISSING:?boom}}')).toBe('v');
    expect(expand('${UNSET:+${MISSING:?boom}}')).toBe('');
  });

  it('mentions nested variables, used or not, but warns only about used ones', () => {
    const { mentions } = interpolateText('${SET:-${A:?}} $B ${C-x}', lookup);
    expect(mentions.map(({ name, unset }) => `${name} ${unset}`)).toEqual([
      'SET false',
      'A false',
      'B true',
      'C false',
    ]);
  });

  it('refuses nesting beyond a hundred levels and results beyond a mebibyte', () => {
    expect(expand('${U:-'.repeat(101) + '}'.repeat(101))).toBe('! too-deep');
    expect(expand('${U:-'.repeat(99) + 'x' + '}'.repeat(99))).toBe('x');
    const big = interpolateText('$BIG$BIG', () => 'x'.repeat(600_000));
    expect(big).toMatchObject({ error: { kind: 'too-long' } });
  });

  it('takes linear time for unbalanced input', () => {
    const spent = cpuMs(() => {
      expand('${U:-'.repeat(20_000));
      expand('${'.repeat(50_000));
    });
    expect(spent).toBeLessThan(500);
  });

  it('never throws', () => {
    const piece = fc.constantFrom('$', '{', '}', ':-', '?', '+', 'SET', 'x', '\n', '$$', '${U:-');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (parts) => {
        expect(typeof expand(parts.join(''))).toBe('string');
      }),
    );
  });

  it('leaves texts without a dollar alone', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const literal = text.replaceAll('$', '');
        expect(expand(literal)).toBe(literal);
      }),
    );
  });
});

describe('interpolate', () => {
  const run = (text: string) => interpolate(treeOf(text), lookup);

  it('replaces variables in all text values but not in keys, numbers or booleans', () => {
    const { node } = run('"$SET": ["$SET", {a: x-$SET}, 1, true, null]\n');
    expect(toPlain(node)).toEqual({ $SET: ['v', { a: 'x-v' }, 1, true, null] });
  });

  it('returns the same nodes where nothing changes', () => {
    const tree = treeOf('a: {b: [x]}\nc: $SET\n');
    const { node } = interpolate(tree, lookup);
    expect(childOf(node, 'a')).toBe(childOf(tree, 'a'));
    const plain = treeOf('a: {b: [x]}\n');
    expect(interpolate(plain, lookup).node).toBe(plain);
  });

  it('keeps places and tags of what it replaces', () => {
    const { node } = run('a: !override $SET\n');
    expect(childOf(node, 'a')).toMatchObject({
      value: 'v',
      tag: 'override',
      origin: { start: 13 },
    });
  });

  it('reports every bad expression at its place inside the value', () => {
    const { diagnostics } = run('a: x ${1}\nb: ["y ${2}"]\nc: "\\t ${3}"\n');
    expect(diagnostics.map(brief)).toEqual([
      'bad-interpolation 1:6 a',
      'bad-interpolation 2:8 b[0]',
      'bad-interpolation 3:4 c',
    ]);
    expect(diagnostics[0]?.at?.length).toBe(4);
  });

  it('warns once for each unset variable and says where else it is used', () => {
    const { diagnostics } = run('a: $U\nb: ${U} $W\n');
    expect(diagnostics).toMatchObject([
      {
        code: 'unset-variable',
        severity: 'warning',
        at: { line: 1 },
        related: [{ at: { line: 2 } }],
      },
      { code: 'unset-variable', at: { line: 2, column: 9 } },
    ]);
  });

  it('lists the variables of a file', () => {
    const { variables } = run('a: i:${TAG:-x}\nb: ${IP:?need}:$PORT\nc: ${A+b}\n');
    expect(variables).toMatchObject([
      { name: 'TAG', required: false, default: 'x' },
      { name: 'IP', required: true },
      { name: 'PORT', required: false },
      { name: 'A', required: false, alternate: 'b' },
    ]);
  });
});

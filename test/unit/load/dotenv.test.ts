import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDotenv, parseRawEnv } from '../../../src/load/dotenv.ts';

const OUTSIDE: ReadonlyMap<string, string> = new Map([['OSV', 'os']]);
const lookup = (name: string): string | undefined => OUTSIDE.get(name);

const values = (text: string): unknown =>
  Object.fromEntries(parseDotenv(text, '.env', lookup).values);
const problems = (text: string): readonly string[] =>
  parseDotenv(text, '.env', lookup).diagnostics.map(
    ({ code, at }) => `${code} ${at?.file}:${at?.line}`,
  );

describe('parseDotenv', () => {
  it.each([
    ...['A=1', 'A = 1', 'A= 1', 'A=1 ', 'A: 1', 'A:1', 'export A=1', '  A=1', '\tA=1', 'A=1\r\n'],
    ...['\uFEFFA=1', '\n\n# c\nA=1', 'A=2\nA=1', 'export\tA=1'],
  ])('reads %j as 1', (text) => {
    expect(values(text)).toEqual({ A: '1' });
    expect(problems(text)).toEqual([]);
  });

  it.each([
    ['A=', ''],
    ['A=""', ''],
    ["A=''", ''],
    ['A=x y', 'x y'],
    ['A=x #c', 'x'],
    ['A=x\t#c', 'x\t#c'],
    ['A=x#c', 'x#c'],
    ['A=#c', '#c'],
    ['A= #c', '#c'],
    ['A="x #y" # c', 'x #y'],
    ['A="a\nb"', 'a\nb'],
    ["A='a\nb'", 'a\nb'],
    ['A="a\\nb"', 'a\nb'],
    ["A='a\\nb'", 'a\\nb'],
    ['A=a\\nb', 'a\\nb'],
    ['A="\\"q\\""', '"q"'],
    ["A='it\\'s'", "it's"],
    ['A="it\'s"', "it's"],
    ['A="{\\"a\\":1}"', '{"a":1}'],
    ['A={"a":1}', '{"a":1}'],
    ['A="\\$X"', '$X'],
    ['A=$$X', '$X'],
    ['A="$$X"', '$X'],
    ["A='$X'", '$X'],
    ['A="\\t\\v\\\\\\q\\x41\\c"', '\t\v\\\\q\\x41\\c'],
    ['A="\\0101"', 'A'],
    ['A="end\\\\"', 'end\\'],
    ['A=$', '$'],
    ['A=$1', '$1'],
    ['A=$(cmd)', '$(cmd)'],
    ['A=`cmd`', '`cmd`'],
    ['A=b=c', 'b=c'],
    ['A=1;B=2', '1;B=2'],
    ['A=http://x/#frag', 'http://x/#frag'],
    ['A=http://x #frag', 'http://x'],
    ['A=p@ss#w0rd!', 'p@ss#w0rd!'],
    ['A=100%', '100%'],
    ['A=~/x', '~/x'],
    ['A="  spaced  "', '  spaced  '],
    ['A=  spaced  ', 'spaced'],
    ['A=a\\', 'a\\'],
    ['A="l1\\\nl2"', 'l1\\\nl2'],
    ['A=${OSV}', 'os'],
    ['A=${NOPE:-d}', 'd'],
    ['A="${NOPE:-d e}"', 'd e'],
  ])('reads %j', (text, value) => {
    expect(values(text)).toEqual({ A: value });
    expect(problems(text)).toEqual([]);
  });

  it.each(['A.B=1', 'A-B=1', 'A[0]=1', '1A=1', 'é=1', 'exportA=1'])(
    'accepts the name of %j',
    (text) => {
      expect(values(text)).toEqual({ [text.slice(0, -2)]: '1' });
    },
  );

  it('lets values refer to earlier keys, and to the environment before them', () => {
    expect(values('X=1\nA=$X\nB="${X}y"\nC=\'${X}\'')).toEqual({
      X: '1',
      A: '1',
      B: '1y',
      C: '${X}',
    });
    expect(values('A=1\nB=$A\nA=2')).toEqual({ A: '2', B: '1' });
    expect(values('OSV=file\nA=$OSV')).toEqual({ OSV: 'file', A: 'os' });
  });

  it('inherits names without a value when they are known', () => {
    expect(values('OSV\nNOPE\n')).toEqual({ OSV: 'os' });
    expect(values('OSV')).toEqual({ OSV: 'os' });
    expect(values('A:\n  B: 1')).toEqual({ A: '', B: '1' });
  });

  it('warns once for each variable that is not set', () => {
    expect(values('A=$NOPE\nB=$NOPE\nC=\\$NOPE')).toEqual({ A: '', B: '', C: '\\' });
    expect(problems('A=$NOPE\nB=$NOPE')).toEqual(['unset-variable .env:1']);
  });

  it.each([
    ['X=1\nA B=1', 'dotenv-syntax .env:2'],
    ['A!=1', 'dotenv-syntax .env:1'],
    ['A@=1', 'dotenv-syntax .env:1'],
    ['com.x/y=1', 'dotenv-syntax .env:1'],
    ['=x', 'dotenv-syntax .env:1'],
    ['A="unterminated\nB=1', 'dotenv-syntax .env:1'],
    ["A='unterminated", 'dotenv-syntax .env:1'],
    ['A="x\ny" z', 'dotenv-syntax .env:2'],
    ['A=${NOPE:?err}', 'missing-variable .env:1'],
    ['A=${', 'bad-interpolation .env:1'],
    ['A=1\nB="x\ny"\nC=${X', 'bad-interpolation .env:4'],
  ])('reports %j with its line', (text, expected) => {
    expect(problems(text)).toEqual([expected]);
  });

  it.each([
    ['C=1\nA B', 'warning'],
    ['A="x" y', 'warning'],
    ['=x\nC=1', 'warning'],
    ['A B\nC=1', 'error'],
    ['A="x" y\nC=1', 'error'],
  ])('is as strict as Docker Compose on %j, which has a value without a name', (text, severity) => {
    const { diagnostics } = parseDotenv(text, '.env', lookup);
    expect(diagnostics.map((diagnostic) => diagnostic.severity)).toEqual([severity]);
  });

  it('reports all problems and still reads the other lines', () => {
    expect(problems('A B=1\nC=2\nD!=3\n')).toEqual([
      'dotenv-syntax .env:1',
      'dotenv-syntax .env:3',
    ]);
    expect(values('A B=1\nC=2\nD!=3\n')).toEqual({ C: '2' });
  });

  it('never shows what a line contains', () => {
    for (const text of [
      'K E="hunter2',
      'A="hunter2',
      'K!=hunter2',
      'A=${hunter2',
      'A="x" hunter2',
    ]) {
      const { diagnostics } = parseDotenv(text, '.env', lookup);
      expect(diagnostics).toHaveLength(1);
      expect(JSON.stringify(diagnostics)).not.toContain('hunter2');
      expect(diagnostics[0]?.at).not.toHaveProperty('text');
    }
  });

  it('stops values that double themselves', () => {
    const doubling = Array.from({ length: 40 }, (_, i) => `V${i + 1}=$V${i}$V${i}`).join('\n');
    expect(problems(`V0=${'x'.repeat(100)}\n${doubling}`)[0]).toMatch(/^(?:bad-inter|dotenv-too)/);
  });

  it('never throws', () => {
    const piece = fc.constantFrom(
      'A',
      '=',
      ':',
      ' ',
      '\n',
      '"',
      "'",
      '\\',
      '$',
      '{',
      '}',
      '#',
      'export ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (parts) => {
        expect(parseDotenv(parts.join(''), '.env', lookup).values.has('')).toBe(false);
      }),
    );
  });
});

describe('parseRawEnv', () => {
  const raw = (text: string): unknown => Object.fromEntries(parseRawEnv(text, 'e', lookup).values);

  it.each([
    ['A="x"', '"x"'],
    ['A=$X', '$X'],
    ['A=x #c', 'x #c'],
    ['A=1 ', '1 '],
    ['  A=1', '1'],
    ['A=b=c', 'b=c'],
    ['\uFEFFA=1\r\n', '1'],
  ])('reads %j literally', (text, value) => {
    expect(raw(text)).toEqual({ A: value });
  });

  it('inherits bare names and skips comments', () => {
    expect(raw('# c\n\nOSV\nNOPE\n')).toEqual({ OSV: 'os' });
  });

  it.each(['A = 1', 'export A=1', 'A B=1', 'A: 1', '=x'])('refuses %j', (text) => {
    const { diagnostics } = parseRawEnv(`X=1\n${text}`, 'e', lookup);
    expect(diagnostics).toMatchObject([{ code: 'dotenv-syntax', at: { file: 'e', line: 2 } }]);
  });
});

import { describe, expect, test } from 'vitest';
import type { Flags } from '../../../src/cli/command.ts';
import { checkPositionals, parseArgv } from '../../../src/cli/parse-argv.ts';

const FLAGS = {
  detach: { kind: 'boolean', short: 'd', text: '' },
  force: { kind: 'boolean', short: 'f', text: '' },
  menu: { kind: 'boolean', default: true, text: '' },
  timeout: { kind: 'int', short: 't', text: '' },
  scale: { kind: 'strings', text: '' },
  exitCodeFrom: { kind: 'string', text: '' },
  noTty: { kind: 'boolean', short: 'T', text: '', aliases: ['no-TTY'] },
} as const satisfies Flags;

const parse = (...argv: string[]) => parseArgv(argv, FLAGS);
const flagsOf = (...argv: string[]) => {
  const parsed = parse(...argv);
  return parsed.status === 'ok' ? parsed.flags : parsed.message;
};
const problemOf = (...argv: string[]) => {
  const parsed = parse(...argv);
  return parsed.status === 'bad' ? parsed.message : undefined;
};

describe('values', () => {
  test('a flag that is not given has its default, a list is empty', () => {
    expect(flagsOf()).toEqual({
      detach: undefined,
      force: undefined,
      menu: true,
      timeout: undefined,
      scale: [],
      exitCodeFrom: undefined,
      noTty: undefined,
    });
  });

  test.each([
    [['--timeout', '5'], 5],
    [['--timeout=5'], 5],
    [['-t5'], 5],
    [['-t=5'], 5],
    [['-t', '5'], 5],
    [['-t', '-5'], -5],
    [['-t', '0x10'], 16],
    [['-t', '010'], 8],
    [['-dft5'], 5],
    [['-t', '1', '-t', '2'], 2],
  ])('%j reads the number %d', (argv, timeout) => {
    expect(flagsOf(...argv)).toMatchObject({ timeout });
  });

  test.each([
    [['--menu=false'], false],
    [['--menu=0'], false],
    [['--menu=T'], true],
    [['--menu'], true],
  ])('%j reads the switch %j', (argv, menu) => {
    expect(flagsOf(...argv)).toMatchObject({ menu });
  });

  test('a switch takes no value from the next word', () => {
    expect(parse('--menu', 'false')).toMatchObject({ flags: { menu: true }, args: ['false'] });
  });

  test('grouped short switches are all set, one may be turned off', () => {
    expect(flagsOf('-df')).toMatchObject({ detach: true, force: true });
    expect(flagsOf('-f', '-d=false')).toMatchObject({ detach: false, force: true });
  });

  test('a repeated list gathers its values and does not split them', () => {
    expect(flagsOf('--scale', 'a=1,b=2', '--scale=c=3')).toMatchObject({
      scale: ['a=1,b=2', 'c=3'],
    });
  });

  test('other long names mean the same flag', () => {
    expect(flagsOf('--no-TTY')).toMatchObject({ noTty: true });
  });

  test('a value may look like a flag or be empty', () => {
    expect(flagsOf('--exit-code-from', '--detach')).toMatchObject({ exitCodeFrom: '--detach' });
    expect(flagsOf('--exit-code-from=')).toMatchObject({ exitCodeFrom: '' });
  });
});

describe('positionals', () => {
  test('stand anywhere between flags', () => {
    expect(parse('a', '-d', 'b', '-', '-t', '1', 'c')).toMatchObject({
      args: ['a', 'b', '-', 'c'],
    });
  });

  test('two dashes end the flags', () => {
    expect(parse('-d', '--', '-f', '--', 'a')).toMatchObject({ args: ['-f', '--', 'a'] });
  });

  test('the first one ends the flags where the command says so, later dashes included', () => {
    const parsed = parseArgv(['-T', 'a', '--', 'ls', '-d'], FLAGS, { stopAtFirstPositional: true });
    expect(parsed).toMatchObject({ flags: { noTty: true, detach: undefined } });
    expect(parsed).toMatchObject({ args: ['a', '--', 'ls', '-d'] });
  });

  test.each([
    [[], { usage: '', min: 2 }, 'requires at least 2 arg(s), only received 0'],
    [['a', 'b'], { usage: '', max: 1 }, 'accepts at most 1 arg(s), received 2'],
    [[], { usage: '', min: 1, max: 2 }, 'accepts between 1 and 2 arg(s), received 0'],
    [['a', 'b', 'c'], { usage: '', min: 1, max: 2 }, 'accepts between 1 and 2 arg(s), received 3'],
    [['a'], undefined, 'unexpected argument "a"'],
    [['a', 'b', 'c'], { usage: '' }, undefined],
  ])('the number of %j is checked against %j', (args, positionals, message) => {
    expect(checkPositionals(args, positionals)?.message).toBe(message);
  });
});

describe('problems', () => {
  test.each([
    [['--nosuch'], 'unknown flag: --nosuch'],
    [['--time', '5'], 'unknown flag: --time'],
    [['--nosuch=5'], 'unknown flag: --nosuch'],
    [['-z'], "unknown shorthand flag: 'z' in -z"],
    [['-dz5'], "unknown shorthand flag: 'z' in -z5"],
    [['--=x'], 'bad flag syntax: --=x'],
    [['---x'], 'bad flag syntax: ---x'],
    [['--timeout'], 'flag needs an argument: --timeout'],
    [['-dt'], "flag needs an argument: 't' in -t"],
    [
      ['-t', 'x'],
      'invalid argument "x" for "-t, --timeout" flag: strconv.ParseInt: parsing "x": invalid syntax',
    ],
    [
      ['-t', '99999999999999999999'],
      'invalid argument "99999999999999999999" for "-t, --timeout" flag: strconv.ParseInt: parsing "99999999999999999999": value out of range',
    ],
    [
      ['--menu=maybe'],
      'invalid argument "maybe" for "--menu" flag: strconv.ParseBool: parsing "maybe": invalid syntax',
    ],
  ])('%j is refused', (argv, message) => {
    expect(problemOf(...argv)).toBe(message);
  });

  test('an unknown flag brings the words it may have meant', () => {
    expect(parse('--detahc')).toMatchObject({
      word: '--detahc',
      candidates: expect.arrayContaining(['--detach', '--exit-code-from', '--no-tty']) as unknown,
    });
  });
});

import { describe, expect, test } from 'vitest';
import type { CommandSpec, Flags } from '../../../src/cli/command.ts';
import { parseCommand, parseProgram } from '../../../src/cli/parse-program.ts';

describe('before the verb', () => {
  test('global flags may come in any order and be repeated', () => {
    expect(
      parseProgram(['-f', 'a.yaml', '-H', 'tcp://x', '-fb.yaml', 'up', '-d', '-f']),
    ).toMatchObject({
      status: 'command',
      name: 'up',
      rest: ['-d', '-f'],
      globals: { file: ['a.yaml', 'b.yaml'], host: 'tcp://x' },
    });
  });

  test.each([
    [[], { status: 'help', topic: undefined }],
    [['--help'], { status: 'help', topic: undefined }],
    [['-h', 'up'], { status: 'help', topic: 'up' }],
    [['help', 'up'], { status: 'help', topic: 'up' }],
    [['-v'], { status: 'command', name: 'version', rest: [] }],
    [['--version'], { status: 'command', name: 'version', rest: [] }],
    [['--config', 'D', 'ps'], { status: 'bad', message: 'unknown flag: --config' }],
    [['--verbose', 'ps'], { status: 'command', globals: { debug: true } }],
  ])('%j is understood', (argv, line) => {
    expect(parseProgram(argv)).toMatchObject(line);
  });

  test.each([
    [['--host'], "flag needs an argument: '--host'"],
    [['-H'], "flag needs an argument: '-H'"],
    [['--log-level'], "flag needs an argument: '--log-level'"],
    [['-f'], "flag needs an argument: 'f' in -f"],
    [['--ansi'], 'flag needs an argument: --ansi'],
  ])('%j says what is missing', (argv, message) => {
    expect(parseProgram(argv)).toMatchObject({ status: 'bad', message });
  });
});

describe('behind the verb', () => {
  const spec: CommandSpec<Flags> = {
    name: 'ps',
    summary: '',
    positionals: { usage: '[SERVICE...]' },
    flags: { quiet: { kind: 'boolean', short: 'q', text: '' } },
  };

  test('flags and positionals go to the command', () => {
    expect(parseCommand(['web', '-q'], spec)).toMatchObject({
      status: 'run',
      globals: {},
      invocation: { flags: { quiet: true }, args: ['web'] },
    });
  });

  test('a dry run and remote files may be asked for here, other global flags may not', () => {
    expect(parseCommand(['--dry-run', '--allow-remote'], spec)).toMatchObject({
      status: 'run',
      globals: { dryRun: true, allowRemote: true },
    });
    expect(parseCommand(['--all-resources'], spec)).toMatchObject({
      status: 'bad',
      message: 'unknown flag: --all-resources',
    });
  });

  test('help goes before the number of positionals', () => {
    expect(parseCommand(['--help'], { ...spec, positionals: { usage: '', min: 1 } })).toEqual({
      status: 'help',
    });
  });
});

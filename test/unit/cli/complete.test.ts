import { describe, expect, test } from 'vitest';
import type { CommandSpec, Flags } from '../../../src/cli/command.ts';
import { completeCommand, completeProgram } from '../../../src/cli/complete.ts';
import { renderReply } from '../../../src/cli/completion-reply.ts';

const COMMANDS = {
  up: { summary: 'Start' },
  exec: { summary: 'Run' },
  old: { summary: 'Old', hidden: true },
};

const UP: CommandSpec<Flags> = {
  name: 'up',
  summary: '',
  positionals: { usage: '[SERVICE...]', complete: 'services' },
  flags: {
    detach: { kind: 'boolean', short: 'd', text: 'Detach' },
    pull: { kind: 'string', text: 'Pull', choices: ['always', 'never'] },
    scale: { kind: 'strings', value: 'SERVICE=NUM', text: 'Scale' },
    timeout: { kind: 'int', short: 't', text: 'Timeout' },
    output: { kind: 'string', short: 'o', value: 'FILE', text: 'Output' },
    filter: { kind: 'string', value: 'name=PATTERN', text: 'Filter' },
    secret: { kind: 'boolean', text: 'Hidden', hidden: true },
  },
};
const EXEC: CommandSpec<Flags> = {
  name: 'exec',
  summary: '',
  positionals: { usage: 'SERVICE COMMAND [ARG...]', min: 2, complete: 'services' },
  stopAtFirstPositional: true,
  flags: { user: { kind: 'string', short: 'u', text: 'User' } },
};
const PORT: CommandSpec<Flags> = {
  name: 'port',
  summary: '',
  positionals: { usage: 'SERVICE PORT', min: 2, max: 2, complete: 'services' },
  flags: {},
};
const COPY: CommandSpec<Flags> = {
  name: 'cp',
  summary: '',
  positionals: { usage: 'FROM TO', min: 2, max: 2, complete: 'places' },
  flags: {},
};

const program = (words: readonly string[], typed = '') => completeProgram(words, typed, COMMANDS);
const command = (spec: CommandSpec<Flags>, words: readonly string[], typed = '') =>
  completeCommand({ name: spec.name, words }, typed, spec);
const valuesOf = (source: unknown): readonly string[] =>
  (source as readonly { readonly value: string }[]).map(({ value }) => value);

describe('before the command', () => {
  test('the commands are offered, hidden ones are not', () => {
    const found = program([]);
    expect(found.status === 'wanted' && valuesOf(found.wanted.source)).toEqual([
      'up',
      'exec',
      'help',
    ]);
  });

  test.each([
    [['-p'], '', 'projects'],
    [['--profile', 'a', '--profile'], '', 'profiles'],
    [['-f'], '', 'files'],
    [['-f', 'x', '--project-directory'], '', 'directories'],
    [['--progress'], '', ['auto', 'tty', 'plain', 'json', 'quiet']],
    [[], '--ansi=n', ['auto', 'never', 'always']],
    [['--parallel'], '', 'none'],
    [['--dry-run', '-H'], '', 'none'],
  ])('after %j, %j wants %j', (words, typed, source) => {
    expect(program(words, typed)).toMatchObject({ status: 'wanted', wanted: { source } });
  });

  test.each([
    [['up'], 'up', []],
    [['-f', 'x', '-pname', '--progress=json', 'up', 'web', '-d'], 'up', ['web', '-d']],
    [['--nosuch', 'up', '--', 'web'], 'up', ['--', 'web']],
  ])('the command is found in %j', (words, name, rest) => {
    expect(program(words)).toEqual({ status: 'command', command: { name, words: rest } });
  });
});

describe('behind the command', () => {
  test.each([
    [[], '', 'services'],
    [['web'], '', 'services'],
    [['-d', 'web', '--pull'], '', ['always', 'never']],
    [[], '--pull=al', ['always', 'never']],
    [['-dt'], '', 'none'],
    [['-dt', '5'], '', 'services'],
    [['-t5'], '', 'services'],
    [['-o'], '', 'files'],
    [['--scale'], '', 'scale'],
    [['--filter'], '', ['name=']],
    [[], '--detach=', ['true', 'false']],
    [['--'], '-d', 'services'],
    [[], '--nosuch=', 'none'],
  ])('after %j, %j wants %j', (words, typed, source) => {
    expect(command(UP, words, typed).source).toEqual(source);
  });

  test('what is given already is not offered again, but for flags that may be repeated', () => {
    expect(command(UP, ['web']).taken).toEqual(['web']);
    const flags = valuesOf(command(UP, ['-d', '--scale', 'a=1'], '--').source);
    expect(flags).toContain('--scale');
    expect(flags).not.toContain('--detach');
  });

  test('flags begin with --dry-run; hidden ones are missing; one dash shows the short ones', () => {
    const long = valuesOf(command(UP, [], '--').source);
    expect(long[0]).toBe('--dry-run');
    expect(long).not.toContain('--secret');
    expect(long.filter((name) => !name.startsWith('--'))).toEqual([]);
    expect(valuesOf(command(UP, [], '-').source)).toContain('-d');
  });

  test('one service is enough where a command takes one', () => {
    expect(command(PORT, []).source).toBe('services');
    expect(command(PORT, ['web']).source).toBe('none');
  });

  test('both ends of a copy are asked for', () => {
    expect([command(COPY, []).source, command(COPY, ['web:/x']).source]).toEqual([
      'places',
      'places',
    ]);
    expect(command(COPY, ['web:/x', '.']).source).toBe('none');
  });

  test('the words of another program are the shell’s', () => {
    expect(command(EXEC, ['-u', 'me']).source).toBe('services');
    expect(command(EXEC, ['-u', 'me', 'web'], '--').source).toBe('command');
  });
});

test('a reply is a candidate a line, with its text on demand, and the bits at the end', () => {
  const reply = { candidates: [{ value: 'up', text: 'Start' }], directive: 'noFiles' } as const;
  expect(renderReply(reply, { descriptions: true })).toBe('up\tStart\n:4\n');
  expect(renderReply(reply, { descriptions: false })).toBe('up\n:4\n');
  expect(renderReply({ candidates: [], directive: 'files' }, { descriptions: true })).toBe(':0\n');
});

import { describe, expect, test } from 'vitest';
import { programName, renderPluginMetadata, shownVersion } from '../../../src/cli/program-name.ts';
import { readCall } from '../../../src/cli/read-call.ts';

const argvOf = (argv: readonly string[], name = 'docker-flo') => {
  const call = readCall(argv, name);
  return call.kind === 'run' ? call.argv : call.kind;
};

describe('the name that the program is called by', () => {
  test.each([
    ['/usr/local/bin/docker-compose', 'docker-compose'],
    ['/root/.docker/cli-plugins/docker-flotilla', 'docker-flotilla'],
    [String.raw`C:\plugins\docker-compose.exe`, 'docker-compose'],
    ['/usr/bin/flo', 'flo'],
    ['/lib/node_modules/flotilla/dist/flotilla.mjs', 'flotilla'],
    ['/src/main.ts', 'flotilla'],
    ['docker-Compose', 'flotilla'],
  ])('%s is %s', (path, name) => {
    expect(programName(path)).toBe(name);
  });

  test('decides which version is told: a comparable one where Docker Compose is expected', () => {
    expect(shownVersion('docker-compose')).toMatch(/^v\d+\.\d+\.\d+\+flotilla\.\d+\.\d+\.\d+$/);
    expect(shownVersion('docker-flotilla')).toMatch(/^\d+\.\d+\.\d+$/);
  });
});

describe('docker’s first question', () => {
  test.each([[['docker-cli-plugin-metadata']], [['docker-cli-plugin-metadata', '--what', 'else']]])(
    '%j is seen under every name',
    (argv) => {
      expect(argvOf(argv)).toBe('metadata');
      expect(argvOf(argv, 'flotilla')).toBe('metadata');
    },
  );

  test('is answered with what docker demands', () => {
    expect(JSON.parse(renderPluginMetadata('docker-compose'))).toEqual({
      SchemaVersion: '0.1.0',
      Vendor: expect.stringMatching(/./),
      Version: shownVersion('docker-compose'),
      ShortDescription: expect.stringMatching(/./),
    });
  });
});

describe('the words that docker passes on', () => {
  test.each([
    [['flo', 'ps'], ['ps']],
    [
      ['-H', 'unix:///x', 'flo', '-p', 'a', 'up', '-d'],
      ['--host=unix:///x', '-p', 'a', 'up', '-d'],
    ],
    [
      ['-Dl', 'error', '--tlsverify=false', '--context', 'c', 'flo', 'ps'],
      ['--context=c', '--tlsverify=false', '--log-level=error', '--debug=true', 'ps'],
    ],
    [
      ['flo', 'run', 'flo', '--help'],
      ['run', 'flo', '--help'],
    ],
    [['flo'], []],
    [['flo', '--help'], ['--help']],
    [['help', 'flo'], ['help']],
    [
      ['help', 'flo', 'ps'],
      ['help', 'ps'],
    ],
    [
      ['-D', 'help', 'flo', 'ps'],
      ['--debug=true', 'help', 'ps'],
    ],
    [
      ['__complete', 'flo', 'ps', ''],
      ['__complete', 'ps', ''],
    ],
    [
      ['__completeNoDesc', '-H', 'h', 'flo', 'ps', ''],
      ['__completeNoDesc', '--host=h', 'ps', ''],
    ],
  ])('%j are read as %j', (given, argv) => {
    expect(argvOf(given)).toEqual(argv);
  });

  test('may name the folder of docker’s configuration, which is no flag of ours', () => {
    expect(readCall(['--config', 'dir', 'flo', 'ps'], 'docker-flo')).toMatchObject({
      argv: ['ps'],
      dockerConfig: 'dir',
    });
  });

  test('end the call at once when they ask for hints', () => {
    expect(argvOf(['flo', 'docker-cli-plugin-hooks', '{broken'])).toBe('hooks');
  });

  test('give the help the name that the user knows', () => {
    const titleOf = (argv: readonly string[]) => {
      const call = readCall(argv, 'docker-flo');
      return call.kind === 'run' ? call.title : '';
    };
    expect(titleOf(['flo', '--help'])).toBe('docker flo');
    expect(titleOf(['--help'])).toBe('docker-flo');
  });
});

describe('a call by hand', () => {
  test.each([
    [['ps'], 'docker-compose'],
    [['-f', 'x.yaml', '-H', 'host', 'ps'], 'docker-compose'],
    [['--config', 'dir', 'ps'], 'docker-compose'],
    [['-f', 'compose', 'ps'], 'docker-compose'],
    [['-H', 'compose', 'ps'], 'docker-compose'],
    [['__complete', 'ps', ''], 'docker-compose'],
    [['flotilla', 'ps'], 'flotilla'],
    [['exec', 'compose', 'ls'], 'docker-compose'],
    [['', 'ps'], 'docker-compose'],
    [[], 'docker-compose'],
  ])('%j as %s is left as it is', (argv, name) => {
    expect(argvOf(argv, name)).toEqual(argv);
  });
});

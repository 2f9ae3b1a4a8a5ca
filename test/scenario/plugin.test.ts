/** The program as docker's plugin, as Docker Compose, and completed by a shell. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { docker, startDocker, type DockerCall } from '../support/docker-cli.ts';
import { eventually, flotilla, runProgram, workspace } from '../support/flotilla.ts';
import { root } from '../support/source-tree.ts';

const ENTRY = join(root, 'dist/flotilla.mjs');
const COMPOSE = `services:
  web:
    image: busybox
    command: sh -c 'trap exit TERM; echo ready; while :; do sleep 0.1; done'
  tool:
    image: busybox
    profiles: [debug]
`;

const home = mkdtempSync(join(tmpdir(), 'flotilla-plugin-'));
const config = join(home, 'config');
const cwd = join(home, 'project');
const call: DockerCall = { config, cwd };

const install = (...args: readonly string[]) =>
  flotilla(['plugin', 'install', ...args], { env: { DOCKER_CONFIG: config } });

beforeAll(async () => {
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'compose.yaml'), COMPOSE);
  await install();
  await install('--as', 'docker-compose');
});
afterAll(() => {
  rmSync(home, { recursive: true });
});

describe('as a plugin of docker', () => {
  test('it tells what it is before it looks at anything', async () => {
    const plugin = join(config, 'cli-plugins/docker-compose');
    writeFileSync(join(home, 'compose.yaml'), 'services: [');
    const env = { DOCKER_HOST: 'tcp://127.0.0.1:1', PATH: '/usr/bin:/bin' };
    const told = await runProgram(plugin, ['docker-cli-plugin-metadata', 'x'], { cwd: home, env });
    expect({ ...told, stdout: JSON.parse(told.stdout) as unknown }).toEqual({
      code: 0,
      stderr: '',
      stdout: expect.objectContaining({
        SchemaVersion: '0.1.0',
        Version: expect.stringMatching(/^v5\.\d+\.\d+\+flotilla\./),
      }),
    });
  });

  test('docker runs it under both names, with docker’s own flags in front', async () => {
    for (const name of ['flotilla', 'compose']) {
      const { code, stdout } = await docker(
        call,
        '--log-level',
        'error',
        name,
        'config',
        '--services',
      );
      expect({ code, stdout }).toEqual({ code: 0, stdout: 'web\n' });
    }
  });

  test('docker’s flags count: host, and the folder of its configuration', async () => {
    const dead = await docker(call, '-H', 'tcp://127.0.0.1:1', 'flotilla', 'ps');
    expect(dead.code).toBe(1);
    expect(dead.stderr).toContain('tcp://127.0.0.1:1');
    writeFileSync(join(config, 'config.json'), '{"currentContext":"nope"}');
    const lost = await docker(call, 'flotilla', 'ps');
    writeFileSync(join(config, 'config.json'), '{}');
    expect(lost.stderr).toContain('"nope"');
    expect((await docker(call, '--config', config, 'flotilla', 'ps')).code).toBe(0);
  });

  test('help, exit codes and unknown flags come through', async () => {
    const help = await docker(call, 'flotilla', 'ps', '--help');
    expect(help).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Usage: docker flotilla ps /),
    });
    expect((await docker(call, 'help', 'flotilla')).stdout).toMatch(/^Usage: docker flotilla /);
    expect(await docker(call, 'compose', 'exec')).toMatchObject({
      code: 1,
      stderr: 'requires at least 2 arg(s), only received 0\n',
    });
    expect((await docker(call, 'compose', 'version', '--short')).stdout).toMatch(/^5\.\d+\.\d+\+/);
  });

  test('docker completes it', async () => {
    const { code, stdout } = await docker(call, '__complete', 'flotilla', 'ps', '');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'tool\nweb\n:4\n' });
  });

  test('questions for hints are answered with nothing', async () => {
    const plugin = join(config, 'cli-plugins/docker-flotilla');
    const asked = ['flotilla', 'docker-cli-plugin-hooks', '{"RootCmd":"ps"'];
    expect(await runProgram(plugin, asked, { cwd })).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('docker being interrupted stops the project, and every line of JSON is one', async () => {
    await using shop = workspace('plug', COMPOSE);
    const run = startDocker({ config, cwd: shop.dir }, [
      ...['flotilla', '-p', shop.project, '--progress', 'json', 'up'],
    ]);
    let seen = '';
    run.child.stdout.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
    });
    await eventually(() => seen.includes('ready'));
    run.interrupt();
    const { code, stderr } = await run.finished;
    expect(code).toBe(130);
    const lines = stderr.trim().split('\n');
    const told = lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    expect(told).toContainEqual({
      id: `Container ${shop.project}-web-1`,
      status: 'Done',
      text: 'Stopped',
    });
    expect((await shop.containers())['web-1']?.state).toBe('exited');
  });

  test('docker being interrupted reaches a program in run, whose code comes back', async () => {
    await using shop = workspace('plugrun', COMPOSE);
    const script = 'trap "echo got it; exit 44" INT; echo ready; while :; do sleep 0.1; done';
    const run = startDocker({ config, cwd: shop.dir }, [
      ...['compose', '-p', shop.project, 'run', '--rm', '-T', 'web', 'sh', '-c', script],
    ]);
    run.child.stdout.once('data', () => run.interrupt());
    expect(await run.finished).toMatchObject({ code: 44, stdout: 'ready\ngot it\n' });
    expect(await shop.containers()).toEqual({});
  });

  test.each([['@flotilla_no_such_socket'], ['/no/such/socket'], ['']])(
    'the socket %j changes nothing',
    async (socket) => {
      const plugin = join(config, 'cli-plugins/docker-flotilla');
      const env = { DOCKER_CLI_PLUGIN_SOCKET: socket };
      const { code } = await runProgram(plugin, ['flotilla', 'ps'], { cwd, env });
      expect(code).toBe(0);
    },
  );
});

describe('as docker-compose on the PATH', () => {
  const forms: readonly (readonly [string, (path: string) => void])[] = [
    ['a link to the program', (path) => symlinkSync(ENTRY, path)],
    [
      'a copy of what is installed',
      (path) => copyFileSync(join(config, 'cli-plugins/docker-compose'), path),
    ],
  ];

  test.each(forms)('%s is Docker Compose', async (form, make) => {
    const folder = join(home, form.replaceAll(' ', '-'));
    mkdirSync(folder);
    const program = join(folder, 'docker-compose');
    make(program);
    const env = { PATH: `${join(process.execPath, '..')}:/usr/bin:/bin` };
    const compose = (...args: readonly string[]) => runProgram(program, args, { cwd, env });
    expect((await compose('version')).stdout).toMatch(/^Docker Compose version v5\./);
    expect((await compose('-v')).stdout).toMatch(/^Docker Compose version v5\./);
    expect((await compose('-f', 'compose.yaml', 'config', '--services')).stdout).toBe('web\n');
    expect((await compose('-f', 'compose.yaml', '-H', 'tcp://127.0.0.1:1', 'ps')).stderr).toContain(
      '127.0.0.1:1',
    );
    expect(await compose('--config', home, 'ps')).toMatchObject({
      code: 1,
      stderr: 'unknown flag: --config\n',
    });
    expect((await compose('__complete', 'ps', '')).stdout).toBe('tool\nweb\n:4\n');
  });

  test('a copy of the entry alone finds the program that is installed, or says what to do', async () => {
    const folder = join(home, 'entry-alone');
    mkdirSync(folder);
    const program = join(folder, 'docker-compose');
    copyFileSync(ENTRY, program);
    const node = join(process.execPath, '..');
    const lost = await runProgram(process.execPath, [program, 'version'], {
      env: { PATH: '/bin' },
    });
    expect(lost).toMatchObject({ code: 1, stderr: expect.stringContaining('plugin install') });
    symlinkSync(ENTRY, join(folder, 'flotilla'));
    const env = { PATH: `${folder}:${node}:/usr/bin:/bin` };
    const found = await runProgram(program, ['version'], { env });
    expect(found.stdout).toMatch(/^Docker Compose version v5\./);
  });
});

describe('installing in the place of another program', () => {
  test('keeps it and gives it back', async () => {
    const folder = join(home, 'place');
    mkdirSync(folder);
    const path = join(folder, 'docker-compose');
    writeFileSync(path, '#!/bin/sh\necho theirs\n', { mode: 0o755 });
    const run = (...args: readonly string[]) =>
      flotilla(['plugin', ...args, '--as', 'docker-compose', '--dir', folder]);
    const theirs = { code: 0, stdout: 'theirs\n', stderr: '' };

    expect((await run('install', '--dry-run')).stdout).toMatch(/^would have kept /);
    expect(await runProgram(path, [])).toEqual(theirs);
    expect((await run('install')).stdout).toMatch(/^kept the \S+ that was there as /);
    const ours = await runProgram(path, ['version'], { env: { PATH: '/bin' } });
    expect(ours.stdout).toMatch(/^Docker Compose version v5\./);
    expect((await run('uninstall')).code).toBe(0);
    expect(await runProgram(path, [])).toEqual(theirs);
    expect(await run('uninstall')).toMatchObject({ code: 1, stdout: '' });
  });
});

describe('completion in bash', () => {
  /** The words as readline splits them. */
  const complete = async (line: string, words: readonly string[]): Promise<readonly string[]> => {
    const script = `
source <("$NODE" "$ENTRY" completion bash)
flotilla() { "$NODE" "$ENTRY" "$@"; }
COMP_LINE=$1 COMP_POINT=\${#1}; shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
__flotilla_complete flotilla
printf '%s\\n' "\${COMPREPLY[@]}"`;
    const env = { NODE: process.execPath, ENTRY };
    const args = ['--norc', '-c', script, 'bash', line, ...words];
    const { stdout, stderr } = await runProgram('bash', args, { cwd, env });
    expect(stderr).toBe('');
    return stdout.split('\n').filter((word) => word !== '');
  };

  test.each([
    ['flotilla ps ', ['flotilla', 'ps', ''], ['tool', 'web']],
    ['flotilla up --pull=al', ['flotilla', 'up', '--pull', '=', 'al'], ['always']],
    [
      'flotilla --progress=',
      ['flotilla', '--progress', '='],
      ['auto', 'tty', 'plain', 'json', 'quiet'],
    ],
    ['flotilla scale w', ['flotilla', 'scale', 'w'], ['web=']],
    ['flotilla cp w', ['flotilla', 'cp', 'w'], ['web:']],
    ['flotilla cp web:/x comp', ['flotilla', 'cp', 'web', ':', '/x', 'comp'], ['compose.yaml']],
    ['flotilla kill -s SIGH', ['flotilla', 'kill', '-s', 'SIGH'], ['SIGHUP']],
    ['flotilla -f comp', ['flotilla', '-f', 'comp'], ['compose.yaml']],
    ['flotilla  up   -d  t', ['flotilla', 'up', '-d', 't'], ['tool']],
    [
      'flotilla ps --filter=status=ru',
      ['flotilla', 'ps', '--filter', '=', 'status', '=', 'ru'],
      ['running'],
    ],
  ])('%j offers what fits', async (line, words, offered) => {
    expect(await complete(line, words)).toEqual(offered);
  });

  test('a name that would run a program is neither run nor offered', async () => {
    const evil = join(home, 'evil.yaml');
    writeFileSync(
      evil,
      `services:\n  web: { image: a, profiles: ["$(touch ${home}/run)", fine] }\n`,
    );
    const words = ['flotilla', '-f', evil, '--profile', ''];
    expect(await complete(`flotilla -f ${evil} --profile `, words)).toEqual(['fine', '*']);
  });
});

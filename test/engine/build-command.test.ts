import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LABEL } from '../../src/model/labels.ts';
import { dockerBuildx } from '../support/docker-compose.ts';
import { testEngine } from '../support/engine.ts';
import { workspace } from '../support/flotilla.ts';
import { startLoginRegistry } from '../support/login-registry.ts';
import { startMemoryRegistry } from '../support/memory-registry.ts';

/** One service that is built from a Dockerfile of these lines. */
const inline = (...lines: readonly string[]): string =>
  `context: ., dockerfile_inline: ${JSON.stringify(`${lines.join('\n')}\n`)}`;

describe('build', () => {
  test('the login that docker has kept reaches the registry of a private base, whatever is wrong with others', async () => {
    await using registry = await startLoginRegistry('me', 'secret');
    await using space = workspace(
      'login',
      `services: {a: {build: {${inline(`FROM ${registry.host}/base:1`)}}}}\n`,
    );
    const auth = Buffer.from('me:secret').toString('base64');
    const credHelpers = { 'registry.invalid': 'no-such-helper' };
    space.write(
      'known/config.json',
      JSON.stringify({ auths: { [registry.host]: { auth } }, credHelpers }),
    );
    space.write('unknown/config.json', '{}');
    const build = async (folder: string): Promise<string> => {
      const env = { DOCKER_CONFIG: join(space.dir, folder) };
      const { code, stderr } = await space.floWith({ env }, 'build');
      expect(code).toBe(1);
      return stderr;
    };
    expect(await build('unknown')).toMatch(/auth|no active session|401/i);
    expect(await build('known')).toMatch(/not found|manifest unknown/);
  });

  test('arguments, target, labels and tags arrive; the service runs what was built', async () => {
    await using space = workspace(
      'build',
      `services:
  a:
    network_mode: none
    command: [cat, /said]
    build:
      context: ./app
      args: {SAID: file, HERE: }
      labels: {mine: kept}
      tags: ["\${COMPOSE_PROJECT_NAME}-second:1"]
      target: wanted
`,
    );
    space.write(
      'app/Dockerfile',
      'FROM busybox AS wanted\nARG SAID\nARG HERE\nARG TOLD\nRUN echo "$SAID $HERE $TOLD" > /said\nFROM busybox\nRUN exit 1\n',
    );
    const env = { HERE: 'environment' };
    const built = await space.floWith({ env }, 'build', '--build-arg', 'TOLD=flag');
    expect(built).toMatchObject({ code: 0, stderr: expect.stringContaining('Built') });
    using engine = testEngine();
    const second = `${space.project}-second:1`;
    expect((await engine.listImages([second]))[second]?.labels).toMatchObject({
      mine: 'kept',
      [LABEL.project]: space.project,
      [LABEL.service]: 'a',
    });
    await space.flo('up', '-d', '--no-build');
    await space.flo('logs', '-f');
    expect((await space.flo('logs', '--no-log-prefix')).stdout).toBe('file environment flag\n');
  });

  test('a failed step is shown with its output; other services are built all the same', async () => {
    await using space = workspace(
      'build',
      `services:
  bad: {build: {${inline('FROM busybox', 'RUN echo why; exit 3')}}}
  good: {build: {${inline('FROM busybox', 'RUN true')}}}
  missing: {build: {context: ./nowhere}}
`,
    );
    const { code, stderr } = await space.flo('build');
    expect(code).toBe(1);
    expect(stderr).toContain('RUN echo why; exit 3');
    expect(stderr).toMatch(/^ {2}why$/m);
    expect(stderr).toContain(`Image ${space.project}-good  Built`);
    expect(stderr).toContain('service "missing" cannot be built');
  });

  test('secrets and images of other services need the plugin; where it is missing, the key is named', async () => {
    await using space = workspace(
      'build',
      `services:
  base: {build: {${inline('FROM busybox', 'RUN echo base > /b')}}}
  top:
    build:
      {${inline('FROM below', 'RUN --mount=type=secret,id=tok cat /run/secrets/tok /b > /t')},
       additional_contexts: {below: "service:base"}, secrets: [tok]}
    network_mode: none
    command: [cat, /t]
secrets:
  tok: {environment: TOK}
`,
    );
    const env = { TOK: 'sesame-' };
    const without = { ...env, DOCKER_CONFIG: '/nonexistent' };
    const missing = await space.floWith({ env: without }, 'build', 'top');
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain('services.top.build.secrets');
    expect(missing.stderr).toContain('docker-buildx');
    expect((await space.floWith({ env }, 'build')).code).toBe(0);
    await space.floWith({ env }, 'up', '-d', '--no-build', 'top');
    await space.flo('logs', '-f');
    expect((await space.flo('logs', '--no-log-prefix', 'top')).stdout).toBe('sesame-base\n');
  });

  test('quiet says nothing; where nothing can be built, that is said', async () => {
    await using space = workspace(
      'build',
      `services:\n  a: {build: {${inline('FROM busybox')}}}\n  b: {image: busybox}\n`,
    );
    expect(await space.flo('build', '-q')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await space.flo('build', 'b')).toMatchObject({
      code: 0,
      stderr: 'No services to build\n',
    });
  });

  test('what was built is pushed on demand, if the file names it', async () => {
    await using registry = await startMemoryRegistry();
    await using space = workspace(
      'build',
      `services:
  a: {image: "${registry.host}/\${COMPOSE_PROJECT_NAME}/a", build: {${inline('FROM busybox')}}}
  nameless: {build: {${inline('FROM busybox')}}}
`,
    );
    const { code, stderr } = await space.flo('build', '--push');
    expect([code, stderr.match(/Image \S+ {2}Pushed/g)]).toEqual([
      0,
      [`Image ${registry.host}/${space.project}/a  Pushed`],
    ]);
    expect((await space.flo('pull', 'a')).code).toBe(0);
  });

  test('a check tells what is wrong with a Dockerfile, and leaves the image as it is', async () => {
    await using space = workspace(
      'build',
      `services:
  fine: {build: {${inline('FROM busybox')}}}
  odd: {build: {${inline('FROM busybox as base', 'MAINTAINER me')}}}
`,
    );
    const image = `${space.project}-fine`;
    await space.flo('build', 'fine');
    using engine = testEngine();
    const before = (await engine.listImages([image]))[image]?.id;
    const fine = await space.flo('build', '--check', 'fine');
    expect(fine).toMatchObject({ code: 0, stdout: expect.stringContaining('no warnings found') });
    const odd = await space.flo('build', '--check');
    expect(odd).toMatchObject({ code: 1, stdout: expect.stringContaining('FromAsCasing') });
    const images = await engine.listImages([image, `${space.project}-odd`]);
    expect(Object.entries(images).map(([name, { id }]) => [name, id])).toEqual([[image, before]]);
  });

  test('printed builds are a bake file that gives the same image', async () => {
    await using space = workspace(
      'build',
      `services:
  base: {build: {${inline('FROM busybox', 'ENV WHO=base')}}}
  web.front:
    build:
      {${inline('FROM below', 'ARG TEXT', 'RUN echo "$${WHO} $$TEXT" > /said')},
       args: {TEXT: "$\${kept} %{too}"}, additional_contexts: {below: "service:base"}}
`,
    );
    const printed = await space.flo('build', '--print');
    expect(Object.keys((JSON.parse(printed.stdout) as { target: object }).target)).toEqual([
      'base',
      'web_front',
    ]);
    space.write('bake.json', printed.stdout);
    expect((await dockerBuildx(space)('bake', '--file', 'bake.json')).code).toBe(0);
    const said = await space.flo(
      'run',
      '--rm',
      '-T',
      '--pull',
      'never',
      'web.front',
      'cat',
      '/said',
    );
    expect(said.stdout).toBe('base ${kept} %{too}\n');
  });

  test('another builder is asked by name', async () => {
    await using space = workspace(
      'build',
      `services:\n  a: {build: {${inline('FROM busybox')}}}\n`,
    );
    const run = await space.flo('build', '--builder', 'nowhere');
    expect(run).toMatchObject({ code: 1, stderr: expect.stringContaining('"nowhere"') });
    const env = { BUILDX_BUILDER: 'nowhere' };
    expect((await space.floWith({ env }, 'build')).stderr).toContain('no builder "nowhere" found');
    expect((await space.floWith({ env }, 'build', '--builder', 'default')).code).toBe(0);
  });
});

/** `commit` and `export`: what is inside a running container, as an image and as a tar. */
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readDockerConfig } from '../../src/engine/docker-config.ts';
import { resolveEndpoint } from '../../src/engine/endpoint.ts';
import { fieldsOf } from '../../src/engine/read-fields.ts';
import { Transport } from '../../src/engine/transport.ts';
import { nodeFiles } from '../../src/host/node-files.ts';
import { dockerCompose } from '../support/docker-compose.ts';
import { testEngine } from '../support/engine.ts';
import { runProgram, said, workspace, type Workspace } from '../support/flotilla.ts';

const STACK = `
services:
  web: {image: busybox, command: sleep 600, stop_grace_period: 0s, scale: 2, network_mode: none}
  idle: {image: busybox, command: "true", network_mode: none}
`;

async function startStack(prefix: string): Promise<Workspace> {
  const shop = workspace(prefix, STACK);
  const up = await shop.flo('up', '-d');
  if (up.code !== 0) throw new Error(up.stderr);
  for (const index of [1, 2])
    await shop.flo('exec', '-T', `--index=${index}`, 'web', 'sh', '-c', `echo ${index} >/made`);
  return shop;
}

test('commit makes an image of the first replica, or the one that is asked for', async () => {
  await using shop = await startStack('commit');
  using engine = testEngine();
  const image = `${shop.project}/made`;
  const { code, stdout, stderr } = await shop.flo('commit', 'web', image);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  const name = `${shop.project}-web-1`;
  expect(stderr).toMatch(
    new RegExp(
      `^ ${name} Commit ${name}  Committing\\n ${name} Commit ${name}  Committed as sha256:[0-9a-f]{64}\\n$`,
    ),
  );
  const details = await engine.inspectImage(`${image}:latest`);
  expect(stderr).toContain(details?.id);

  await shop.flo('commit', '--index', '2', 'web', `${image}:second`);
  shop.write('other.yaml', `services: {see: {image: '${image}:second', network_mode: none}}`);
  const seen = await shop.flo('-f', 'other.yaml', 'run', '--rm', 'see', 'cat', '/made');
  expect(seen.stdout).toBe('2\n');
});

test('author, message and changes are those that Docker Compose writes', async () => {
  await using shop = await startStack('committext');
  const given = ['-a', 'Somebody <s@example.org>', '-m', 'why not', '-p=false'];
  const changes = ['-c', 'CMD echo a,b', '-c', 'ENV A="b c"', '--change', 'LABEL x=y'];
  const [ours, theirs] = [`${shop.project}/ours:1`, `${shop.project}/theirs:1`];
  for (const [program, image] of [
    [(...args: readonly string[]) => shop.flo(...args), ours],
    [dockerCompose(shop), theirs],
  ] as const)
    expect(
      await program('commit', '--index', '1', ...given, ...changes, 'web', image),
    ).toMatchObject({ code: 0 });
  const [first, second] = await Promise.all([inspect(ours), inspect(theirs)]);
  expect(first['Config']).toEqual(second['Config']);
  const text = { Author: 'Somebody <s@example.org>', Comment: 'why not' };
  expect([first, second]).toMatchObject([text, text]);
});

/** The whole answer: the program has no use for what only people read. */
async function inspect(image: string): Promise<Readonly<Record<string, unknown>>> {
  const { env, platform } = process;
  const world = { env, files: nodeFiles, home: homedir(), platform };
  const endpoint = resolveEndpoint({ ...world, flags: {}, config: readDockerConfig(world) });
  const transport = new Transport({ endpoint, headers: {} });
  try {
    return fieldsOf(await transport.send({ method: 'GET', path: `/images/${image}/json` }));
  } finally {
    transport.close();
  }
}

test('an image without a name has an id alone', async () => {
  await using shop = await startStack('commitid');
  using engine = testEngine();
  const { stderr } = await shop.flo('commit', 'web');
  const [, id = ''] = /Committed as (sha256:[0-9a-f]{64})/.exec(stderr) ?? [];
  expect(await engine.inspectImage(id)).toMatchObject({ id, tags: [] });
});

test('what cannot be committed is refused', async () => {
  await using shop = await startStack('commitbad');
  const digest = `a@sha256:${'a'.repeat(64)}`;
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [['nosuch'], /^service "nosuch" is not running\n$/],
    [['idle'], /^service "idle" is not running\n$/],
    [['--index', '5', 'web'], /^service "web" is not running container #5\n$/],
    [['web', digest], /^"a@sha256:a+" has a digest, which an image gets only when it is pushed/],
    [
      ['web', 'Bad/IMAGE'],
      /invalid reference format: repository name \(.*IMAGE\) must be lowercase/,
    ],
    [['-c', 'RUN x', 'web'], /RUN is not a valid change command/],
    [[], /^accepts between 1 and 2 arg\(s\), received 0\n$/],
    [['a', 'b', 'c'], /^accepts between 1 and 2 arg\(s\), received 3\n$/],
  ];
  for (const [args, words] of cases) {
    const { code, stderr } = await shop.flo('commit', ...args);
    expect({ args, code, stderr }).toEqual({ args, code: 1, stderr: expect.stringMatching(words) });
  }
});

test('a dry run makes neither image nor file', async () => {
  await using shop = await startStack('commitdry');
  using engine = testEngine();
  const image = `${shop.project}/dry:1`;
  const commit = await shop.flo('commit', '--dry-run', 'web', image);
  expect(commit).toMatchObject({ code: 0, stderr: expect.stringContaining('Committed\n') });
  expect(await engine.inspectImage(image)).toBeUndefined();
  const saved = await shop.flo('export', '--dry-run', '-o', 'out.tar', 'web');
  expect(saved).toMatchObject({ code: 0, stderr: expect.stringContaining('Exported\n') });
  expect(existsSync(join(shop.dir, 'out.tar'))).toBe(false);
  expect(await shop.flo('export', '--dry-run', 'web')).toMatchObject({ code: 0, stdout: '' });
});

test('export writes the same tar to standard output and to a file', async () => {
  await using shop = await startStack('export');
  const { code, stderr } = await shop.flo('export', '-o', 'out.tar', 'web');
  expect(code).toBe(0);
  expect(stderr).toContain(
    `${shop.project}-web-1 export ${shop.project}-web-1 to out.tar  Exported`,
  );
  expect(statSync(join(shop.dir, 'out.tar')).mode & 0o777).toBe(0o600);
  const entry =
    process.env['FLOTILLA_ENTRY'] ?? join(import.meta.dirname, '../../dist/flotilla.mjs');
  const script = [
    `'${process.execPath}' '${entry}' export --index=2 web > piped.tar`,
    'tar xOf piped.tar made',
    'tar xOf out.tar made',
    'tar tf piped.tar | sort >a; tar tf out.tar | sort >b; cmp a b && echo same',
  ].join('; ');
  const env = { COMPOSE_PROJECT_NAME: shop.project };
  const { stdout } = await runProgram('sh', ['-c', script], { cwd: shop.dir, env });
  expect(stdout).toBe('2\n1\nsame\n');
});

test('a reader that has had enough ends the export', async () => {
  await using shop = await startStack('exportgone');
  await shop.flo('exec', '-T', 'web', 'dd', 'if=/dev/zero', 'of=/big', 'bs=1M', 'count=64');
  const child = shop.start('export', 'web');
  await once(child.stdout, 'data');
  child.stdout.destroy();
  const [code] = (await once(child, 'close')) as [number];
  expect(code).toBe(141);
});

test('an interrupted export leaves the file from before', async () => {
  await using shop = await startStack('exportcut');
  await shop.flo('exec', '-T', 'web', 'dd', 'if=/dev/zero', 'of=/big', 'bs=1M', 'count=256');
  shop.write('out.tar', 'from before');
  const child = shop.start('export', '-o', 'out.tar', 'web');
  await said(child.stderr, /Exporting/);
  child.kill('SIGINT');
  const [code] = (await once(child, 'close')) as [number];
  expect(code).toBe(130);
  expect(readFileSync(join(shop.dir, 'out.tar'), 'utf8')).toBe('from before');
  expect(readdirSync(shop.dir).toSorted()).toEqual(['compose.yaml', 'out.tar']);
});

test('what cannot be written to is refused before anything is read', async () => {
  await using shop = await startStack('exportbad');
  shop.write('file', '');
  symlinkSync('file', join(shop.dir, 'link'));
  symlinkSync('nothing', join(shop.dir, 'dangling'));
  const cases: readonly (readonly [string, RegExp])[] = [
    [
      '/nosuch/folder/x',
      /^cannot write "\/nosuch\/folder\/x": folder "\/nosuch\/folder" does not exist\n$/,
    ],
    ['.', /it is a folder, a file is wanted\n$/],
    ['link', /it is a link or a device, a file is wanted\n$/],
    ['dangling', /it is a link or a device, a file is wanted\n$/],
    ['/dev/null', /it is a link or a device, a file is wanted\n$/],
  ];
  for (const [output, words] of cases) {
    const { code, stderr } = await shop.flo('export', '-o', output, 'web');
    expect({ output, code, stderr }).toEqual({
      output,
      code: 1,
      stderr: expect.stringMatching(words),
    });
  }
  expect(await shop.flo('export', 'idle')).toMatchObject({
    code: 1,
    stderr: 'service "idle" is not running\n',
  });
});

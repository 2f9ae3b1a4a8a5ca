/** Copies between services and this machine, by docker's rules. */
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dockerCompose } from '../support/docker-compose.ts';
import { type Finished, runProgram, workspace, type Workspace } from '../support/flotilla.ts';

const STACK = `
services:
  web: {image: busybox, command: sleep 600, stop_grace_period: 0s, scale: 2, network_mode: none}
  idle: {image: busybox, command: "true", network_mode: none}
`;

async function startStack(prefix: string): Promise<Workspace> {
  const shop = workspace(prefix, STACK);
  const up = await shop.flo('up', '-d');
  if (up.code !== 0) throw new Error(up.stderr);
  shop.write('file', 'content\n');
  shop.write('dir/sub/x', 'inside\n');
  symlinkSync('file', join(shop.dir, 'link'));
  return shop;
}

const inside = (shop: Workspace, index: number, script: string): Promise<Finished> =>
  shop.flo('exec', '-T', '--index', String(index), 'web', 'sh', '-c', script);

test('files reach all replicas, under the names that docker gives', async () => {
  await using shop = await startStack('cpto');
  const copies: readonly (readonly string[])[] = [
    ['file', 'web:/tmp/'],
    ['file', 'web:/tmp/new'],
    ['dir', 'web:/tmp'],
    ['dir', 'web:/tmp/newdir'],
    ['dir/.', 'web:/tmp/content'],
    ['dir/.', 'web:/home'],
    ['link', 'web:/tmp/link'],
    ['-L', 'link', 'web:/tmp/followed'],
    ['--index', '2', 'file', 'web:/tmp/only-second'],
  ];
  const listing = 'cd /tmp; find . /home | sort; readlink link; cat new newdir/sub/x followed';
  for (const copy of copies)
    expect({ copy, ...(await shop.flo('cp', ...copy)) }).toMatchObject({ copy, code: 0 });
  const ours = [await inside(shop, 1, listing), await inside(shop, 2, listing)];
  expect(ours[1]?.stdout).toBe(
    ours[0]?.stdout
      .replace('./new\n', './new\n')
      .replace('./newdir/sub/x\n', './newdir/sub/x\n./only-second\n'),
  );

  for (const index of [1, 2]) await inside(shop, index, 'rm -rf /tmp/* /home/*');
  for (const copy of copies) await dockerCompose(shop)('cp', ...copy);
  expect([await inside(shop, 1, listing), await inside(shop, 2, listing)]).toEqual(ours);
});

test('files come from the first replica, stopped or not', async () => {
  await using shop = await startStack('cpfrom');
  await inside(shop, 1, 'mkdir -p /d/s; echo one >/d/s/x; ln -s s/x /d/l; chmod 750 /d/s');
  for (const program of ['ours', 'theirs']) {
    mkdirSync(join(shop.dir, program, 'there'), { recursive: true });
    const isOurs = program === 'ours';
    const cp = isOurs ? (...args: readonly string[]) => shop.flo(...args) : dockerCompose(shop);
    // the other tool takes any replica
    const pick = isOurs ? [] : ['--index', '1'];
    const copies = [
      ['web:/d', `${program}/new`],
      ['web:/d', `${program}/there`],
      ['web:/d/.', `${program}/content`],
      ['web:/d/s/x', `${program}/file`],
      ['web:/d/l', `${program}/there/`],
      ['-L', 'web:/d/l', `${program}/followed`],
      ['idle:/bin/cat', `${program}/there`],
    ];
    for (const copy of copies) {
      const { code, stderr } = await cp('cp', ...pick, ...copy);
      expect({ copy, code, stderr }).toEqual({ copy, code: 0, stderr: expect.any(String) });
    }
  }
  const list = (folder: string): Promise<Finished> =>
    runProgram('sh', ['-c', "find . -printf '%P %y %m %l\\n' | sort"], {
      cwd: join(shop.dir, folder),
    });
  expect(await list('ours')).toEqual(await list('theirs'));
  expect(readFileSync(join(shop.dir, 'ours/followed'), 'utf8')).toBe('one\n');
});

test('a dash is a tar on standard output or input', async () => {
  await using shop = await startStack('cpdash');
  await runProgram('sh', ['-c', 'tar cf in.tar dir'], { cwd: shop.dir });
  const input = readFileSync(join(shop.dir, 'in.tar'), 'latin1');
  expect((await shop.floWith({ input }, 'cp', '-', 'web:/tmp')).code).toBe(0);
  for (const index of [1, 2])
    expect((await inside(shop, index, 'cat /tmp/dir/sub/x')).stdout).toBe('inside\n');
  const out = await shop.flo('cp', 'web:/tmp/dir/sub/x', '-');
  expect(out.stdout).toContain('inside\n');
  expect(out.stdout.slice(0, 2)).toBe('x\0');
  expect(out.stderr).toContain(
    `${shop.project}-web-1 copy ${shop.project}-web-1:/tmp/dir/sub/x to -  Copied`,
  );
});

test('what leads out of the target is left out and told', async () => {
  await using shop = await startStack('cpsafe');
  await inside(
    shop,
    1,
    'mkdir /d; ln -s /etc /d/out; ln -s ../.. /d/up; echo x >/d/f; mkfifo /d/p',
  );
  const { code, stderr } = await shop.flo('cp', 'web:/d', 'd');
  expect(code).toBe(0);
  expect(stderr).toContain('d/out is left out: its link leads out of the target, to /etc');
  expect(stderr).toContain('d/up is left out');
  expect(['out', 'up', 'p', 'f'].map((name) => existsSync(join(shop.dir, 'd', name)))).toEqual([
    false,
    false,
    false,
    true,
  ]);
});

test('mistakes are refused', async () => {
  await using shop = await startStack('cpbad');
  const cases: readonly (readonly [readonly string[], string])[] = [
    [['web:/x', 'idle:/y'], 'copying between services is not supported'],
    [['x', 'y'], 'unknown copy direction'],
    [['./web:/x', 'y'], 'unknown copy direction'],
    [['nosuch:/x', '.'], 'no container found for service "nosuch"'],
    [['--index', '7', 'file', 'web:/tmp'], 'service "web" is not running container #7'],
    [['web:/nosuch', '.'], 'Could not find the file /nosuch'],
    [['nosuch', 'web:/tmp'], 'nosuch: no such file or directory'],
    [['file', 'web:/nosuch/'], 'no such directory'],
    [['web:/etc', 'file'], 'cannot copy directory'],
    [['dir', 'web:/bin/cat'], 'cannot copy directory'],
    [['web:/bin/cat', 'nosuch/x'], 'does not exist'],
  ];
  for (const [args, message] of cases) {
    const { code, stderr } = await shop.flo('cp', ...args);
    expect({ args, code, stderr }).toEqual({
      args,
      code: 1,
      stderr: expect.stringContaining(message),
    });
  }
});

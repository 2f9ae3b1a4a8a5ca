/** `config`: what comes out, where it goes, and that it means the same when it is read again. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LABEL } from '../../src/model/labels.ts';
import { type Workspace, workspace } from '../support/flotilla.ts';

const STACK = `services:
  web:
    image: busybox
    command: ["echo", "$$HOME", "\${TAG:-none}", "\${LOUD:+yes}"]
    depends_on: [db]
    ports: ["80"]
    volumes: ["data:/d", "./src:/s"]
    env_file: [web.env]
  db: {image: busybox, command: "true", networks: [back]}
  tool: {image: alpine, profiles: [debug]}
volumes: {data: {}, unused: {}}
networks: {back: {}}
`;

describe('config', () => {
  let shop: Workspace;
  const config = async (...args: readonly string[]) => (await shop.flo('config', ...args)).stdout;

  beforeAll(() => {
    shop = workspace('config', STACK);
    shop.write('web.env', 'FROM_FILE=1\n');
  });

  afterAll(() => shop[Symbol.asyncDispose]());

  it('reads back what it prints, in both forms, and ends them with a line', async () => {
    const [yaml, json] = [await config(), await config('--format', 'json')];
    expect(yaml).toContain('      - $$HOME\n      - none\n');
    expect(JSON.parse(json)).toMatchObject({
      services: { web: { environment: { FROM_FILE: '1' } } },
    });
    expect(json).toMatch(/\}\n$/);
    shop.write('again.yaml', yaml);
    shop.write('again.json', json);
    expect((await shop.flo('-f', 'again.yaml', 'config')).stdout).toBe(yaml);
    expect((await shop.flo('-f', 'again.json', 'config')).stdout).toBe(yaml);
    expect(await shop.flo('config', '-o', 'out.yaml')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(readFileSync(join(shop.dir, 'out.yaml'), 'utf8')).toBe(yaml);
    expect(await shop.flo('config', '-q')).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it.each([
    ['--services', 'db\nweb\n'],
    ['--volumes', 'data\n'],
    ['--networks', 'back\ndefault\n'],
    ['--profiles', 'debug\n'],
    ['--models', ''],
  ])('%s prints one a line', async (list, text) => {
    expect(await shop.flo('config', list)).toEqual({ code: 0, stdout: text, stderr: '' });
  });

  it('prints the hashes that containers get, those with env files too', async () => {
    expect((await shop.flo('create')).code).toBe(0);
    const hashes = Object.values(await shop.containers())
      .map(({ service, labels }) => `${service} ${labels[LABEL.configHash]}\n`)
      .toSorted();
    expect(hashes).toHaveLength(2);
    expect(await config('--hash', '*')).toBe(hashes.join(''));
    expect(await config('--hash', 'web')).toBe(hashes[1]);
  });

  it.each([
    [['--format', 'toml'], 'unsupported format "toml"'],
    [['wbe'], 'no such service: wbe'],
    [['--services', 'wbe'], 'no such service: wbe\ndid you mean "web"?'],
    [['--variables', 'wbe'], 'no such service: wbe\ndid you mean "web"?'],
    [['--hash', 'web', 'wbe'], 'no such service: wbe\ndid you mean "web"?'],
    [['--hash', 'wbe'], 'no such service: wbe: not found'],
  ])('%j is refused', async (args, words) => {
    const run = await shop.flo('config', ...args);
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toContain(words);
  });
});

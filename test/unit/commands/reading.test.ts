/** Commands that only read run no program and speak to nobody but the engine, whatever the files ask for. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import type { Server } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const main = join(import.meta.dirname, '../../../src/main.ts');
const PROGRAMS = [
  ...['git', 'ssh', 'docker', 'docker-compose', 'docker-buildx', 'docker-credential-spy'],
  ...['docker-spy', 'spy', 'sh', 'bash', 'curl', 'docker-model'],
];

/** What an engine without anything answers. */
const ANSWERS: Readonly<Record<string, unknown>> = {
  '/_ping': 'OK',
  '/version': { ApiVersion: '1.51', Os: 'linux' },
  '/info': { OSType: 'linux' },
  '/networks': [],
  '/containers/json': [],
  '/images/json': [],
  '/volumes': { Volumes: [] },
};

let folder = '';
let stranger: Server;
let strangerPort = 0;
let strangers = 0;
let engine: ReturnType<typeof createHttpServer>;
const asked: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'flotilla-reading-'));
  mkdirSync(join(folder, 'bin'));
  for (const program of PROGRAMS) {
    const path = join(folder, 'bin', program);
    writeFileSync(
      path,
      `#!${process.execPath}\nrequire('fs').appendFileSync(${JSON.stringify(join(folder, 'ran'))}, process.argv.join(' ') + '\\n');\n`,
    );
    chmodSync(path, 0o755);
  }
  mkdirSync(join(folder, 'home/.docker'), { recursive: true });
  writeFileSync(join(folder, 'home/.docker/config.json'), '{"credsStore": "spy"}');
  stranger = createServer((socket) => {
    strangers += 1;
    socket.destroy();
  });
  strangerPort = await listen(stranger, { port: 0, host: '127.0.0.1' });
  engine = createHttpServer((request, response) => {
    const path = (request.url ?? '').replace(/^\/v[\d.]+/, '').replace(/\?.*$/, '');
    asked.push(`${request.method ?? ''} ${path}`);
    response.setHeader('Api-Version', '1.51');
    response.setHeader('Content-Type', 'application/json');
    response.statusCode = path in ANSWERS ? 200 : 404;
    response.end(JSON.stringify(ANSWERS[path] ?? { message: 'nothing here' }));
  });
  await listen(engine, { path: join(folder, 'engine.sock') });
});

afterAll(() => {
  stranger.close();
  engine.close();
  rmSync(folder, { recursive: true, force: true });
});

function listen(server: Server, where: object): Promise<number> {
  return new Promise((resolve) => {
    server.listen(where, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function flotilla(compose: string, args: readonly string[]): Promise<Outcome> {
  writeFileSync(join(folder, 'compose.yaml'), compose.replaceAll('PORT', String(strangerPort)));
  const env = {
    PATH: join(folder, 'bin'),
    HOME: join(folder, 'home'),
    TOKEN: 'x',
    DOCKER_HOST: `unix://${join(folder, 'engine.sock')}`,
  };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [main, ...args],
      { cwd: folder, env, timeout: 30_000 },
      (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr });
      },
    );
  });
}

const SERVICES = `
name: reading
services:
  web:
    image: 127.0.0.1:PORT/shop/web:1
    build: https://127.0.0.1:PORT/web.git#main
    secrets: [token]
  db:
    image: 127.0.0.1:PORT/shop/db:1
secrets:
  token: {environment: TOKEN}
`;

const REMOTE = `
name: reading
include:
  - oci://127.0.0.1:PORT/shop:1
  - https://127.0.0.1:PORT/shop.git
  - git@127.0.0.1:shop.git
services:
  a:
    extends: {file: "ssh://127.0.0.1:PORT/x.git", service: a}
`;

const REPOSITORY = 'https://127.0.0.1/agreed.git';
const AGREED = `
name: reading
include: ["${REPOSITORY}#v1"]
`;

/** The user's yes, and the copy that was fetched then. */
function agree(): void {
  const commit = '0123456789abcdef0123456789abcdef01234567';
  const name = createHash('sha256').update(REPOSITORY).digest('hex').slice(0, 32);
  const copy = join(folder, 'home/.cache/flotilla/remote', name, commit);
  mkdirSync(copy, { recursive: true });
  writeFileSync(join(copy, 'compose.yaml'), 'services: {agreed: {image: x}}');
  mkdirSync(join(folder, 'home/.config/flotilla'), { recursive: true });
  const remotes = [{ origin: REPOSITORY, ref: 'v1', commit }];
  const text = JSON.stringify({ version: 1, remotes });
  writeFileSync(join(folder, 'home/.config/flotilla/remote.json'), text);
}

const PROVIDER = `
name: reading
services:
  a: {provider: {type: spy, options: {x: 1}}}
`;

function expectQuiet(): void {
  expect(existsSync(join(folder, 'ran')) ? readFileSync(join(folder, 'ran'), 'utf8') : '').toBe('');
  expect(strangers).toBe(0);
}

describe('reading', () => {
  it.each([['config'], ['config --hash *']])('%s asks nobody and runs nothing', async (line) => {
    asked.length = 0;
    const { code, stderr } = await flotilla(SERVICES, line.split(' '));
    expect([code, stderr]).toEqual([0, '']);
    expect(asked).toEqual([]);
    expectQuiet();
  });

  it.each([['ps -a'], ['plan --format json']])(
    '%s asks the engine alone, and only to look',
    async (line) => {
      asked.length = 0;
      const { code, stderr } = await flotilla(SERVICES, line.split(' '));
      expect([code, stderr]).toEqual([0, '']);
      expect(asked.length).toBeGreaterThan(0);
      expect(asked.filter((request) => !/^(?:GET|HEAD) /.test(request))).toEqual([]);
      expectQuiet();
    },
  );

  it.each([['config -q'], ['plan']])('%s fetches no remote file', async (line) => {
    const { code, stderr } = await flotilla(REMOTE, line.split(' '));
    expect(code).toBe(1);
    expect(stderr.match(/\[remote-file\]/g)).toHaveLength(4);
    expectQuiet();
  });

  it.each([
    ['config --services', 'agreed\n'],
    ['plan', 'agreed'],
    ['ps -a', ''],
    ['__completeNoDesc up ', 'agreed\n'],
  ])('%s reads the copy of a repository that was agreed to', async (line, text) => {
    agree();
    const { code, stdout, stderr } = await flotilla(AGREED, line.split(' '));
    expect([code, stderr.includes('remote-file')]).toEqual([0, false]);
    expect(stdout).toContain(text);
    expectQuiet();
  });

  it('config starts no provider', async () => {
    const { code, stdout } = await flotilla(PROVIDER, ['config']);
    expect(code).toBe(0);
    expect(stdout).toContain('type: spy');
    expectQuiet();
  });
});

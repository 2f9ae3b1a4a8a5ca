/** Git repositories, and a server for them on this machine that counts what it is asked. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';

export interface GitServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT/shop.git` */
  readonly url: string;
  /** Requests so far. */
  count(): number;
  /** Writes files, an object as a link to its `link`, and commits; the answer is the commit. */
  commit(files: Readonly<Record<string, string | { readonly link: string }>>): string;
  tag(name: string): void;
}

export async function startGitServer(): Promise<GitServer> {
  const root = mkdtempSync(join(tmpdir(), 'flotilla-git-'));
  const repository = join(root, 'shop.git');
  mkdirSync(repository);
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', repository, ...args], { encoding: 'utf8', env: AUTHOR }).trim();
  git('init', '--quiet', '--initial-branch=main');
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    answer(root, request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/shop.git`,
    count: () => asked,
    commit: (files) => {
      for (const [name, content] of Object.entries(files)) {
        writeInto(join(repository, name), content);
      }
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '--message=x');
      return git('rev-parse', 'HEAD');
    },
    tag: (name) => {
      git('tag', name);
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
      rmSync(root, { recursive: true });
    },
  };
}

const AUTHOR = {
  PATH: process.env['PATH'],
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@localhost',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@localhost',
};

function writeInto(path: string, content: string | { readonly link: string }): void {
  mkdirSync(dirname(path), { recursive: true });
  if (typeof content === 'string') writeFileSync(path, content);
  else symlinkSync(content.link, path);
}

/** Git's own server is a CGI program. */
function answer(root: string, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const env = {
    ...AUTHOR,
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: url.pathname,
    QUERY_STRING: url.search.slice(1),
    REQUEST_METHOD: request.method,
    CONTENT_TYPE: request.headers['content-type'],
    GIT_PROTOCOL: request.headers['git-protocol']?.toString(),
    HTTP_CONTENT_ENCODING: request.headers['content-encoding'],
  };
  const backend = spawn('git', ['-c', 'safe.directory=*', 'http-backend'], {
    env: Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined)),
  });
  request.pipe(backend.stdin);
  const chunks: Buffer[] = [];
  backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  backend.on('close', () => reply(Buffer.concat(chunks), response));
}

function reply(output: Buffer, response: ServerResponse): void {
  const end = output.indexOf('\r\n\r\n');
  for (const line of output.subarray(0, end).toString().split('\r\n')) {
    const [name = '', value = ''] = line.split(': ');
    if (name === 'Status') response.statusCode = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
  response.end(output.subarray(end + 4));
}

/** Where the engine is, found the way Docker's own tools find it: DOCKER_HOST, then the context, then the socket. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

export interface Endpoint {
  readonly url: string;
  /** What named it; undefined for the default socket. */
  readonly source?: string;
  readonly certificates?: string;
}

export const defaultSocket = '/var/run/docker.sock';

/** The endpoint that programs started from here will use. */
export function findEndpoint(env: NodeJS.ProcessEnv = process.env): Endpoint {
  const host = env['DOCKER_HOST'];
  if (host !== undefined && host !== '') {
    const folder = env['DOCKER_CERT_PATH'] ?? join(homedir(), '.docker');
    const certificates = (env['DOCKER_TLS_VERIFY'] ?? '') === '' ? {} : { certificates: folder };
    return { url: host, source: 'DOCKER_HOST', ...certificates };
  }
  return contextEndpoint(env) ?? { url: `unix://${defaultSocket}` };
}

function contextEndpoint(env: NodeJS.ProcessEnv): Endpoint | undefined {
  const folder = env['DOCKER_CONFIG'] ?? join(homedir(), '.docker');
  const config = readJson(join(folder, 'config.json')) as { currentContext?: string } | undefined;
  const name = env['DOCKER_CONTEXT'] ?? config?.currentContext ?? 'default';
  if (name === 'default' || name === '') return undefined;
  const digest = createHash('sha256').update(name).digest('hex');
  const meta = readJson(join(folder, 'contexts/meta', digest, 'meta.json')) as
    | { readonly Endpoints?: { readonly docker?: { readonly Host?: string } } }
    | undefined;
  const url = meta?.Endpoints?.docker?.Host;
  if (url === undefined) return undefined;
  const certificates = join(folder, 'contexts/tls', digest, 'docker');
  return {
    url,
    source: `context "${name}"`,
    ...(existsSync(certificates) ? { certificates } : {}),
  };
}

function readJson(path: string): unknown {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** How long the engine may be silent. */
  readonly timeoutMs: number;
  readonly body?: NodeJS.ReadableStream;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** One request to the engine, with the whole answer; rejects with the system's error code when there is none. */
export function callEngine(endpoint: Endpoint, call: Call): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { send, options } = transport(endpoint);
    const headers = call.body === undefined ? {} : { 'Content-Type': 'application/x-tar' };
    const request = send(
      { ...options, method: call.method, path: call.path, headers, timeout: call.timeoutMs },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
        });
      },
    );
    request.on('error', reject);
    request.on('timeout', () => request.destroy(silence(call)));
    if (call.body === undefined) request.end();
    else call.body.pipe(request);
  });
}

function silence(call: Call): Error {
  const message = `no answer to ${call.method} ${call.path} in ${call.timeoutMs} ms`;
  return Object.assign(new Error(message), { code: 'ETIMEDOUT' });
}

interface Transport {
  readonly send: typeof http.request;
  readonly options: https.RequestOptions;
}

function transport(endpoint: Endpoint): Transport {
  const url = new URL(endpoint.url);
  if (url.protocol === 'unix:')
    return { send: http.request, options: { socketPath: url.pathname } };
  const options = { host: url.hostname, port: url.port };
  if (endpoint.certificates === undefined) return { send: http.request, options };
  const read = (name: string): Buffer => readFileSync(join(endpoint.certificates ?? '', name));
  const secrets = { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') };
  return { send: https.request, options: { ...options, ...secrets } };
}

/** An image registry in memory: enough of the distribution protocol to push images and pull them again. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface MemoryRegistry extends AsyncDisposable {
  /** `127.0.0.1:1234` */
  readonly host: string;
}

interface Manifest {
  readonly type: string;
  readonly bytes: Buffer;
}

export async function startMemoryRegistry(): Promise<MemoryRegistry> {
  const store = new Store();
  const server = createServer((request, response) => void store.answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    host: `127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const digestOf = (bytes: Buffer): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

class Store {
  readonly #blobs = new Map<string, Buffer>();
  readonly #uploads = new Map<string, Buffer>();
  readonly #manifests = new Map<string, Manifest>();

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>));
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://registry');
    response.setHeader('Docker-Distribution-Api-Version', 'registry/2.0');
    const [, name = '', kind = '', last = ''] =
      /^\/v2\/(.+)\/(manifests|blobs\/uploads|blobs)\/(.*)$/.exec(pathname) ?? [];
    if (kind === 'manifests') this.#manifest(request, response, { key: `${name}/`, last, body });
    else if (kind === 'blobs/uploads')
      this.#upload(request, response, { path: pathname, body, digest: searchParams.get('digest') });
    else if (kind === 'blobs') send(response, this.#blobs.get(last), 'application/octet-stream');
    else response.end('{}');
  }

  #upload(
    request: IncomingMessage,
    response: ServerResponse,
    part: { readonly path: string; readonly body: Buffer; readonly digest: string | null },
  ): void {
    const path = request.method === 'POST' ? `${part.path}${this.#uploads.size + 1}` : part.path;
    const bytes = Buffer.concat([this.#uploads.get(path) ?? Buffer.alloc(0), part.body]);
    this.#uploads.set(path, bytes);
    if (part.digest !== null) this.#blobs.set(part.digest, bytes);
    response.writeHead(part.digest === null ? 202 : 201, {
      Location: path,
      Range: `0-${Math.max(bytes.length - 1, 0)}`,
      'Docker-Upload-UUID': path.split('/').at(-1) ?? '',
    });
    response.end();
  }

  #manifest(
    request: IncomingMessage,
    response: ServerResponse,
    { key, last, body }: { readonly key: string; readonly last: string; readonly body: Buffer },
  ): void {
    if (request.method === 'PUT') {
      const manifest = { type: request.headers['content-type'] ?? '', bytes: body };
      for (const name of [last, digestOf(body)]) this.#manifests.set(key + name, manifest);
      response.writeHead(201, { 'Docker-Content-Digest': digestOf(body), Location: '/' });
      response.end();
      return;
    }
    const found = this.#manifests.get(key + last);
    send(response, found?.bytes, found?.type ?? '');
  }
}

function send(response: ServerResponse, bytes: Buffer | undefined, type: string): void {
  if (bytes === undefined) {
    response.writeHead(404, { 'Content-Type': 'application/json' });
    const errors = [{ code: 'MANIFEST_UNKNOWN', message: 'manifest unknown' }];
    response.end(JSON.stringify({ errors }));
    return;
  }
  response.writeHead(200, {
    'Content-Type': type,
    'Content-Length': bytes.length,
    'Docker-Content-Digest': digestOf(bytes),
  });
  response.end(bytes);
}

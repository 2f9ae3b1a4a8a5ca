/** A registry that has nothing, and says so only to those who are logged in. */
import { createServer } from 'node:http';

export interface LoginRegistry extends AsyncDisposable {
  /** `127.0.0.1:1234` */
  readonly host: string;
}

export async function startLoginRegistry(user: string, password: string): Promise<LoginRegistry> {
  const wanted = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const server = createServer((request, response) => {
    const known = request.headers.authorization === wanted;
    const status = known ? (request.url === '/v2/' ? 200 : 404) : 401;
    const [code, message] = known
      ? ['MANIFEST_UNKNOWN', 'manifest unknown']
      : ['UNAUTHORIZED', 'authentication required'];
    response.writeHead(status, {
      'Content-Type': 'application/json',
      'Docker-Distribution-Api-Version': 'registry/2.0',
      'WWW-Authenticate': 'Basic realm="test"',
    });
    response.end(status === 200 ? '{}' : JSON.stringify({ errors: [{ code, message }] }));
  });
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

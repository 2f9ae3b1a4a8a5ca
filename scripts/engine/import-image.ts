/** Makes one image of the root file system that comes as a tar on standard input, under every name given. */
import process from 'node:process';
import { callEngine, findEndpoint } from './endpoint.ts';

const endpoint = findEndpoint();
const [first = '', ...others] = process.argv.slice(2);
await create(first);
for (const other of others) await tag(first, other);

async function create(image: string): Promise<void> {
  const [repo = '', version = 'latest'] = image.split(':');
  const query = new URLSearchParams({ fromSrc: '-', repo, tag: version });
  query.append('changes', 'CMD ["sh"]');
  query.append('changes', 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin');
  const path = `/images/create?${query.toString()}`;
  await post(path, process.stdin);
}

async function tag(image: string, other: string): Promise<void> {
  const [repo = '', version = 'latest'] = other.split(':');
  const query = new URLSearchParams({ repo, tag: version });
  await post(`/images/${image}/tag?${query.toString()}`);
}

async function post(path: string, body?: NodeJS.ReadableStream): Promise<void> {
  const call = { method: 'POST', path, timeoutMs: 60_000 } as const;
  const answer = await callEngine(endpoint, body === undefined ? call : { ...call, body });
  if (answer.status >= 300 || answer.text.includes('"error"')) {
    throw new Error(`The engine refused the image: ${answer.text}`);
  }
}

/**
 * Asks whether an engine answers; the exit code is for the shell: 0 it does (or is reached over ssh, which is not
 * tried), 1 nothing is there and the default socket is free to use, 2 one is named or guarded, so none may be started.
 */
import process from 'node:process';
import { callEngine, findEndpoint } from './endpoint.ts';

const endpoint = findEndpoint();
process.exitCode = endpoint.url.startsWith('ssh:') ? 0 : await ping();

async function ping(): Promise<number> {
  try {
    const answer = await callEngine(endpoint, { method: 'GET', path: '/_ping', timeoutMs: 2000 });
    if (answer.status === 200) return 0;
    return refuse(`answers with status ${answer.status}`);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    if (code === 'EACCES') return refuse('belongs to others: join its group or run as root');
    if (endpoint.source !== undefined) return refuse(`does not answer (${code})`);
    return code === 'ENOENT' || code === 'ECONNREFUSED' ? 1 : refuse(`does not answer (${code})`);
  }
}

function refuse(why: string): number {
  const source = endpoint.source === undefined ? '' : `, named by ${endpoint.source},`;
  process.stderr.write(`engine: ${endpoint.url}${source} ${why}\n`);
  return 2;
}

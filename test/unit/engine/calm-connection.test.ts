import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { openLogAgent } from '../../../src/engine/open-agent.ts';

const HEAD = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
const CHUNK = Buffer.alloc(3000, 'x');

/** The body's beginning, written by `send` on a connection of its own. */
async function request(send: (socket: Socket) => void): Promise<IncomingMessage> {
  const folder = mkdtempSync(join(tmpdir(), 'flotilla-calm-'));
  const path = join(folder, 's');
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => send(socket));
  }).listen(path);
  onTestFinished(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });
  const agent = openLogAgent({ address: `unix://${path}`, target: { kind: 'socket', path } });
  const [response] = (await once(get({ agent, path: '/' }), 'response')) as [IncomingMessage];
  return response;
}

/** Bytes of a body that is read slowly. */
async function readSlowly(response: IncomingMessage): Promise<number> {
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    await sleep(20);
  }
  return size;
}

const chunks = (count: number): string =>
  `${CHUNK.length.toString(16)}\r\n${CHUNK.toString()}\r\n`.repeat(count);

test('what an engine sent before it closed is read to its end, however slowly', async () => {
  const response = await request((socket) => socket.end(`${HEAD}${chunks(300)}0\r\n\r\n`));
  expect(await readSlowly(response)).toBe(300 * CHUNK.length);
});

test('an answer that is cut short fails', async () => {
  const response = await request((socket) => socket.end(`${HEAD}${chunks(2)}`));
  await expect(readSlowly(response)).rejects.toThrow('aborted');
});

import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { CalmConnection } from '../../../src/engine/calm-connection.ts';

const CHUNK = Buffer.alloc(100, 'x');
const CHUNKS = 8000;

function connectTo(path: string): CalmConnection {
  return new CalmConnection((onRead) => {
    const buffer = Buffer.alloc(256 * 1024);
    const callback = (size: number): boolean => {
      onRead(buffer.subarray(0, size));
      return false;
    };
    return net.connect({ path, onread: { buffer, callback } });
  });
}

test('what has come before the other side closed the connection is passed on to a slow reader', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'calm-'));
  const path = join(folder, 'server.sock');
  const server = http.createServer((_request, response) => {
    for (let sent = 0; sent < CHUNKS; sent += 1) response.write(CHUNK);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  try {
    const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
      const createConnection = (): net.Socket => connectTo(path) as unknown as net.Socket;
      const headers = { Connection: 'close' };
      http.get({ path: '/', createConnection, headers }, resolve).on('error', reject);
    });
    let bytes = 0;
    for await (const chunk of response) {
      bytes += (chunk as Buffer).length;
      await sleep(50);
    }
    expect(bytes).toBe(CHUNK.length * CHUNKS);
  } finally {
    server.close();
    await rm(folder, { recursive: true });
  }
});

import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import process from 'node:process';
import { expect, test, vi } from 'vitest';
import { listenForEnd } from '../../../src/host/node-cancel-socket.ts';
import { listenToSignals } from '../../../src/host/node-signals.ts';

test.runIf(process.platform === 'linux')(
  'the end of the stream is told once; before it nothing is',
  async () => {
    const name = `flotilla_test_${randomBytes(8).toString('hex')}`;
    const accepted = Promise.withResolvers<Socket>();
    const server = createServer((socket) => accepted.resolve(socket)).listen(`\0${name}`);
    const told = vi.fn<() => void>();
    const ended = new Promise<void>((resolve) => {
      listenForEnd(`@${name}`, () => {
        told();
        resolve();
      });
    });
    const socket = await accepted.promise;
    expect(told).not.toHaveBeenCalled();
    socket.destroy();
    await ended;
    server.close();
    expect(told).toHaveBeenCalledTimes(1);
  },
);

test('a socket that is not there is none', async () => {
  const told = vi.fn<() => void>();
  listenForEnd('@flotilla_no_such_socket', told);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(told).not.toHaveBeenCalled();
});

test('it counts as an interrupt, and is opened with the first listener alone', () => {
  const source = { on: () => {}, off: () => {} };
  const open = vi.fn<(listener: () => void) => void>();
  const listen = listenToSignals(source, open);
  expect(open).not.toHaveBeenCalled();
  const seen: string[] = [];
  listen((signal) => seen.push(signal));
  listen(() => {});
  expect(open).toHaveBeenCalledTimes(1);
  open.mock.calls[0]?.[0]();
  expect(seen).toEqual(['SIGINT']);
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import type { LockRequest } from '../../../src/host/host.ts';
import { lockAddress, takeLock } from '../../../src/host/node-lock.ts';

let count = 0;
const request = (more: Partial<LockRequest> = {}): LockRequest => ({
  project: `lock-${process.pid}-${count}`,
  engine: 'unix:///test.sock',
  command: 'up',
  timeoutMs: 2000,
  onWait: () => {},
  ...more,
});
const fresh = (more: Partial<LockRequest> = {}): LockRequest => {
  count += 1;
  return request(more);
};

describe('a lock', () => {
  test('is free for one, and the next waits until it is released and hears who holds it', async () => {
    const first = await takeLock(fresh({ command: 'up -d' }));
    const onWait = vi.fn<LockRequest['onWait']>();
    const waiting = takeLock(request({ onWait }));
    await vi.waitFor(() => expect(onWait).toHaveBeenCalledOnce());
    expect(onWait).toHaveBeenCalledWith(
      expect.objectContaining({ command: 'up -d', pid: process.pid }),
    );
    first?.release();
    const second = await waiting;
    expect(second).toBeDefined();
    second?.release();
  });

  test('is held by one at a time, however many want it', async () => {
    let holders = 0;
    let most = 0;
    const wanted = fresh();
    const runs = Array.from({ length: 8 }, async () => {
      const lock = await takeLock(wanted);
      holders += 1;
      most = Math.max(most, holders);
      await new Promise((resolve) => setTimeout(resolve, 2));
      holders -= 1;
      lock?.release();
      return lock;
    });
    expect((await Promise.all(runs)).every((lock) => lock !== undefined)).toBe(true);
    expect(most).toBe(1);
  });

  test('is given up when the time is over or the signal fires', async () => {
    const held = await takeLock(fresh());
    expect(await takeLock(request({ timeoutMs: 20 }))).toBeUndefined();
    expect(await takeLock(request({ timeoutMs: 0 }))).toBeUndefined();
    const controller = new AbortController();
    const waiting = takeLock(
      request({ signal: controller.signal, onWait: () => controller.abort() }),
    );
    expect(await waiting).toBeUndefined();
    held?.release();
  });

  test('is another for another project or engine', () => {
    const address = lockAddress({ engine: 'a', project: 'b' });
    expect(lockAddress({ engine: 'a', project: 'b' })).toBe(address);
    expect(lockAddress({ engine: 'a', project: 'c' })).not.toBe(address);
    expect(lockAddress({ engine: 'c', project: 'b' })).not.toBe(address);
    const long = lockAddress({ engine: 'a'.repeat(200), project: 'b' });
    expect(Buffer.byteLength(long)).toBeLessThan(108);
    expect(lockAddress({ engine: 'a'.repeat(200), project: 'c' })).not.toBe(long);
  });

  test('is free at once after its holder was killed', async () => {
    const wanted = fresh();
    const address = JSON.stringify(lockAddress(wanted));
    const child = spawn(process.execPath, [
      '-e',
      `const holder = { tool: 'flotilla', command: 'up', pid: process.pid, since: 1 };
       require('net').createServer((s) => s.write(JSON.stringify(holder) + '\\n'))
         .listen(${address}, () => console.log('held'))`,
    ]);
    await once(child.stdout, 'data');
    const lock = await takeLock({ ...wanted, onWait: () => child.kill('SIGKILL') });
    expect(lock).toBeDefined();
    lock?.release();
  });

  test('is passed over when a stranger sits on its name', async () => {
    const wanted = fresh();
    const stranger = net.createServer((socket) => socket.end('hello\n'));
    await new Promise<void>((resolve) => stranger.listen(lockAddress(wanted), resolve));
    const onWait = vi.fn<LockRequest['onWait']>();
    const lock = await takeLock({ ...wanted, onWait });
    expect(lock).toBeDefined();
    expect(onWait).not.toHaveBeenCalled();
    stranger.close();
  });
});

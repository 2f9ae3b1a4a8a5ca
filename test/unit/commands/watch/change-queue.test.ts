import { describe, expect, it } from 'vitest';
import { ChangeQueue } from '../../../../src/commands/watch/change-queue.ts';
import type { Clock } from '../../../../src/host/host.ts';

/** Time that passes only while somebody sleeps; what happens meanwhile is up to the test. */
function clockWith(onSleep: (now: number) => void = () => {}): Clock {
  let now = 0;
  return {
    now: () => now,
    sleep: (ms) => {
      now += ms;
      onSleep(now);
      return Promise.resolve();
    },
  };
}

const never = new AbortController().signal;

describe('the queue of changes', () => {
  it('gives what came in a burst together, each path once, in order', async () => {
    const rest = ['/c', '/a', '/d'];
    const queue = new ChangeQueue(
      clockWith(() => {
        const path = rest.shift();
        if (path !== undefined) queue.add(path);
      }),
    );
    queue.add('/a');
    queue.add('/b');
    expect(await queue.next(never)).toEqual(['/a', '/b', '/c', '/d']);
  });

  it('keeps what comes while a batch is being worked on for the next one', async () => {
    const queue = new ChangeQueue(clockWith());
    queue.add('/a');
    expect(await queue.next(never)).toEqual(['/a']);
    queue.add('/b');
    queue.add('/a');
    expect(await queue.next(never)).toEqual(['/b', '/a']);
  });

  it('does not wait for ever where it never gets quiet', async () => {
    let now = 0;
    const queue = new ChangeQueue(
      clockWith((time) => {
        now = time;
        queue.add(`/${time}`);
      }),
    );
    queue.add('/a');
    expect((await queue.next(never))[0]).toBe('/a');
    expect(now).toBeLessThanOrEqual(3000);
  });

  it('waits for the first change', async () => {
    const queue = new ChangeQueue(clockWith());
    const next = queue.next(never);
    queue.add('/late');
    expect(await next).toEqual(['/late']);
  });

  it('gives nothing once it is to stop', async () => {
    const stop = new AbortController();
    const queue = new ChangeQueue(clockWith());
    const next = queue.next(stop.signal);
    stop.abort();
    expect(await next).toEqual([]);
    queue.add('/a');
    expect(await queue.next(stop.signal)).toEqual([]);
  });
});

import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { listenToExit } from '../../../src/host/node-exit.ts';

describe('listenToExit', () => {
  it.each(['exit', 'uncaughtExceptionMonitor'])('runs the listener once at %s', (event) => {
    const source = new EventEmitter();
    let runs = 0;
    listenToExit(source)(() => (runs += 1));
    source.emit(event);
    source.emit('exit');
    expect(runs).toBe(1);
  });

  it('forgets a listener that was taken back', () => {
    const source = new EventEmitter();
    listenToExit(source)(() => expect.unreachable())();
    source.emit('exit');
    expect(source.eventNames()).toEqual([]);
  });
});

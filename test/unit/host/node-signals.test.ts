import { EventEmitter } from 'node:events';
import { expect, test, vi } from 'vitest';
import { listenToSignals } from '../../../src/host/node-signals.ts';

test('all listeners hear a signal, and the default action is back after the last has left', () => {
  const source = new EventEmitter();
  const listen = listenToSignals(source);
  const [first, second] = [vi.fn<(signal: string) => void>(), vi.fn<(signal: string) => void>()];
  const stopFirst = listen(first);
  const stopSecond = listen(second);
  source.emit('SIGINT', 'SIGINT');
  stopFirst();
  source.emit('SIGTERM', 'SIGTERM');
  expect(first.mock.calls).toEqual([['SIGINT']]);
  expect(second.mock.calls).toEqual([['SIGINT'], ['SIGTERM']]);
  stopSecond();
  stopSecond();
  expect(source.eventNames()).toEqual([]);
});

test.each([
  ['before it', ['cancel', 'SIGTERM']],
  ['after it', ['SIGTERM', 'cancel']],
])('a signal that docker tells of %s counts once', (_when, order) => {
  const source = new EventEmitter();
  const heard: string[] = [];
  let cancel = (): void => {};
  listenToSignals(source, (listener) => (cancel = listener))((signal) => heard.push(signal));
  for (const name of order)
    if (name === 'cancel') cancel();
    else source.emit(name, name);
  expect(heard).toHaveLength(1);
  source.emit('SIGINT', 'SIGINT');
  expect(heard).toHaveLength(2);
});

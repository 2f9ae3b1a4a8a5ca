import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LateSignal } from '../../../src/commands/late-signal.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('fires some time after the other, with its reason', () => {
  const from = new AbortController();
  using late = new LateSignal(from.signal, 1000);
  vi.advanceTimersByTime(5000);
  expect(late.signal.aborted).toBe(false);
  from.abort('asked');
  vi.advanceTimersByTime(999);
  expect(late.signal.aborted).toBe(false);
  vi.advanceTimersByTime(1);
  expect(late.signal.reason).toBe('asked');
});

it('fires after one that had fired before, too', () => {
  using late = new LateSignal(AbortSignal.abort('asked'), 1000);
  vi.advanceTimersByTime(1000);
  expect(late.signal.reason).toBe('asked');
});

it('is still once it is not needed any more', () => {
  const from = new AbortController();
  const late = new LateSignal(from.signal, 1000);
  from.abort();
  late[Symbol.dispose]();
  vi.advanceTimersByTime(5000);
  expect(late.signal.aborted).toBe(false);
  expect(vi.getTimerCount()).toBe(0);
});

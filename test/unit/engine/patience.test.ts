import { describe, expect, test, vi } from 'vitest';
import { Patience } from '../../../src/engine/patience.ts';
import { EngineError, type EngineErrorKind } from '../../../src/model/engine-error.ts';

const failure = (kind: EngineErrorKind): EngineError =>
  new EngineError({ kind, request: 'GET /x', text: kind });

/** Sleeping takes no time but moves the clock. */
function makePatience(onAway?: (error: EngineError) => void) {
  let now = 0;
  const sleep = vi.fn<(ms: number) => Promise<void>>(async (ms) => void (now += ms));
  return { patience: new Patience({ now: () => now, sleep }, onAway), sleep, now: () => now };
}

/** Fails with these, one after the other, then answers. */
function calls(...kinds: readonly EngineErrorKind[]) {
  const left = kinds.map(failure);
  return vi.fn<() => Promise<string>>(async () => {
    const error = left.shift();
    if (error !== undefined) throw error;
    return 'answer';
  });
}

describe('a call', () => {
  test('is repeated until the engine is back', async () => {
    const { patience, sleep } = makePatience();
    await patience.again(calls(), undefined);
    const call = calls('connectionLost', 'unreachable', 'unavailable');
    expect(await patience.again(call, undefined)).toBe('answer');
    expect(sleep.mock.calls.map(([ms]) => ms)).toEqual([200, 400, 800]);
  });

  test('to an engine that never answered fails at once', async () => {
    const { patience, sleep } = makePatience();
    await expect(patience.again(calls('unreachable'), undefined)).rejects.toThrow('unreachable');
    expect(sleep).not.toHaveBeenCalled();
  });

  test('is given up after ten seconds and not tried again further out', async () => {
    const { patience, now } = makePatience();
    await patience.again(calls(), undefined);
    const away = vi.fn<() => Promise<string>>(async () => {
      throw failure('unreachable');
    });
    const outer = patience.again(() => patience.again(away, undefined), undefined);
    await expect(outer).rejects.toThrow(/^unreachable \(waited 10 s for it to come back\)$/);
    expect(now()).toBeLessThanOrEqual(10_000);
  });

  test('that the engine refuses is not repeated', async () => {
    const { patience } = makePatience();
    const call = calls('rejected');
    await expect(patience.again(call, undefined)).rejects.toThrow('rejected');
    expect(call).toHaveBeenCalledTimes(1);
  });

  test('ends with its signal', async () => {
    const { patience } = makePatience();
    const signal = AbortSignal.abort();
    await expect(patience.again(calls('connectionLost'), { signal })).rejects.toThrow(
      'connectionLost',
    );
  });
});

test('an absence is told once, the next one again', async () => {
  const told: string[] = [];
  const { patience } = makePatience(({ text }) => told.push(text));
  await patience.again(calls(), undefined);
  await Promise.all([
    patience.again(calls('connectionLost', 'unreachable'), undefined),
    patience.again(calls('connectionLost', 'unreachable'), undefined),
  ]);
  expect(told).toEqual(['connectionLost']);
  await patience.again(calls('unavailable'), undefined);
  expect(told).toEqual(['connectionLost', 'unavailable']);
});

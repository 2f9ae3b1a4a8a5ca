import { describe, expect, it } from 'vitest';
import { endedFromOutside, exitMeaning, signalOf } from '../../../src/model/exit-code.ts';

describe('exitMeaning', () => {
  it('leaves codes that are the program’s own alone', () => {
    for (const code of [0, 1, 2, 42, 124, 200, 254]) expect(exitMeaning(code)).toBeUndefined();
  });

  it('tells a program that is missing from one that cannot be executed', () => {
    expect(exitMeaning(127)).toContain('not found');
    expect(exitMeaning(126)).toContain('could not be executed');
  });

  it('names the signal behind a code above 128', () => {
    expect(exitMeaning(139)).toContain('SIGSEGV');
    expect(exitMeaning(143)).toContain('SIGTERM');
    expect(exitMeaning(129)).toContain('SIGHUP');
    expect(exitMeaning(128 + 34)).toContain('signal 34');
  });

  it('tells a kill for want of memory from other kills', () => {
    expect(exitMeaning(137)).toContain('SIGKILL');
    expect(exitMeaning(137)).not.toContain('memory');
    expect(exitMeaning(137, true)).toContain('memory');
    expect(exitMeaning(1, true)).toContain('a process in it was killed');
  });
});

describe('signalOf', () => {
  it('knows signals 1 to 64 only', () => {
    expect([128, 193, 255].map(signalOf)).toEqual([undefined, undefined, undefined]);
    expect(signalOf(137)).toBe('SIGKILL');
  });
});

describe('endedFromOutside', () => {
  it('is true for the signals that a stop, a kill or Ctrl-C sends', () => {
    expect([130, 137, 143].every(endedFromOutside)).toBe(true);
    expect([0, 1, 127, 134, 139].some(endedFromOutside)).toBe(false);
  });
});

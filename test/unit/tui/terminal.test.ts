import { describe, expect, it } from 'vitest';
import type { Host } from '../../../src/host/host.ts';
import { enterTerminal } from '../../../src/tui/terminal.ts';

function fakeHost(): {
  readonly host: Pick<Host, 'stdin' | 'stdout' | 'atExit'>;
  readonly log: string[];
  readonly atExit: Set<() => void>;
} {
  const log: string[] = [];
  const atExit = new Set<() => void>();
  const host = {
    stdin: {
      raw: () => {
        log.push('raw');
        return () => log.push('cooked');
      },
    },
    stdout: {
      write: (text: string) => {
        log.push(text);
        return Promise.resolve();
      },
    },
    atExit: (listener: () => void) => {
      atExit.add(listener);
      return () => atExit.delete(listener);
    },
  };
  return { host: host as unknown as Host, log, atExit };
}

describe('enterTerminal', () => {
  it('takes back every mode that it set, at once and only once', () => {
    const { host, log } = fakeHost();
    const restore = enterTerminal(host);
    const entered = log.splice(0).join('');
    restore();
    restore();
    const left = log.join('');
    for (const [, mode] of entered.matchAll(/\x1b\[\?(\d+)[hl]/g)) {
      const wasSet = entered.includes(`\x1b[?${mode}h`);
      expect(left).toContain(`\x1b[?${mode}${wasSet ? 'l' : 'h'}`);
    }
    expect(entered).toContain('raw');
    expect(log.filter((entry) => entry === 'cooked')).toHaveLength(1);
    expect(log).toHaveLength(2);
  });

  it('gives the terminal back when the process ends by itself', () => {
    const { host, log, atExit } = fakeHost();
    enterTerminal(host);
    for (const listener of atExit) listener();
    expect(log).toContain('cooked');
    expect(log.join('')).toContain('\x1b[?1049l');
  });

  it('leaves nothing behind once it was given back', () => {
    const { host, atExit } = fakeHost();
    enterTerminal(host)();
    expect(atExit.size).toBe(0);
  });
});

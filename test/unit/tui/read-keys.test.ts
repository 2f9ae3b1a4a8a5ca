import { describe, expect, it } from 'vitest';
import { KeyReader } from '../../../src/tui/read-keys.ts';

const read = (...parts: readonly string[]): readonly string[] => {
  const reader = new KeyReader();
  return parts
    .flatMap((part) => reader.push(Buffer.from(part)))
    .map((input) => (input.kind === 'key' ? input.key : `paste:${input.text}`));
};

describe('KeyReader', () => {
  it('names letters, controls and sequences', () => {
    expect(read('jG/?')).toEqual(['j', 'G', '/', '?']);
    expect(read('\r \t\x7f\x03\x15')).toEqual([
      'enter',
      'space',
      'tab',
      'backspace',
      'ctrl-c',
      'ctrl-u',
    ]);
    expect(read('\x1b[A\x1bOB\x1b[5~\x1b[Z\x1bOP')).toEqual([
      'up',
      'down',
      'pageup',
      'shift-tab',
      'f1',
    ]);
  });

  it('puts sequences and letters together that reads have cut', () => {
    expect(read('\x1b', '[', 'A', 'j')).toEqual(['up', 'j']);
    const bytes = Buffer.from('é');
    const reader = new KeyReader();
    expect(reader.push(bytes.subarray(0, 1))).toEqual([]);
    expect(reader.push(bytes.subarray(1))).toEqual([{ kind: 'key', key: 'é' }]);
  });

  it('swallows sequences that it does not know', () => {
    expect(read('\x1b[?62;22c\x1b[200;5Rq')).toEqual(['q']);
  });

  it('takes a lone escape for the key once nothing follows', () => {
    const reader = new KeyReader();
    expect(reader.push(Buffer.from('\x1b'))).toEqual([]);
    expect(reader.isOpen).toBe(true);
    expect(reader.flush()).toEqual([{ kind: 'key', key: 'esc' }]);
    expect(reader.isOpen).toBe(false);
  });

  it('keeps a paste together, so that its letters are no keys', () => {
    expect(read('\x1b[200~q\r', 'r\x1b[201~j')).toEqual(['paste:q\rr', 'j']);
  });
});

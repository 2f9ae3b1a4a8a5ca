import { describe, expect, it } from 'vitest';
import { DetachKeys, parseDetachKeys } from '../../../src/commands/detach-keys.ts';
import { EngineComplaint } from '../../../src/commands/engine-complaint.ts';
import type { OutputChunk } from '../../../src/engine/engine.ts';

const P = '\u0010';
const Q = '\u0011';

function type(...pieces: readonly string[]): { readonly passed: string; readonly left: boolean } {
  const keys = new DetachKeys();
  let passed = '';
  for (const piece of pieces) {
    const { bytes, isDetach } = keys.pass(Buffer.from(piece));
    passed += Buffer.from(bytes).toString();
    if (isDetach) return { passed, left: true };
  }
  return { passed, left: false };
}

describe('DetachKeys', () => {
  it('finds Ctrl-P Ctrl-Q, in one piece or two', () => {
    expect(type(`ls${P}${Q}more`)).toEqual({ passed: 'ls', left: true });
    expect(type(`ls${P}`, Q)).toEqual({ passed: 'ls', left: true });
  });

  it('passes everything else on, a Ctrl-P with the key after it', () => {
    expect(type(P, 'x', Q)).toEqual({ passed: `${P}x${Q}`, left: false });
    expect(type(`${P}${P}`, Q)).toEqual({ passed: P, left: true });
  });

  it('finds keys of the user’s choice, also after a false beginning', () => {
    const keys = new DetachKeys(parseDetachKeys('a,a,ctrl-b'));
    const { bytes, isDetach } = keys.pass(Buffer.from('xaaa\u0002'));
    expect([Buffer.from(bytes).toString(), isDetach]).toEqual(['xa', true]);
  });
});

describe('parseDetachKeys', () => {
  it('reads characters and control keys, and refuses everything else', () => {
    expect([...parseDetachKeys('ctrl-p,Q,ctrl-@,ctrl-_')]).toEqual([0x10, 0x51, 0, 0x1f]);
    for (const text of ['', 'ctrl-', 'ctrl-1', 'ab', 'ö'])
      expect(() => parseDetachKeys(text)).toThrow('invalid detach keys');
  });
});

describe('EngineComplaint', () => {
  const chunk = (text: string): OutputChunk => ({ stream: 'stdout', bytes: Buffer.from(text) });
  const run = async (code: number, ...texts: readonly string[]): Promise<readonly string[]> => {
    const [out, err] = [[] as string[], [] as string[]];
    const complaint = new EngineComplaint(async ({ bytes }) => void out.push(bytes.toString()));
    for (const text of texts) await complaint.pass(chunk(text));
    await complaint.end(code, async (text) => void err.push(text));
    return [out.join(''), err.join('')];
  };

  it('moves the engine’s own words to standard error, with plain line ends', async () => {
    const text = 'OCI runtime exec failed: exec: "x": not found\r\n';
    expect(await run(127, text)).toEqual(['', 'OCI runtime exec failed: exec: "x": not found\n']);
  });

  it('leaves output alone that only looks like it', async () => {
    expect(await run(0, 'OCI runtime exec failed', ' (quoted)')).toEqual([
      'OCI runtime exec failed (quoted)',
      '',
    ]);
    expect(await run(127, 'sh: x: not found\n')).toEqual(['sh: x: not found\n', '']);
  });
});

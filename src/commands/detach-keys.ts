/** Ctrl-P, Ctrl-Q: leave the process running and go. */
const FIRST = 0x10;
const SECOND = 0x11;

export interface PassedKeys {
  readonly bytes: Uint8Array;
  readonly isDetach: boolean;
}

/** Looks for the sequence in input that comes in pieces; the first key waits for the next one. */
export class DetachKeys {
  #isHeld = false;

  pass(chunk: Uint8Array): PassedKeys {
    const kept: number[] = [];
    for (const byte of chunk) {
      if (this.#isHeld && byte === SECOND) return { bytes: Uint8Array.from(kept), isDetach: true };
      if (this.#isHeld) kept.push(FIRST);
      this.#isHeld = byte === FIRST;
      if (!this.#isHeld) kept.push(byte);
    }
    return { bytes: Uint8Array.from(kept), isDetach: false };
  }
}

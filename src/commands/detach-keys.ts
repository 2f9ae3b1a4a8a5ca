/** Keys that leave a process running and go. */
import { UserError } from './context.ts';

/** Ctrl-P, Ctrl-Q. */
export const DEFAULT_DETACH_KEYS = Uint8Array.of(0x10, 0x11);

/** A character, or `ctrl-` and a letter or one of `@ [ \\ ] ^ _`; several with commas between. Throws `UserError`. */
export function parseDetachKeys(text: string): Uint8Array {
  return Uint8Array.from(text.split(','), (key) => {
    const control = /^ctrl-([a-z@[\\\]^_])$/i.exec(key)?.[1];
    if (control !== undefined) return control.toUpperCase().charCodeAt(0) & 0x1f;
    if (/^[ -~]$/.test(key)) return key.charCodeAt(0);
    throw new UserError(
      `invalid detach keys (${text}): expected characters or ctrl-<letter>, with commas between`,
    );
  });
}

export interface PassedKeys {
  readonly bytes: Uint8Array;
  readonly isDetach: boolean;
}

/** Looks for the sequence in input that comes in pieces; what could be its beginning waits for the next key. */
export class DetachKeys {
  readonly #keys: Uint8Array;
  #held: number[] = [];

  constructor(keys: Uint8Array = DEFAULT_DETACH_KEYS) {
    this.#keys = keys;
  }

  pass(chunk: Uint8Array): PassedKeys {
    const kept: number[] = [];
    for (const byte of chunk) {
      this.#held.push(byte);
      while (!this.#isBeginning()) kept.push(...this.#held.splice(0, 1));
      if (this.#held.length === this.#keys.length)
        return { bytes: Uint8Array.from(kept), isDetach: true };
    }
    return { bytes: Uint8Array.from(kept), isDetach: false };
  }

  #isBeginning(): boolean {
    return this.#held.every((byte, index) => byte === this.#keys[index]);
  }
}

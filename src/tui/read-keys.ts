/** Bytes from the terminal to names of keys. */

export type Input =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'paste'; readonly text: string };

const ESC = '\x1b';
const PASTE_START = '\x1b[200~';
const PASTE_END = '\x1b[201~';
const MAX_PASTE = 1024 * 1024;
const SEQUENCE = /^\x1b(?:\[[0-?]*[ -/]*[@-~]|O[A-Za-z])/;
const OPEN_SEQUENCE = /^\x1b(?:\[[0-?]*[ -/]*|O)?$/;

const NAMED: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  ' ': 'space',
  '\x7f': 'backspace',
  '\b': 'backspace',
  '\x1b[A': 'up',
  '\x1bOA': 'up',
  '\x1b[B': 'down',
  '\x1bOB': 'down',
  '\x1b[C': 'right',
  '\x1bOC': 'right',
  '\x1b[D': 'left',
  '\x1bOD': 'left',
  '\x1b[H': 'home',
  '\x1bOH': 'home',
  '\x1b[1~': 'home',
  '\x1b[F': 'end',
  '\x1bOF': 'end',
  '\x1b[4~': 'end',
  '\x1b[5~': 'pageup',
  '\x1b[6~': 'pagedown',
  '\x1b[Z': 'shift-tab',
  '\x1bOP': 'f1',
  '\x1b[11~': 'f1',
};

/** Keeps what a read left unfinished. Unknown sequences are swallowed: half of one must never act as a key. */
export class KeyReader {
  private rest = '';
  private readonly decoder = new TextDecoder();

  push(bytes: Uint8Array): readonly Input[] {
    this.rest += this.decoder.decode(bytes, { stream: true });
    const inputs: Input[] = [];
    for (let taken = this.take(); taken !== undefined; taken = this.take()) inputs.push(...taken);
    return inputs;
  }

  /** A lone escape is waiting: call `flush` when nothing follows within 50 ms. */
  get isOpen(): boolean {
    return this.rest !== '' && !this.rest.startsWith(PASTE_START);
  }

  flush(): readonly Input[] {
    const isEscape = this.rest === ESC;
    this.rest = '';
    return isEscape ? [{ kind: 'key', key: 'esc' }] : [];
  }

  /** Undefined when more bytes are needed. */
  private take(): readonly Input[] | undefined {
    if (this.rest === '') return undefined;
    if (this.rest.startsWith(PASTE_START)) return this.takePaste();
    if (OPEN_SEQUENCE.test(this.rest)) return undefined;
    const sequence = SEQUENCE.exec(this.rest)?.[0];
    if (sequence !== undefined) {
      this.rest = this.rest.slice(sequence.length);
      return named(sequence);
    }
    const letter = String.fromCodePoint(this.rest.codePointAt(0) ?? 0);
    this.rest = this.rest.slice(letter.length);
    return letter === ESC ? [{ kind: 'key', key: 'esc' }] : named(letter);
  }

  private takePaste(): readonly Input[] | undefined {
    const end = this.rest.indexOf(PASTE_END);
    if (end < 0 && this.rest.length < MAX_PASTE) return undefined;
    const stop = end < 0 ? this.rest.length : end;
    const text = this.rest.slice(PASTE_START.length, stop);
    this.rest = this.rest.slice(stop + PASTE_END.length);
    return [{ kind: 'paste', text }];
  }
}

function named(text: string): readonly Input[] {
  const name = NAMED[text];
  if (name !== undefined) return [{ kind: 'key', key: name }];
  const code = text.codePointAt(0) ?? 0;
  if (code >= 1 && code <= 26) {
    return [{ kind: 'key', key: `ctrl-${String.fromCharCode(code + 96)}` }];
  }
  return code < 32 || (code > 126 && code < 160) ? [] : [{ kind: 'key', key: text }];
}

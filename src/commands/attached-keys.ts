/** Keys while an attached `up` shows output on a terminal: `d` leaves, Ctrl-C and Ctrl-Z do what they always do. */
import type { Files, Host } from '../host/host.ts';

const SIGNALS: ReadonlyMap<number, string> = new Map([
  [0x03, 'INT'],
  [0x1c, 'QUIT'],
  [0x1a, 'TSTP'],
]);
const DETACH = 'd'.codePointAt(0);

/** Reads keys until the answer is called; does nothing where the terminal is somebody else's. */
export function listenToKeys(host: Host, onDetach: () => void): () => void {
  if (!host.stdin.isTerminal || !host.stdout.isTerminal || !isForeground(host.files))
    return () => undefined;
  const terminal = new RawTerminal(host);
  void readKeys(host, async (key) => {
    if (key === DETACH) onDetach();
    const signal = SIGNALS.get(key);
    if (signal !== undefined) await terminal.raise(signal);
  });
  return () => {
    terminal.release();
    host.stdin.close();
  };
}

async function readKeys(host: Host, take: (key: number) => Promise<void>): Promise<void> {
  try {
    for await (const chunk of host.stdin) for (const key of chunk) await take(key);
  } catch {
    // standard input was closed: there are no keys any more
  }
}

/** A terminal whose keys make no signals: they are sent as the terminal would have sent them. */
class RawTerminal {
  readonly #host: Host;
  readonly #forget: (() => void) | undefined;
  #cook: () => void;

  constructor(host: Host) {
    this.#host = host;
    this.#cook = host.stdin.raw();
    this.#forget = host.atExit?.(() => this.#cook());
  }

  async raise(signal: string): Promise<void> {
    const isPause = signal === 'TSTP';
    if (isPause) this.#cook();
    await this.#host.run('kill', ['-s', signal, String(this.#host.pid)]);
    if (isPause) this.#cook = this.#host.stdin.raw();
  }

  release(): void {
    this.#cook();
    this.#forget?.();
  }
}

/** Only who is in the foreground may change the terminal; others would be stopped for that. Known on Linux alone. */
function isForeground(files: Files): boolean {
  try {
    const text = new TextDecoder().decode(files.read('/proc/self/stat'));
    const [, , group, , , owner] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return group === owner;
  } catch {
    return false;
  }
}

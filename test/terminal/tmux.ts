import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';

const WAIT_MS = 45_000;
const LOOK_MS = 100;

/** A real terminal with a shell in it. */
export class Tmux {
  private readonly socket = `flotilla-${randomBytes(6).toString('hex')}`;

  constructor(size: { readonly columns: number; readonly rows: number; readonly folder: string }) {
    requireTmux();
    const { columns, rows, folder } = size;
    // With CI set, Ink would draw nothing.
    const shell = 'exec env -u CI PS1="$ " LANG=C.UTF-8 bash --norc --noprofile';
    const geometry = ['-x', String(columns), '-y', String(rows), '-c', folder];
    this.run('new-session', '-d', ...geometry, shell);
    this.run('set-option', '-g', 'remain-on-exit', 'on');
  }

  private run(...args: readonly string[]): string {
    return execFileSync('tmux', ['-L', this.socket, '-f', '/dev/null', ...args], {
      encoding: 'utf8',
    });
  }

  /** Letters as they are. */
  type(text: string): void {
    this.run('send-keys', '-l', '--', text);
  }

  /** By tmux's names, such as `Enter`, `Escape`, `C-c`. */
  press(...keys: readonly string[]): void {
    this.run('send-keys', ...keys);
  }

  resize(columns: number, rows: number): void {
    this.run('resize-window', '-x', String(columns), '-y', String(rows));
  }

  screen(): string {
    return this.run('capture-pane', '-p');
  }

  /** `0 1 1`: not on the alternate screen, cursor visible, lines wrap. */
  modes(): string {
    return this.run('display', '-p', '#{alternate_on} #{cursor_flag} #{wrap_flag}').trim();
  }

  /** Waits until the screen matches; fails with what it showed last. */
  async see(pattern: RegExp): Promise<string> {
    const end = Date.now() + WAIT_MS;
    for (;;) {
      const screen = this.screen();
      if (pattern.test(screen)) return screen;
      if (Date.now() > end) throw new Error(`The terminal never showed ${pattern}:\n${screen}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  kill(): void {
    this.run('kill-server');
  }
}

function requireTmux(): void {
  try {
    execFileSync('tmux', ['-V']);
  } catch {
    throw new Error('These tests need tmux: "apt-get install tmux", or scripts/setup.sh');
  }
}

/** The terminal while the dashboard has it, and the way it is given back. */
import type { Host } from '../host/host.ts';

/** Alternate screen, no cursor, no automatic line break, pastes marked. */
const ENTER = '\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?2004h\x1b[2J';

/** CAN first: it ends a sequence that was cut off half-way. */
const LEAVE = '\x18\x1b[?2026l\x1b[?2004l\x1b[?7h\x1b[?25h\x1b[0m\x1b[?1049l';

/**
 * Takes the terminal; the answer gives it back, at once and only the first time it is called. It is given back as well
 * when the process ends in any other way.
 */
export function enterTerminal(host: Pick<Host, 'stdin' | 'stdout' | 'atExit'>): () => void {
  const cooked = host.stdin.raw();
  let isEntered = true;
  const restore = (): void => {
    if (!isEntered) return;
    isEntered = false;
    // A write to a terminal is complete when the call returns.
    void host.stdout.write(LEAVE);
    cooked();
    forget?.();
  };
  const forget = host.atExit?.(restore);
  void host.stdout.write(ENTER);
  return restore;
}

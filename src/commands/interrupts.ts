/** What signals do to a run of the program. */
import type { Host, SignalName } from '../host/host.ts';

/** What a shell tells of a program that a signal ended. */
export const EXIT_CODES: Readonly<Record<SignalName, number>> = {
  SIGINT: 130,
  SIGTERM: 143,
  SIGHUP: 129,
};

/** The reason with which `Context.signal` aborts. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  readonly signalName: SignalName;

  constructor(signalName: SignalName) {
    super(`interrupted by ${signalName}`);
    this.signalName = signalName;
  }
}

export interface Interrupts {
  /** Aborts with the first signal, with an `Interrupted` as reason. */
  readonly signal: AbortSignal;
  /** The same host; it counts who else listens to signals. */
  readonly host: Host;
  /** 130, 143 or 129 after the first signal; undefined before. */
  exitCode(): number | undefined;
  /** The command has taken the signals into its own hands: its exit code stands. */
  isTakenOver(): boolean;
}

/**
 * First signal: `signal` aborts. Second: for the command's own listeners; without one the program leaves.
 * Third: the program leaves at once. `leave` must not return to the program.
 */
export function watchInterrupts(host: Host, leave: (code: number) => void): Interrupts {
  const controller = new AbortController();
  let count = 0;
  let first: SignalName | undefined;
  let listening = 0;
  let takenOver = false;
  host.onSignal((name) => {
    first ??= name;
    count += 1;
    if (listening > 0) takenOver = true;
    if (count === 1) controller.abort(new Interrupted(name));
    else if (count > 2 || listening === 0) leave(EXIT_CODES[first]);
  });
  return {
    signal: controller.signal,
    host: {
      ...host,
      onSignal: (listener) => {
        const stop = host.onSignal(listener);
        listening += 1;
        return () => {
          listening -= 1;
          stop();
        };
      },
    },
    exitCode: () => first && EXIT_CODES[first],
    isTakenOver: () => takenOver,
  };
}

/** The end of the process, however it comes. */

interface ExitSource {
  once(event: 'exit' | 'uncaughtExceptionMonitor', listener: () => void): unknown;
  off(event: 'exit' | 'uncaughtExceptionMonitor', listener: () => void): unknown;
}

/** Listeners run once: before Node or the program reports a crash, else when the process exits. */
export function listenToExit(source: ExitSource): (listener: () => void) => () => void {
  return (listener) => {
    const stop = (): void => {
      source.off('exit', run);
      source.off('uncaughtExceptionMonitor', run);
    };
    const run = (): void => {
      stop();
      listener();
    };
    source.once('exit', run);
    source.once('uncaughtExceptionMonitor', run);
    return stop;
  };
}

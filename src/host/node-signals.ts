/** Signals of the process, shared by any number of listeners. */
import type { SignalName } from './host.ts';

type Listener = (signal: SignalName) => void;
interface SignalSource {
  on(signal: SignalName, listener: Listener): unknown;
  off(signal: SignalName, listener: Listener): unknown;
}

const NAMES: readonly SignalName[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Takes the signals over with the first listener and gives them back after the last. `onCancel` is another way to be
 * asked to stop, counted as an interrupt; it is opened once, with the first listener.
 */
export function listenToSignals(
  source: SignalSource,
  onCancel?: (listener: () => void) => unknown,
): (listener: Listener) => () => void {
  let isOpen = false;
  const listeners = new Set<Listener>();
  const pass: Listener = (signal) => {
    for (const listener of listeners) listener(signal);
  };
  return (listener) => {
    if (listeners.size === 0) for (const name of NAMES) source.on(name, pass);
    listeners.add(listener);
    if (!isOpen) onCancel?.(() => pass('SIGINT'));
    isOpen = true;
    return () => {
      if (!listeners.delete(listener) || listeners.size > 0) return;
      for (const name of NAMES) source.off(name, pass);
    };
  };
}

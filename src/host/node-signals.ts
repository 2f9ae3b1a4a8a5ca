/** Signals of the process, shared by any number of listeners. */
import type { SignalName } from './host.ts';

type Listener = (signal: SignalName) => void;
interface SignalSource {
  on(signal: SignalName, listener: Listener): unknown;
  off(signal: SignalName, listener: Listener): unknown;
}

const NAMES: readonly SignalName[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** A signal to the whole group comes to us and, through docker's word, once more: longer apart, it is another one. */
const SAME_MS = 1000;

/**
 * Takes the signals over with the first listener and gives them back after the last. `onCancel` is another way to be
 * asked to stop, counted as an interrupt unless it tells of a signal that comes by itself; it is opened once, with the
 * first listener.
 */
export function listenToSignals(
  source: SignalSource,
  onCancel?: (listener: () => void) => unknown,
): (listener: Listener) => () => void {
  let isOpen = false;
  let heardAt = Number.NEGATIVE_INFINITY;
  let cancelledAt = Number.NEGATIVE_INFINITY;
  const listeners = new Set<Listener>();
  const tell: Listener = (signal) => {
    for (const listener of listeners) listener(signal);
  };
  const pass: Listener = (signal) => {
    heardAt = performance.now();
    const isTold = heardAt - cancelledAt < SAME_MS;
    cancelledAt = Number.NEGATIVE_INFINITY;
    if (!isTold) tell(signal);
  };
  const cancel = (): void => {
    if (performance.now() - heardAt < SAME_MS) return;
    cancelledAt = performance.now();
    tell('SIGINT');
  };
  return (listener) => {
    if (listeners.size === 0) for (const name of NAMES) source.on(name, pass);
    listeners.add(listener);
    if (!isOpen) onCancel?.(cancel);
    isOpen = true;
    return () => {
      if (!listeners.delete(listener) || listeners.size > 0) return;
      for (const name of NAMES) source.off(name, pass);
    };
  };
}

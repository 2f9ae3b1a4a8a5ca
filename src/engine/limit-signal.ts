/** Waiting with an end. */

/** A signal that fires with the caller's or, at the latest, after `limitMs`; `expired` tells which. */
export function limitSignal(
  signal: AbortSignal | undefined,
  limitMs: number | undefined,
): { readonly signal: AbortSignal; readonly expired?: AbortSignal } {
  if (limitMs === undefined) return { signal: signal ?? new AbortController().signal };
  const expired = AbortSignal.timeout(limitMs);
  return { signal: signal === undefined ? expired : AbortSignal.any([signal, expired]), expired };
}

/** For work that others wait for, too: only our waiting ends with the signal, with its reason. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

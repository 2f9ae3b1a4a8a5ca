import type { ObservedContainer, ObservedState } from '../model/observed.ts';

export interface Selection {
  readonly includes: (service: string) => boolean;
  /** One-off containers of `run` too. */
  readonly oneOffs?: boolean;
}

/** Whether a service is among those named on the command line; where none is named, all are. */
export function isNamedIn(named: readonly string[]): (service: string) => boolean {
  const names = new Set(named);
  return (service) => names.size === 0 || names.has(service);
}

/** The containers of each service, without one-offs, in the order of `selectContainers`. */
export const containersByService = (
  observed: ObservedState,
): ReadonlyMap<string, readonly ObservedContainer[]> =>
  Map.groupBy(selectContainers(observed, { includes: () => true }), ({ service }) => service);

/**
 * The containers that a command is about. In order of service, number and name, so that plans and messages are the same
 * each time.
 */
export function selectContainers(
  observed: ObservedState,
  { includes, oneOffs = false }: Selection,
): readonly ObservedContainer[] {
  return observed.containers
    .filter(({ oneoff, service }) => (oneOffs || !oneoff) && includes(service))
    .toSorted(
      (a, b) =>
        compareText(a.service, b.service) ||
        numberOf(a) - numberOf(b) ||
        compareText(a.name, b.name),
    );
}

const numberOf = ({ number = Number.MAX_SAFE_INTEGER }: ObservedContainer): number => number;

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

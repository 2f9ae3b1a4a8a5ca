import type { ObservedContainer, ObservedState } from '../model/observed.ts';

export interface Selection {
  readonly includes: (service: string) => boolean;
  /** One-off containers of `run` too. */
  readonly oneOffs?: boolean;
}

/**
 * The containers that a command is about: those with a config hash, which every compose tool writes. In order of
 * service, number and name, so that plans and messages are the same each time.
 */
export function selectContainers(
  observed: ObservedState,
  { includes, oneOffs = false }: Selection,
): readonly ObservedContainer[] {
  return observed.containers
    .filter(
      ({ configHash, oneoff, service }) =>
        configHash !== undefined && (oneOffs || !oneoff) && includes(service),
    )
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

import type { ObservedContainer, ObservedState } from '../model/observed.ts';
import type { Project } from '../model/project.ts';

export interface Selection {
  readonly project: Pick<Project, 'services'>;
  readonly observed: ObservedState;
  /** Named on the command line; empty: all. */
  readonly named: readonly string[];
  /** One-off containers of `run` too. */
  readonly oneOffs?: boolean;
  /** Containers of services that are not enabled too, where none is named. */
  readonly others?: boolean;
}

/**
 * The containers that a command is about: those with a config hash, which every compose tool writes, of the named
 * services, else of all that are enabled. By name, so that plans and messages are the same each time.
 */
export function selectContainers(selection: Selection): readonly ObservedContainer[] {
  const { observed, oneOffs = false } = selection;
  return observed.containers
    .filter(
      (container) =>
        container.configHash !== undefined &&
        (oneOffs || !container.oneoff) &&
        isChosen(selection, container.service),
    )
    .toSorted(byService);
}

function isChosen({ project, named, others = false }: Selection, service: string): boolean {
  if (named.length > 0) return named.includes(service);
  return others || Object.hasOwn(project.services, service);
}

function byService(a: ObservedContainer, b: ObservedContainer): number {
  const [first, second] = a.service === b.service ? [a.name, b.name] : [a.service, b.service];
  if (a.service === b.service && a.number !== b.number)
    return (a.number ?? Infinity) - (b.number ?? Infinity);
  return first < second ? -1 : 1;
}

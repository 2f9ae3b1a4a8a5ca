/** The containers that an inspecting command is about. */
import type { Engine } from '../engine/engine.ts';
import { containersOf } from '../model/labels.ts';
import type { ObservedContainer } from '../model/observed.ts';
import type { Context } from './context.ts';
import { checkServices } from './service-names.ts';

export interface FoundContainers {
  readonly engine: Engine;
  readonly project: string;
  /** By name. */
  readonly containers: readonly ObservedContainer[];
}

export interface ContainerQuery {
  /** Empty: of all services. */
  readonly services: readonly string[];
  /** Stopped ones too. */
  readonly all?: boolean;
}

/** One list call. Throws `UserError` on a service that no file declares. */
export async function findContainers(
  context: Context,
  { services, all = false }: ContainerQuery,
): Promise<FoundContainers> {
  const { name, loaded } = await context.loadOrName();
  checkServices(services, loaded?.project);
  const engine = await context.engine();
  const labels = containersOf(name);
  const found = await engine.listContainers({ labels, all }, { signal: context.signal });
  const containers = found
    .filter(({ service }) => services.length === 0 || services.includes(service))
    .toSorted(byName);
  return { engine, project: name, containers };
}

export const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : 0;

import { Graph } from '@dagrejs/graphlib';
import type { Dependency } from '../model/service.ts';

/** The part of a service that orders it. */
export interface Ordered {
  readonly depends_on?: Readonly<Record<string, Dependency>>;
}

export interface DependencyGraph {
  /**
   * Every service stands behind those it depends on; else the order of the file. Those of a circle, which the loader
   * refuses, are not in it.
   */
  readonly order: readonly string[];
  dependenciesOf(service: string): readonly string[];
  dependentsOf(service: string): readonly string[];
  /** Transitive, without the service itself. */
  allDependentsOf(service: string): ReadonlySet<string>;
}

/** Edges to services that are not in `services` are left out. */
export function buildDependencyGraph(services: Readonly<Record<string, Ordered>>): DependencyGraph {
  const graph = new Graph({ directed: true });
  const names = Object.keys(services);
  const known = new Set(names);
  for (const name of names)
    for (const dependency of Object.keys(services[name]?.depends_on ?? {}))
      // an edge brings its nodes; without one a service has no neighbours to ask for
      if (known.has(dependency)) graph.setEdge(nodeOf(dependency), nodeOf(name));

  const dependenciesOf = remembered((service) => graph.predecessors(nodeOf(service)));
  const dependentsOf = remembered((service) => graph.successors(nodeOf(service)));
  return {
    order: sortByDependency(names, dependenciesOf, dependentsOf),
    dependenciesOf,
    dependentsOf,
    allDependentsOf: (service) => reach(service, dependentsOf),
  };
}

type Neighbours = (service: string) => readonly string[];

// graphlib keeps nodes in plain objects, where a service called "constructor" would already be there
const nodeOf = (name: string): string => `:${name}`;
const nameOf = (node: string): string => node.slice(1);

/** The graph makes a list anew each time it is asked, and a plan asks for the same ones many times. */
function remembered(nodesOf: (service: string) => readonly string[] | undefined): Neighbours {
  const known = new Map<string, readonly string[]>();
  return (service) => {
    const names = known.get(service) ?? (nodesOf(service) ?? []).map(nameOf);
    known.set(service, names);
    return names;
  };
}

/** Takes services whose dependencies are all taken; graphlib's own sort recurses and overflows on long chains. */
function sortByDependency(
  names: readonly string[],
  dependenciesOf: Neighbours,
  dependentsOf: Neighbours,
): readonly string[] {
  const open = new Map(names.map((name) => [name, dependenciesOf(name).length]));
  const order = names.filter((name) => open.get(name) === 0);
  for (const name of order)
    for (const dependent of dependentsOf(name)) {
      const left = (open.get(dependent) ?? 0) - 1;
      open.set(dependent, left);
      if (left === 0) order.push(dependent);
    }
  return order;
}

function reach(start: string, next: Neighbours): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...next(start)];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    open.push(...next(name));
  }
  found.delete(start);
  return found;
}

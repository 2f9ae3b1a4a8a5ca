import type { Environment } from './project-environment.ts';
import { editEntries, isNull, mapAt } from './node-edit.ts';
import type { MapNode, Node } from './tree.ts';
import { scalar } from './tree.ts';

/** Gives names without a value, in environments and build arguments, the value they have around the project. */
export function fillBareNames(model: Node, environment: Environment): Node {
  return editServices(model, (service) =>
    editEntries(service, (value, key) => {
      if (key === 'environment') return fill(value, environment);
      if (key === 'build' && value.kind === 'map') return fillArgs(value, environment);
      return value;
    }),
  );
}

/** Every service of a model through `edit`. */
export function editServices(model: Node, edit: (service: MapNode, name: string) => Node): Node {
  if (model.kind !== 'map') return model;
  return editEntries(model, (section, name) => {
    const services = name === 'services' ? mapAt(section) : undefined;
    return services
      ? editEntries(services, (service, key) =>
          service.kind === 'map' ? edit(service, key) : service,
        )
      : section;
  });
}

const fillArgs = (build: MapNode, environment: Environment): Node =>
  editEntries(build, (value, key) => (key === 'args' ? fill(value, environment) : value));

function fill(node: Node, environment: Environment): Node {
  if (node.kind !== 'map') return node;
  return editEntries(node, (value, name) => {
    const known = isNull(value) ? environment.get(name) : undefined;
    return known === undefined ? value : scalar(known, value.origin);
  });
}

/** Short forms written out. What has an unexpected type is left as it is: the schema check tells about it. */
import type { Diagnostic } from '../model/diagnostic.ts';
import { canonicalService } from './canonical-service.ts';
import { editEntries, editKey, textOf, withValue } from './node-edit.ts';
import { toPairs } from './pairs.ts';
import { problemAt } from './problem.ts';
import { step, trailOf } from './trail.ts';
import type { Trail } from './trail.ts';
import type { MapNode, Node } from './tree.ts';
import { childOf, scalar } from './tree.ts';

export interface CanonicalOptions {
  readonly diagnostics: Diagnostic[];
  /** Variables are still in the text: what cannot be read stays as written, lists of pairs stay lists. */
  readonly raw: boolean;
}

/** The model with every short form expanded. Canonical parts stay as they are. */
export function canonicalModel(model: Node, options: CanonicalOptions): Node {
  if (model.kind !== 'map') return model;
  return editEntries(model, (section, name) => {
    if (section.kind !== 'map') return section;
    const trail = trailOf(name);
    const edit = (node: Node, key: string) =>
      canonicalEntry(name, node, { options, trail: step(trail, key) });
    return editEntries(section, edit);
  });
}

interface At {
  readonly options: CanonicalOptions;
  readonly trail: Trail;
}

function canonicalEntry(section: string, node: Node, at: At): Node {
  if (node.kind !== 'map') return node;
  switch (section) {
    case 'services':
      return canonicalService(node, { ...at.options, trail: at.trail });
    case 'networks':
    case 'volumes':
    case 'secrets':
    case 'configs':
      return canonicalResource(node, at);
    default:
      return node;
  }
}

function canonicalResource(node: MapNode, at: At): Node {
  const plain = canonicalExternal(node, at);
  if (at.options.raw) return plain;
  return editKey(plain, 'labels', (labels) => toPairs(labels, 'empty') ?? labels);
}

/** `external: {name: x}` is the old way to write `external: true` and `name: x`. */
function canonicalExternal(node: MapNode, at: At): MapNode {
  const external = childOf(node, 'external');
  if (external?.kind !== 'map') return node;
  const { diagnostics } = at.options;
  const inner = childOf(external, 'name');
  const outer = childOf(node, 'name');
  const marked = withValue(node, 'external', scalar(true, external.origin));
  if (!inner) return marked;
  if (outer && textOf(outer) !== textOf(inner)) {
    diagnostics.push(
      problemAt(inner.origin, {
        code: 'conflicting-names',
        message: '"name" and "external.name" differ',
        trail: at.trail,
        hint: 'Use only "name"',
      }),
    );
  } else {
    diagnostics.push(deprecatedName(external, at.trail));
  }
  return withValue(marked, 'name', inner);
}

const deprecatedName = (external: Node, trail: Trail): Diagnostic =>
  problemAt(external.origin, {
    code: 'deprecated-external-name',
    severity: 'warning',
    message: '"external.name" is deprecated',
    trail,
    hint: 'Write "external: true" and "name" beside it',
  });

/** Where a model holds paths of this machine. */
import { editEntries, editItems, editKey, isTrue, scalarLike, textOf } from './node-edit.ts';
import { isRemoteContext } from './paths.ts';
import type { Node } from './tree.ts';
import { childOf } from './tree.ts';

/**
 * `context`: a build context; `watched`: what a watch looks at; `mounted`: what containers get to see, where
 * empty is the folder itself and Windows paths are absolute; `file`: any other path.
 */
export type PathKind = 'context' | 'watched' | 'mounted' | 'file';

export type EditPath = (path: string, kind: PathKind) => string;

type EditNode = (node: Node) => Node;

/** Every path of the model through `edit`. */
export function editModelPaths(model: Node, edit: EditPath): Node {
  if (model.kind !== 'map') return model;
  const mounted = texts(edit, 'mounted');
  const sections = new Map<string, EditNode>([
    ['services', (service) => editServicePaths(service, edit)],
    ['configs', (config) => inside(config, 'file', mounted)],
    ['secrets', (secret) => inside(secret, 'file', mounted)],
    ['volumes', (volume) => editDevice(volume, mounted)],
  ]);
  return editEntries(model, (section, name) => {
    const editEntry = sections.get(name);
    return editEntry && section.kind === 'map' ? editEntries(section, editEntry) : section;
  });
}

/** Every path of a service in canonical form through `edit`. */
export function editServicePaths(service: Node, edit: EditPath): Node {
  if (service.kind !== 'map') return service;
  const file = texts(edit, 'file');
  const mounted = texts(edit, 'mounted');
  const watched = texts(edit, 'watched');
  const edits = new Map<string, EditNode>([
    ['build', (build) => editBuild(build, edit)],
    ['env_file', (node) => items(node, (item) => inside(item, 'path', file))],
    ['label_file', (node) => items(node, file)],
    ['extends', (node) => inside(node, 'file', file)],
    ['volumes', (node) => items(node, (item) => editBind(item, mounted))],
    [
      'develop',
      (node) =>
        inside(node, 'watch', (watch) => items(watch, (item) => inside(item, 'path', watched))),
    ],
  ]);
  return editEntries(service, (value, key) => edits.get(key)?.(value) ?? value);
}

function editBuild(build: Node, edit: EditPath): Node {
  if (build.kind !== 'map') return build;
  const context = texts(
    (path, kind) =>
      isRemoteContext(path) || path.startsWith('service:') ? path : edit(path, kind),
    'context',
  );
  const values = (node: Node, editValue: EditNode) =>
    node.kind === 'map' ? editEntries(node, editValue) : node;
  const edits = new Map<string, EditNode>([
    ['context', context],
    ['additional_contexts', (node) => values(node, context)],
    ['ssh', (node) => values(node, texts(edit, 'mounted'))],
  ]);
  return editEntries(build, (value, key) => edits.get(key)?.(value) ?? value);
}

const editBind = (mount: Node, mounted: EditNode): Node =>
  textOf(childOf(mount, 'type')) === 'bind' ? inside(mount, 'source', mounted) : mount;

/** A local volume bound to a directory. */
function editDevice(volume: Node, mounted: EditNode): Node {
  const options = childOf(volume, 'driver_opts');
  const driver = textOf(childOf(volume, 'driver'));
  const isBind = textOf(childOf(options, 'o')) === 'bind' && driver === 'local';
  if (!isBind || isTrue(childOf(volume, 'external'))) return volume;
  return inside(volume, 'driver_opts', (node) => inside(node, 'device', mounted));
}

const inside = (node: Node, key: string, edit: EditNode): Node =>
  node.kind === 'map' ? editKey(node, key, edit) : node;

const items = (node: Node, edit: EditNode): Node =>
  node.kind === 'list' ? editItems(node, edit) : node;

const texts =
  (edit: EditPath, kind: PathKind): EditNode =>
  (node) => {
    const text = textOf(node);
    if (text === undefined || (text === '' && kind !== 'mounted')) return node;
    const edited = edit(text, kind);
    return edited === text ? node : scalarLike(node, edited);
  };

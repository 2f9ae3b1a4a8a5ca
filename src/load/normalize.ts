/** What a model implies but does not say: the default network, implied dependencies, names on the engine. */
import {
  editEntries,
  editItems,
  isNull,
  isTrue,
  mapAt,
  mapFrom,
  textOf,
  withValue,
} from './node-edit.ts';
import type { Environment } from './project-environment.ts';
import { editServices, fillBareNames } from './resolve-bare-names.ts';
import type { MapEntry, MapNode, Node } from './tree.ts';
import { childOf, map, scalar } from './tree.ts';

export interface NormalizeOptions {
  readonly projectName: string;
  readonly environment: Environment;
  /** Variables are still in the text; nothing is filled in from the environment. */
  readonly raw: boolean;
}

export function normalizeModel(model: Node, options: NormalizeOptions): Node {
  const filled = options.raw ? model : fillBareNames(model, options.environment);
  const services = editServices(filled, (service) =>
    withImpliedDependencies(normalizeService(service, options)),
  );
  return withNames(withDefaultNetwork(services), options.projectName);
}

function normalizeService(service: MapNode, options: NormalizeOptions): MapNode {
  const connected = joinsDefaultNetwork(service) ? withDefaultNetworkOf(service) : service;
  const image = childOf(service, 'image');
  return editEntries(connected, (node, key) => {
    if (key === 'pre_start' && image) return withImageOfService(node, image);
    if (key === 'build' && node.kind === 'map') return normalizeBuild(node, options);
    if (key === 'pull_policy' && textOf(node) === 'if_not_present') {
      return scalar('missing', node.origin);
    }
    return node;
  });
}

/** A hook that names no image runs in the service's. */
function withImageOfService(hooks: Node, image: Node): Node {
  if (hooks.kind !== 'list' || isNull(image)) return hooks;
  return editItems(hooks, (hook) =>
    hook.kind === 'map' && !textOf(childOf(hook, 'image')) ? withValue(hook, 'image', image) : hook,
  );
}

function joinsDefaultNetwork(service: MapNode): boolean {
  const networks = childOf(service, 'networks');
  const isEmpty = !networks || isNull(networks) || sizeOf(networks) === 0;
  return isEmpty && !childOf(service, 'provider') && !isGiven(service, 'network_mode');
}

const sizeOf = (node: Node): number =>
  node.kind === 'map' ? node.entries.size : node.kind === 'list' ? node.items.length : 1;

const withDefaultNetworkOf = (service: MapNode): MapNode =>
  withValue(service, 'networks', mapFrom(service.origin, [['default', null]]));

function normalizeBuild(build: MapNode, { raw }: NormalizeOptions): Node {
  const hasFile = isGiven(build, 'dockerfile') || isGiven(build, 'dockerfile_inline');
  const named = hasFile
    ? build
    : withValue(build, 'dockerfile', scalar('Dockerfile', build.origin));
  if (raw) return named;
  return editEntries(named, (node, key) =>
    key === 'args' && node.kind === 'map'
      ? editEntries(node, (value) => (isNull(value) ? undefined : value))
      : node,
  );
}

/** Also when it is empty. */
function isGiven(fields: MapNode, key: string): boolean {
  const node = childOf(fields, key);
  return node !== undefined && !isNull(node);
}

/** Services that this one cannot start without, though `depends_on` does not name them. */
function withImpliedDependencies(service: MapNode): MapNode {
  const implied = new Map<string, MapEntry>();
  for (const { node, name, restart } of impliedDependencies(service)) {
    if (implied.has(name)) continue;
    const fields = mapFrom(node.origin, [
      ['condition', 'service_started'],
      ['restart', restart || undefined],
      ['required', true],
    ]);
    implied.set(name, { key: node.origin, value: fields });
  }
  if (implied.size === 0) return service;
  const written = childOf(service, 'depends_on');
  const entries = new Map([...implied, ...(mapAt(written)?.entries ?? [])]);
  return withValue(service, 'depends_on', map(entries, (written ?? service).origin));
}

interface Implied {
  readonly node: Node;
  readonly name: string;
  readonly restart: boolean;
}

const NAMESPACES = ['network_mode', 'ipc', 'pid', 'uts', 'cgroup'];

const impliedDependencies = (service: MapNode): readonly Implied[] => [
  ...itemsOf(service, 'links').map((node) => ({
    node,
    name: linkedService(textOf(node) ?? ''),
    restart: true,
  })),
  ...NAMESPACES.flatMap((key) => sharedNamespace(childOf(service, key))),
  ...itemsOf(service, 'volumes_from').flatMap(volumesOwner),
];

function sharedNamespace(node: Node | undefined): readonly Implied[] {
  const mode = textOf(node);
  if (!node || !mode?.startsWith('service:')) return [];
  return [{ node, name: mode.slice('service:'.length), restart: true }];
}

function volumesOwner(node: Node): readonly Implied[] {
  const from = textOf(node) ?? '';
  if (from.startsWith('container:')) return [];
  return [{ node, name: from.split(':')[0] ?? '', restart: false }];
}

function linkedService(link: string): string {
  const parts = link.split(':');
  return parts.length === 2 ? (parts[0] ?? '') : link;
}

const itemsOf = (service: MapNode, key: string): readonly Node[] => {
  const node = childOf(service, key);
  return node?.kind === 'list' ? node.items : [];
};

function withDefaultNetwork(model: Node): Node {
  const services = mapAt(childOf(model, 'services'));
  const user = [...(services?.entries.values() ?? [])].find(({ value }) =>
    mapAt(childOf(value, 'networks'))?.entries.has('default'),
  );
  if (model.kind !== 'map' || !user) return model;
  const networks = mapAt(childOf(model, 'networks')) ?? map(new Map(), user.key);
  if (networks.entries.has('default')) return model;
  return withValue(model, 'networks', withValue(networks, 'default', scalar(null, user.key)));
}

const NAMED = ['networks', 'volumes', 'secrets', 'configs'];

/** Names as the engine knows them: external ones as they are, others behind the project's. */
function withNames(model: Node, projectName: string): Node {
  if (model.kind !== 'map') return model;
  return editEntries(model, (section, sectionName) => {
    if (!NAMED.includes(sectionName) || section.kind !== 'map') return section;
    return editEntries(section, (node, key) => withName(node, key, projectName));
  });
}

function withName(node: Node, key: string, projectName: string): Node {
  const fields = node.kind === 'map' ? node : map(new Map(), node.origin);
  const name = fields.entries.get('name');
  if (name && !isNull(name.value)) return fields;
  const isExternal = isTrue(fields.entries.get('external')?.value);
  return withValue(fields, 'name', scalar(isExternal ? key : `${projectName}_${key}`, node.origin));
}

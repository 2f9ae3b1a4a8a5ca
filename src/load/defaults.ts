/** Values that a definition has when it says nothing, whatever else is asked of a load. */
import { editEntries, editItems, editKey, textOf, withValue } from './node-edit.ts';
import { editServices } from './resolve-bare-names.ts';
import type { ListNode, MapNode, Node } from './tree.ts';
import { childOf, scalar } from './tree.ts';

/** A canonical model with default values filled in. */
export function addDefaults(model: Node): Node {
  return editServices(model, (service) => editEntries(service, serviceDefault));
}

function serviceDefault(node: Node, key: string): Node {
  if (key === 'build' && node.kind === 'map') return buildDefaults(node);
  if (key === 'deploy' && node.kind === 'map') return deployDefaults(node);
  const edit = ITEM_DEFAULTS.get(key);
  return edit && node.kind === 'list' ? eachMap(node, edit) : node;
}

const eachMap = (node: ListNode, edit: (item: MapNode) => Node): Node =>
  editItems(node, (item) => (item.kind === 'map' ? edit(item) : item));

function withDefault(node: MapNode, key: string, value: Node | string | number | boolean): MapNode {
  if (node.entries.has(key)) return node;
  return withValue(node, key, typeof value === 'object' ? value : scalar(value, node.origin));
}

function buildDefaults(build: MapNode): Node {
  return withDefault(build, 'context', '.');
}

const deployDefaults = (deploy: MapNode): Node =>
  editKey(deploy, 'resources', (resources) =>
    resources.kind !== 'map'
      ? resources
      : editKey(resources, 'reservations', (reservations) =>
          reservations.kind !== 'map'
            ? reservations
            : editKey(reservations, 'devices', (devices) =>
                devices.kind === 'list' ? eachMap(devices, deviceDefaults) : devices,
              ),
        ),
  );

const deviceDefaults = (device: MapNode): Node =>
  device.entries.has('device_ids') ? device : withDefault(device, 'count', 'all');

const portDefaults = (port: MapNode): Node =>
  withDefault(withDefault(port, 'mode', 'ingress'), 'protocol', 'tcp');

function secretDefaults(secret: MapNode): Node {
  const source = textOf(childOf(secret, 'source'));
  return source === undefined ? secret : withDefault(secret, 'target', `/run/secrets/${source}`);
}

const ITEM_DEFAULTS: ReadonlyMap<string, (item: MapNode) => Node> = new Map([
  ['gpus', deviceDefaults],
  ['ports', portDefaults],
  ['secrets', secretDefaults],
]);

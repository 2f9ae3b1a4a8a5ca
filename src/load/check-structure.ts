/** Rules of single definitions that a schema cannot say. */
import type { Diagnostic } from '../model/diagnostic.ts';
import { isIpAddress } from '../model/ip-address.ts';
import { isTrue, mapAt, textOf } from './node-edit.ts';
import { problemAt } from './problem.ts';
import { step, trailOf } from './trail.ts';
import type { Trail } from './trail.ts';
import type { MapNode, Node } from './tree.ts';
import { childOf } from './tree.ts';

export function checkStructure(model: Node): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const each = (section: string, check: (node: MapNode, trail: Trail) => readonly Diagnostic[]) => {
    for (const [key, { value }] of mapAt(childOf(model, section))?.entries ?? []) {
      const trail = step(trailOf(section), key);
      if (value.kind === 'map') diagnostics.push(...check(value, trail));
    }
  };
  each('services', checkService);
  each('volumes', checkVolume);
  each('secrets', (node, trail) => checkSource(node, trail, ['file', 'environment']));
  each('configs', (node, trail) => checkSource(node, trail, ['file', 'environment', 'content']));
  return diagnostics;
}

function checkService(service: MapNode, trail: Trail): readonly Diagnostic[] {
  const reservations = childOf(childOf(childOf(service, 'deploy'), 'resources'), 'reservations');
  return [
    ...eachItem(childOf(service, 'ports'), step(trail, 'ports'), checkPort),
    ...eachItem(childOf(service, 'devices'), step(trail, 'devices'), checkDeviceMapping),
    ...eachItem(childOf(service, 'gpus'), step(trail, 'gpus'), checkDevice),
    ...eachItem(childOf(reservations, 'devices'), step(trail, 'deploy'), checkDevice),
    ...eachItem(childOf(childOf(service, 'develop'), 'watch'), step(trail, 'develop'), checkWatch),
    ...eachItem(childOf(service, 'volumes'), step(trail, 'volumes'), checkMount),
  ];
}

function eachItem(
  node: Node | undefined,
  trail: Trail,
  check: (item: Node, trail: Trail) => Diagnostic | undefined,
): readonly Diagnostic[] {
  if (node?.kind !== 'list') return [];
  return node.items.flatMap((item, index) =>
    item.kind === 'map' ? (check(item, step(trail, index)) ?? []) : [],
  );
}

function checkPort(port: Node, trail: Trail): Diagnostic | undefined {
  if (!childOf(port, 'target')) return withoutTarget(port, trail, 'port');
  const ip = childOf(port, 'host_ip');
  const text = textOf(ip);
  if (!ip || !text || isIpAddress(text)) return undefined;
  return problemAt(ip.origin, {
    code: 'bad-ip-address',
    message: `Expected an IP address, not "${text}"`,
    trail,
  });
}

function checkDevice(device: Node, trail: Trail): Diagnostic | undefined {
  const count = childOf(device, 'count');
  if (!count || !childOf(device, 'device_ids')) return undefined;
  return problemAt(count.origin, {
    code: 'exclusive-attributes',
    message: '"count" and "device_ids" exclude each other',
    trail,
  });
}

function checkWatch(trigger: Node, trail: Trail): Diagnostic | undefined {
  const path = childOf(trigger, 'path');
  if (!path || textOf(path)?.trim() !== '') return undefined;
  return problemAt(path.origin, {
    code: 'empty-path',
    message: 'The watched path must not be empty',
    trail,
  });
}

const withoutTarget = (node: Node, trail: Trail, what: string): Diagnostic =>
  problemAt(node.origin, { code: 'missing-target', message: `A ${what} needs a "target"`, trail });

const checkDeviceMapping = (device: Node, trail: Trail): Diagnostic | undefined =>
  childOf(device, 'target') ? undefined : withoutTarget(device, trail, 'device');

function checkMount(mount: Node, trail: Trail): Diagnostic | undefined {
  if (!childOf(mount, 'target')) return withoutTarget(mount, trail, 'volume');
  if (textOf(childOf(mount, 'type')) !== 'bind' || childOf(mount, 'source')) return undefined;
  return problemAt(mount.origin, {
    code: 'bind-without-source',
    message: 'A bind mount needs a "source"',
    trail,
  });
}

function checkVolume(volume: MapNode, trail: Trail): readonly Diagnostic[] {
  if (!isTrue(childOf(volume, 'external'))) return [];
  return [...volume.entries]
    .filter(([key]) => key !== 'external' && key !== 'name' && !key.startsWith('x-'))
    .map(([key, { key: at }]) =>
      problemAt(at, {
        code: 'exclusive-attributes',
        message: `An external volume cannot have "${key}"`,
        trail: step(trail, key),
        hint: 'It exists already: only "name" may stand beside "external"',
      }),
    );
}

function checkSource(
  node: MapNode,
  trail: Trail,
  sources: readonly string[],
): readonly Diagnostic[] {
  if (isTrue(childOf(node, 'external'))) return [];
  const given = sources.filter((key) => node.entries.has(key));
  if (given.length === 1) return [];
  const names = sources.map((key) => `"${key}"`).join(', ');
  const second = node.entries.get(given[1] ?? '')?.key;
  return [
    problemAt(second ?? node.origin, {
      code: given.length > 1 ? 'exclusive-attributes' : 'missing-source',
      message:
        given.length > 1 ? `Only one of ${names} can be given` : `One of ${names} must be given`,
      trail,
    }),
  ];
}

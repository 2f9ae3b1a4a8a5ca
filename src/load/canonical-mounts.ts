import { parseMount } from '../model/mount-syntax.ts';
import type { Mount } from '../model/service.ts';
import type { FormContext } from './form-context.ts';
import { editItems, editKey, mapFrom, textOf } from './node-edit.ts';
import { toPairs } from './pairs.ts';
import { cleanTarget } from './paths.ts';
import { problemAt, sentence } from './problem.ts';
import { step } from './trail.ts';
import type { MapNode, Node } from './tree.ts';
import { scalar } from './tree.ts';

/** Each short form as a mapping; targets without superfluous slashes. */
export function canonicalMounts(node: Node, context: FormContext): Node {
  if (node.kind !== 'list') return node;
  return editItems(node, (item, index) => {
    if (item.kind === 'map') return canonicalMount(item, context);
    const text = textOf(item);
    if (text === undefined) return item;
    const parsed = parseMount(text);
    if ('mount' in parsed) return mountToNode(parsed.mount, item);
    if (context.raw) return item;
    context.diagnostics.push(
      problemAt(item.origin, {
        code: 'bad-volume',
        message: sentence(parsed.error),
        trail: step(context.trail, index),
      }),
    );
    return undefined;
  });
}

function canonicalMount(mount: MapNode, context: FormContext): Node {
  const cleaned = editKey(mount, 'target', (target) => {
    const text = textOf(target);
    const clean = text === undefined ? undefined : cleanTarget(text);
    return clean === undefined || clean === text ? target : scalar(clean, target.origin);
  });
  if (context.raw) return cleaned;
  return editKey(cleaned, 'volume', (volume) =>
    volume.kind === 'map'
      ? editKey(volume, 'labels', (labels) => toPairs(labels, 'empty') ?? labels)
      : volume,
  );
}

function mountToNode(mount: Mount, item: Node): Node {
  const { origin } = item;
  const { bind, volume } = mount;
  const bindNode =
    bind &&
    mapFrom(origin, [
      ['selinux', bind.selinux],
      ['propagation', bind.propagation],
      ['create_host_path', bind.create_host_path],
    ]);
  const volumeNode = volume && mapFrom(origin, [['nocopy', volume.nocopy]]);
  return mapFrom(origin, [
    ['type', mount.type],
    ['source', mount.source],
    ['target', cleanTarget(mount.target)],
    ['read_only', mount.read_only],
    ['bind', bindNode],
    ['volume', volumeNode],
  ]);
}

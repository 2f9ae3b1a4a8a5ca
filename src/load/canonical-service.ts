import { canonicalMounts } from './canonical-mounts.ts';
import { canonicalPorts } from './canonical-ports.ts';
import { at, type FormContext } from './form-context.ts';
import { buildToMap, dependencyOf, hostsToList, namesToMap } from './merge-rules.ts';
import {
  editEntries,
  editItems,
  editKeys,
  isNull,
  mapFrom,
  textOf,
  toList,
  withValue,
} from './node-edit.ts';
import { toPairs } from './pairs.ts';
import type { BareValue } from './pairs.ts';
import { problemAt } from './problem.ts';
import type { MapNode, Node } from './tree.ts';
import { list, scalar } from './tree.ts';

type Form = (node: Node, context: FormContext) => Node;

export function canonicalService(service: MapNode, context: FormContext): MapNode {
  return editEntries(service, (node, key) => {
    const form = FORMS.get(key);
    if (!form || isNull(node)) return node;
    const result = form(node, at(context, key));
    return node.tag === undefined || result.tag ? result : { ...result, tag: node.tag };
  });
}

const pairs =
  (bare: BareValue): Form =>
  (node, context) =>
    context.raw ? node : (toPairs(node, bare) ?? node);

const labels = pairs('empty');

/** Folders and images to build from, as a mapping; a list has `name=source` items only. */
const contexts: Form = (node, context) => {
  const nameless = node.kind === 'list' ? node.items : [];
  for (const [index, item] of nameless.entries()) {
    const written = textOf(item);
    if (context.raw || written === undefined || written.includes('=')) continue;
    context.diagnostics.push(
      problemAt(item.origin, {
        code: 'bad-value',
        message: `An additional context must be "name=source", not "${written}"`,
        trail: at(context, index).trail,
        hint: `Write for example "base=${written || './base'}"`,
      }),
    );
  }
  return labels(node, context);
};

/** Variables; a blank before `=` is more likely a mistake than part of the name. */
const variables: Form = (node, context) => {
  const result = pairs('null')(node, context);
  if (node.kind !== 'list' || result.kind !== 'map') return result;
  for (const [name, { key }] of result.entries) {
    if (!/\s$/.test(name)) continue;
    context.diagnostics.push(
      problemAt(key, {
        code: 'blank-in-variable-name',
        message: `The variable name "${name}" ends with a blank`,
        trail: context.trail,
        hint: 'Remove the blank before "="',
      }),
    );
  }
  return result;
};

const eachItem =
  (form: Form): Form =>
  (node, context) =>
    node.kind === 'list' ? editItems(node, (item, index) => form(item, at(context, index))) : node;

const inside =
  (forms: Readonly<Record<string, Form>>): Form =>
  (node, context) => {
    if (node.kind !== 'map') return node;
    const edits = Object.entries(forms).map(
      ([key, form]) => [key, (value: Node) => form(value, at(context, key))] as const,
    );
    return editKeys(node, new Map(edits));
  };

const fileReference: Form = (node) =>
  textOf(node) === undefined ? node : mapFrom(node.origin, [['source', node]]);

const dependencies: Form = (node) => {
  const named = namesToMap(node, dependencyOf);
  if (named.kind !== 'map') return named;
  return editEntries(named, (value) =>
    value.kind === 'map' && !value.entries.has('required')
      ? withValue(value, 'required', scalar(true, value.origin))
      : value,
  );
};

const names: Form = (node) => namesToMap(node, (item) => scalar(null, item.origin));

const envFile: Form = (node) => {
  if (textOf(node) !== undefined) {
    return mapFrom(node.origin, [
      ['path', node],
      ['required', true],
    ]);
  }
  return node.kind === 'map' && !node.entries.has('required')
    ? withValue(node, 'required', scalar(true, node.origin))
    : node;
};

/** `source[:target[:permissions]]` */
const device: Form = (node, context) => {
  const text = textOf(node);
  if (text === undefined) return node;
  const [source = '', target, permissions, ...rest] = text.split(':');
  if (rest.length > 0 && !context.raw) {
    context.diagnostics.push(
      problemAt(node.origin, {
        code: 'bad-device',
        message: `A device must be "source[:target[:permissions]]", not "${text}"`,
        trail: context.trail,
      }),
    );
  }
  return mapFrom(node.origin, [
    ['source', source],
    ['target', target ?? source],
    ['permissions', permissions ?? 'rwm'],
  ]);
};

const devices = eachItem(inside({ options: labels }));

const gpus: Form = (node, context) => {
  if (textOf(node) === undefined) return devices(node, context);
  return list([mapFrom(node.origin, [['count', node]])], node.origin);
};

/** A list of ids or `id=path` items as a mapping. */
const ssh: Form = (node) => toPairs(node, 'null') ?? node;

const build: Form = (node, context) =>
  inside({
    args: pairs('null'),
    labels,
    additional_contexts: contexts,
    extra_hosts: (hosts) => (context.raw ? hosts : hostsToList(hosts)),
    ssh,
    secrets: eachItem(fileReference),
  })(buildToMap(node), context);

const deploy = inside({
  labels,
  resources: inside({ reservations: inside({ devices }) }),
});

const hook = inside({ environment: pairs('null') });

const watch = inside({
  ignore: toList,
  include: toList,
  exec: hook,
});

const envFiles: Form = (node, context) => eachItem(envFile)(toList(node), context);

// Without variables filled in, a single text is shown as it was written.
const texts: Form = (node, context) => (context.raw ? node : toList(node));

const dns: Form = (node) => {
  const given = toList(node);
  return given.kind === 'list'
    ? editItems(given, (item) => (textOf(item) === '' ? undefined : item))
    : given;
};

const FORMS: ReadonlyMap<string, Form> = new Map<string, Form>([
  ['annotations', labels],
  ['build', build],
  ['configs', eachItem(fileReference)],
  ['depends_on', dependencies],
  ['deploy', deploy],
  ['develop', inside({ watch: eachItem(watch) })],
  ['devices', eachItem(device)],
  ['dns', dns],
  ['dns_search', texts],
  ['env_file', envFiles],
  ['environment', variables],
  ['extra_hosts', (node, context) => (context.raw ? node : hostsToList(node))],
  ['gpus', gpus],
  ['label_file', toList],
  ['labels', labels],
  ['models', names],
  ['networks', names],
  ['ports', canonicalPorts],
  ['post_start', eachItem(hook)],
  ['pre_start', eachItem(hook)],
  ['pre_stop', eachItem(hook)],
  ['secrets', eachItem(fileReference)],
  ['sysctls', labels],
  ['tmpfs', texts],
  ['volumes', canonicalMounts],
]);

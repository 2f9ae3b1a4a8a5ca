import { parsePort } from '../model/port-syntax.ts';
import type { PortMapping } from '../model/service.ts';
import { suggest } from '../model/suggest.ts';
import type { FormContext } from './form-context.ts';
import { editItems, mapFrom } from './node-edit.ts';
import { problemAt, sentence } from './problem.ts';
import { step } from './trail.ts';
import type { Node } from './tree.ts';

/** Each short form becomes one or several mappings; ranges on both sides become pairs. */
export function canonicalPorts(node: Node, context: FormContext): Node {
  if (node.kind !== 'list') return node;
  return editItems(node, (item, index) => {
    if (item.kind !== 'scalar' || item.value === null || item.value === true) return item;
    const parsed = parsePort(String(item.value));
    if ('ports' in parsed) return parsed.ports.map((port) => portToNode(port, item));
    if (context.raw) return item;
    context.diagnostics.push(
      problemAt(item.origin, {
        code: 'bad-port',
        message: sentence(parsed.error),
        trail: step(context.trail, index),
        hint: hintForPort(String(item.value)),
      }),
    );
    return undefined;
  });
}

/** The same without what people put between and around numbers. */
function hintForPort(written: string): string | undefined {
  if (written.length > LONGEST_PORT) return undefined;
  if (/<[^>]+>/.test(written)) return `Replace "${written}" with numbers, such as "8080:80"`;
  const [, protocol] = /\/(\w+)$/.exec(written) ?? [];
  const near = protocol && suggest(protocol, ['tcp', 'udp', 'sctp']);
  if (near !== undefined && near !== protocol) return `Did you mean "${near}"?`;
  const plain = written
    .replaceAll(/[“”„‘’‚"'\s]/g, '')
    .replaceAll(/[;,.=](?=\d+(?:\/\w+)?$)|->|=>/g, ':');
  return plain !== written && 'ports' in parsePort(plain) ? `Write "${plain}"` : undefined;
}

/** What is longer was not meant to be a port, and patterns would take long with it. */
const LONGEST_PORT = 200;

const portToNode = (port: PortMapping, item: Node): Node =>
  mapFrom(item.origin, [
    ['mode', port.mode ?? 'ingress'],
    ['host_ip', port.host_ip],
    ['target', port.target],
    ['published', port.published],
    ['protocol', port.protocol ?? 'tcp'],
  ]);

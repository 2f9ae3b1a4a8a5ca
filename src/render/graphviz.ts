/** A project in the language of graphviz: a node for each service, an edge to each one that it depends on. */
import { sortByBytes } from '../model/go-json.ts';
import type { Project } from '../model/project.ts';
import type { PortMapping, Service } from '../model/service.ts';
import { networksByPriority } from '../plan/request/networking.ts';
import { show } from './show.ts';

export interface GraphOptions {
  /** In front of each line. */
  readonly indent: string;
  readonly networks: boolean;
  readonly ports: boolean;
  /** Asked for the images where they are to be shown. */
  readonly imageOf?: (service: string) => string | undefined;
}

/** Services by name; ends with a newline. */
export function renderGraph({ name, services }: Project, options: GraphOptions): string {
  const keys = sortByBytes(Object.keys(services));
  const nodes = keys.map((key) => nodeOf(key, services[key] ?? {}, options));
  const edges = keys.flatMap((key) =>
    sortByBytes(Object.keys(services[key]?.depends_on ?? {}))
      // what no active profile enables is not there
      .filter((dependency) => Object.hasOwn(services, dependency))
      .map((dependency) => `${quote(key)} -> ${quote(dependency)};`),
  );
  const line = (text: string): string => `${options.indent}${text}`;
  return [
    `digraph ${quote(name)} {`,
    line('layout=dot;'),
    ...nodes.map(line),
    '',
    ...edges.map(line),
    '}',
    '',
  ].join('\n');
}

function nodeOf(key: string, service: Service, options: GraphOptions): string {
  const image = options.imageOf?.(key);
  const parts = [
    options.networks ? part('Networks', networkNames(service)) : '',
    options.ports ? part('Ports', (service.ports ?? []).map(portText)) : '',
    image === undefined ? '' : part('Image', [image]),
  ];
  const title = `<font point-size="15">${escape(key)}</font>`;
  return `${quote(key)} [style="filled" label=<${title}${parts.join('')}>];`;
}

const networkNames = (service: Service): readonly string[] =>
  Object.keys(service.networks ?? {}).length === 0 ? [] : networksByPriority(service);

function part(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return '';
  const text = lines.map((line) => `<br/>${escape(line)}`).join('');
  return `<font point-size="10"><br/><br/><b>${title}:</b>${text}</font>`;
}

/** `127.0.0.1:8080:80 (tcp, ingress)`; without a published port the engine chooses one. */
function portText({ host_ip = '', published = '', target, protocol, mode }: PortMapping): string {
  const address = host_ip.includes(':') ? `[${host_ip}]` : host_ip;
  const host = address === '' ? '' : `${address}:`;
  return `${host}${published}:${target} (${protocol ?? 'tcp'}, ${mode ?? 'ingress'})`;
}

const quote = (text: string): string =>
  `"${show(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Labels are written in graphviz's kind of HTML. */
const escape = (text: string): string =>
  show(text).replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? '');

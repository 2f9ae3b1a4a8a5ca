import type { FileObject, IpamPool, Model, Network, Project, Volume } from '../model/project.ts';
import type { Service } from '../model/service.ts';
import { boolean, integer, listOf, record, text, textMap, texts } from './decode.ts';
import type { Decode, DecodeAt, Fields } from './decode.ts';
import { decodeExtensions } from './decode-extensions.ts';
import { decodeService } from './decode-service.ts';
import { mapAt } from './node-edit.ts';
import { step } from './trail.ts';
import type { Node } from './tree.ts';
import { childOf } from './tree.ts';

/** The parts of a project that the files define; every service counts as enabled. */
export type ProjectModel = Pick<
  Project,
  'services' | 'networks' | 'volumes' | 'secrets' | 'configs' | 'models' | 'extensions'
>;

/** A normalized model as typed data. */
export function toProjectModel(model: Node, at: DecodeAt): ProjectModel {
  const section = <T>(name: string, decode: (node: Node, at: DecodeAt) => T) =>
    decodeSection(childOf(model, name), decode, { ...at, trail: step(undefined, name) });
  return {
    services: section<Service>('services', decodeService),
    networks: section('networks', network),
    volumes: section('volumes', volume),
    secrets: section('secrets', fileObject),
    configs: section('configs', fileObject),
    models: section('models', modelResource),
    extensions: decodeExtensions(model) ?? {},
  };
}

function decodeSection<T>(
  section: Node | undefined,
  decode: (node: Node, at: DecodeAt) => T,
  at: DecodeAt,
): Readonly<Record<string, T>> {
  const result = Object.create(null) as Record<string, T>;
  for (const [key, { value }] of mapAt(section)?.entries ?? []) {
    result[key] = decode(value, { ...at, trail: step(at.trail, key) });
  }
  return result;
}

function resource<T extends { readonly name?: string }>(fields: Fields<Omit<T, 'extensions'>>) {
  const decode: Decode<object> = record(fields as Fields<object>);
  return (node: Node, at: DecodeAt): T => ({ name: '', ...decode(node, at) }) as unknown as T;
}

const network = resource<Network>({
  name: text,
  driver: text,
  driver_opts: textMap,
  ipam: record<NonNullable<Network['ipam']>>({
    driver: text,
    config: listOf(
      record<IpamPool>({ subnet: text, gateway: text, ip_range: text, aux_addresses: textMap }),
    ),
    options: textMap,
  }),
  external: boolean,
  internal: boolean,
  attachable: boolean,
  labels: textMap,
  enable_ipv4: boolean,
  enable_ipv6: boolean,
});

const volume = resource<Volume>({
  name: text,
  driver: text,
  driver_opts: textMap,
  external: boolean,
  labels: textMap,
});

const fileObject = resource<FileObject>({
  name: text,
  file: text,
  environment: text,
  content: text,
  external: boolean,
  labels: textMap,
  driver: text,
  driver_opts: textMap,
  template_driver: text,
});

const modelResource = resource<Model>({
  name: text,
  model: text,
  context_size: integer,
  runtime_flags: texts,
});

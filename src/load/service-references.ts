/** How a service points at other parts of a project. */
import type { Service } from '../model/service.ts';

export type ResourceKind = 'network' | 'volume' | 'secret' | 'config' | 'model';

export interface Reference {
  readonly kind: ResourceKind;
  readonly key: string;
  /** Path below the service. */
  readonly path: readonly (string | number)[];
}

/** Every use of a top-level resource by a service. */
export function referencesOf(service: Service): readonly Reference[] {
  const references: Reference[] = [];
  const add = (kind: ResourceKind, key: string, ...path: readonly (string | number)[]) =>
    references.push({ kind, key, path });
  for (const key of Object.keys(service.networks ?? {})) add('network', key, 'networks', key);
  for (const [i, mount] of (service.volumes ?? []).entries()) {
    if (mount.type === 'volume' && mount.source) add('volume', mount.source, 'volumes', i);
  }
  for (const [i, { source }] of (service.secrets ?? []).entries()) add('secret', source, 'secrets', i);
  for (const [i, { source }] of (service.build?.secrets ?? []).entries()) {
    add('secret', source, 'build', 'secrets', i);
  }
  for (const [i, { source }] of (service.configs ?? []).entries()) add('config', source, 'configs', i);
  for (const key of Object.keys(service.models ?? {})) add('model', key, 'models', key);
  return references;
}

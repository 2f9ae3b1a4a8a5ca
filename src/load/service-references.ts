/** How a service points at other parts of a project. */
import type { FileReference, Service } from '../model/service.ts';

export type ResourceKind = 'network' | 'volume' | 'secret' | 'config' | 'model';

export interface Reference {
  readonly kind: ResourceKind;
  /** Empty when the reference names nothing. */
  readonly key: string;
  /** Path below the service. */
  readonly path: readonly (string | number)[];
  /** Whether the name is the key there, or its value. */
  readonly part: 'key' | 'value';
}

/** Every use of a top-level resource by a service. */
export const referencesOf = (service: Service): readonly Reference[] => [
  ...byKey('network', 'networks', service.networks),
  ...mountedVolumes(service),
  ...bySource('secret', ['secrets'], service.secrets),
  ...bySource('secret', ['build', 'secrets'], service.build?.secrets),
  ...bySource('config', ['configs'], service.configs),
  ...byKey('model', 'models', service.models),
];

const byKey = (kind: ResourceKind, attribute: string, uses: object = {}): readonly Reference[] =>
  Object.keys(uses).map((key) => ({ kind, key, path: [attribute, key], part: 'key' }));

const bySource = (
  kind: ResourceKind,
  attribute: readonly string[],
  uses: readonly FileReference[] = [],
): readonly Reference[] =>
  uses.map(({ source }, index) => ({
    kind,
    // An entry may hold other keys and no source.
    key: source || '',
    path: source ? [...attribute, index, 'source'] : [...attribute, index],
    part: 'value',
  }));

const mountedVolumes = ({ volumes = [] }: Service): readonly Reference[] =>
  volumes.flatMap(({ type, source }, index) =>
    type === 'volume' && source
      ? [
          {
            kind: 'volume' as const,
            key: source,
            path: ['volumes', index, 'source'],
            part: 'value' as const,
          },
        ]
      : [],
  );

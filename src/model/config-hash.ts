/** The `com.docker.compose.config-hash` label, bit for bit as Docker Compose computes it. */
import { hash } from 'node:crypto';
import { encodeShaped } from './go-json.ts';
import type { Network, Volume } from './project.ts';
import type { Service } from './service.ts';
import { editField } from './shape.ts';
import type { Shape } from './shape.ts';
import { NETWORK_SHAPE, SERVICE_SHAPE, VOLUME_SHAPE } from './struct-order.ts';

/** The Docker Compose line whose encoding is meant; 5.5 leaves `create_host_path: true` out. */
export type HashFlavour = '2.40' | '5.5';

/** The flavour that goes with a version label: a project that Docker Compose 5 manages keeps its digests. */
export const flavourOf = (version: string | undefined): HashFlavour =>
  Number((version ?? '').split('.')[0]) >= 5 ? '5.5' : '2.40';

/**
 * Hash of a service whose references are resolved: env files merged, `service:x` turned into
 * `container:<id>`, `volumes_from` into ids.
 */
export function serviceHash(service: Service, flavour: HashFlavour = '2.40'): string {
  return sha256(encodeService(service, flavour));
}

/** Whether the flavours differ in what they write of the service. */
export const hasFlavours = ({ volumes = [] }: Service): boolean =>
  volumes.some(({ bind }) => bind?.create_host_path !== undefined);

export function networkHash(network: Network): string {
  return sha256(encodeShaped(network, HASHED_NETWORK_SHAPE));
}

export function volumeHash(volume: Volume): string {
  return sha256(encodeShaped({ ...volume, driver: volume.driver || 'local' }, VOLUME_SHAPE));
}

/** The text that `serviceHash` is taken over. */
export function encodeService(service: Service, flavour: HashFlavour = '2.40'): string {
  return encodeShaped(service, HASHED_SHAPE[flavour]);
}

// What only steers the tool must not make a container count as changed.
const UNHASHED: readonly (readonly string[])[] = [
  ['build'],
  ['pull_policy'],
  ['scale'],
  ['deploy', 'replicas'],
  ['depends_on'],
  ['profiles'],
  ['env_file'],
];

/** The service as far as it is hashed. */
export const HASHED_SERVICE_SHAPE = UNHASHED.reduce<Shape>(
  (shape, path) => editField(shape, path, () => undefined),
  SERVICE_SHAPE,
);

const HASHED_SHAPE: Readonly<Record<HashFlavour, Shape>> = {
  '2.40': HASHED_SERVICE_SHAPE,
  '5.5': editField(HASHED_SERVICE_SHAPE, ['volumes', 'bind', 'create_host_path'], (field) => ({
    ...field,
    presence: 'false',
  })),
};

// Docker Compose 2.40 does not know these options
const HASHED_NETWORK_SHAPE = editField(NETWORK_SHAPE, ['ipam', 'options'], () => undefined);

const sha256 = (text: string): string => hash('sha256', text);

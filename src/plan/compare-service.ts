import type { Place } from '../model/diagnostic.ts';
import type { DataPath } from '../model/json.ts';
import { LABEL } from '../model/labels.ts';
import type { ObservedContainer, ObservedNetwork } from '../model/observed.ts';
import type { Project } from '../model/project.ts';
import type { Service, StringMap } from '../model/service.ts';
import type { ChangedFile } from './request/file-digests.ts';
import { type FieldChange, located, type Reason } from './step.ts';

/** Everything a container is held against. */
export interface Wanted {
  readonly project: Project;
  readonly serviceKey: string;
  readonly service: Service;
  /** Whether a config hash is the wanted one, in this or another release's way to write it. */
  accepts(hash: string): boolean;
  /** Absent while the image is not known, as before a pull. */
  readonly image?: { readonly name: string; readonly id: string };
  /** Those that are there, by name. */
  readonly networks: ReadonlyMap<string, ObservedNetwork>;
  /** Where a value of the project stands in its files. */
  placeOf(path: DataPath): Place | undefined;
  /** Secrets and configs whose content is not what the label says. */
  changedFiles(label: string): readonly ChangedFile[];
  /** What differs, in terms of the file; asked only when the digest does. */
  changes(container: ObservedContainer): readonly FieldChange[];
}

/** Why the container is not what the file says; undefined when it is. Order of the checks as in Docker Compose. */
export function compareService(container: ObservedContainer, wanted: Wanted): Reason | undefined {
  if (!wanted.accepts(container.configHash ?? ''))
    return {
      kind: 'configChanged',
      changes: [...wanted.changes(container), ...contentChanges(container, wanted)],
    };
  return (
    contentDiffers(container, wanted) ??
    imageDiffers(container, wanted) ??
    networkDetached(container, wanted) ??
    volumeGone(container, wanted)
  );
}

/** Beside the definition; what is in them is never told. */
function contentChanges(container: ObservedContainer, wanted: Wanted): readonly FieldChange[] {
  const label = container.labels[LABEL.files];
  const files = label === undefined ? [] : wanted.changedFiles(label);
  return files
    .filter(({ isNew }) => !isNew)
    .map(({ name }) => ({
      attribute: `${name}.content`,
      change: 'changed',
      hidden: true,
      ...located(wanted.placeOf(splitName(name))),
    }));
}

/** The config hash covers the names of secrets and configs, not what is in them. */
function contentDiffers(container: ObservedContainer, wanted: Wanted): Reason | undefined {
  const label = container.labels[LABEL.files];
  const files = label === undefined ? [] : wanted.changedFiles(label);
  const [first] = files;
  if (first === undefined) return undefined;
  const paths = files.flatMap(({ name, path }) => (path === undefined ? [] : [[name, path]]));
  return {
    kind: 'filesChanged',
    files: files.map(({ name }) => name),
    ...(paths.length === 0 ? {} : { paths: Object.fromEntries(paths) as StringMap }),
    ...located(wanted.placeOf(splitName(first.name))),
  };
}

/** `configs.site.conf` → its path in the project. */
function splitName(name: string): DataPath {
  const end = name.indexOf('.');
  return [name.slice(0, end), name.slice(end + 1)];
}

function imageDiffers(container: ObservedContainer, wanted: Wanted): Reason | undefined {
  const { image, serviceKey } = wanted;
  if (image === undefined) return undefined;
  // the label alone is not enough: Docker Compose 5 writes another digest there than 2.40
  const known = [container.labels[LABEL.image], container.imageId];
  if (known.includes(image.id)) return undefined;
  return {
    kind: 'imageChanged',
    from: container.imageId,
    to: image.id,
    image: image.name,
    ...located(wanted.placeOf(['services', serviceKey, 'image'])),
  };
}

function networkDetached(container: ObservedContainer, wanted: Wanted): Reason | undefined {
  if (container.state !== 'running') return undefined;
  const attached = new Set(
    Object.values(container.endpoints).map((endpoint) => endpoint.networkId),
  );
  const missing = Object.keys(wanted.service.networks ?? {}).filter((key) => {
    const network = wanted.networks.get(wanted.project.networks[key]?.name ?? '');
    return network === undefined || !attached.has(network.id);
  });
  const [first] = missing;
  if (first === undefined) return undefined;
  const place = wanted.placeOf(['services', wanted.serviceKey, 'networks', first]);
  return { kind: 'networkDetached', networks: missing, ...located(place) };
}

function volumeGone(container: ObservedContainer, wanted: Wanted): Reason | undefined {
  const { volumes: wantedVolumes } = wanted.service;
  if (wantedVolumes === undefined) return undefined;
  const mounted = new Set(container.mounts.map((mount) => mount.name));
  const missing = wantedVolumes.flatMap(({ type, source }, index) =>
    type === 'volume' &&
    source !== undefined &&
    !mounted.has(wanted.project.volumes[source]?.name ?? source)
      ? [{ source, index }]
      : [],
  );
  const [first] = missing;
  if (first === undefined) return undefined;
  const place = wanted.placeOf(['services', wanted.serviceKey, 'volumes', first.index]);
  const volumes = missing.map(({ source }) => source);
  return { kind: 'volumeNotMounted', volumes, ...located(place) };
}

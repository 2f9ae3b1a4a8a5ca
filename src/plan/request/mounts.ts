import type { MountSpec } from '../../model/engine-api.ts';
import { builtImageName } from '../../model/names.ts';
import type { Mount, Service } from '../../model/service.ts';
import { compact } from './compact.ts';
import { fileMounts } from './file-mounts.ts';
import { secretVolumes } from './injected-files.ts';
import type { RequestInput } from './request-input.ts';

export interface MountFields {
  readonly Binds?: readonly string[];
  readonly Mounts?: readonly MountSpec[];
  readonly Tmpfs?: Readonly<Record<string, string>>;
}

/**
 * Mount fields of `HostConfig`, one mount for each target. What the older `Binds` can say goes there: it is the form
 * that creates missing host directories on every engine. The rest, and anonymous volumes, go to `Mounts`.
 */
export function mountFields(input: RequestInput): MountFields {
  const { service, project } = input;
  const byTarget = new Map<string, MountSpec | string>();
  for (const mount of service.volumes ?? []) {
    byTarget.set(
      mount.target,
      inherited(mount, input) ?? bindString(mount, input) ?? mountSpec(mount, input),
    );
  }
  addMissing(byTarget, imageVolumes(input));
  addMissing(byTarget, fileMounts(project, service));
  addMissing(byTarget, secretVolumes(project, service));
  const entries = [...byTarget.values()];
  return compact({
    Binds: entries.filter((entry) => typeof entry === 'string'),
    Mounts: entries.filter((entry) => typeof entry !== 'string'),
    Tmpfs: tmpfsMap(service),
  });
}

function addMissing(byTarget: Map<string, MountSpec | string>, specs: readonly MountSpec[]): void {
  for (const spec of specs) {
    if (!byTarget.has(spec.Target)) byTarget.set(spec.Target, spec);
  }
}

// an anonymous volume outlives its container: its data moves on to the replacement
function inherited(mount: Mount, input: RequestInput): MountSpec | undefined {
  if (mount.type !== 'volume' || mount.source) return undefined;
  return inheritedSpecs(input).find((spec) => spec.Target === mount.target);
}

const imageVolumes = (input: RequestInput): readonly MountSpec[] =>
  inheritedSpecs(input).filter(
    (spec) => !input.service.tmpfs?.some((entry) => entry.split(':')[0] === spec.Target),
  );

const inheritedSpecs = (input: RequestInput): readonly MountSpec[] =>
  input.inheritedMounts.map(({ target, volume, readOnly }) => ({
    Type: 'volume',
    Source: volume,
    Target: target,
    ...(readOnly === true ? { ReadOnly: true } : {}),
  }));

/** `source:target:options`; undefined where that form cannot carry the mount's options. */
function bindString(mount: Mount, input: RequestInput): string | undefined {
  if (mount.type === 'bind' && !needsMountApi(mount.bind))
    return joinBind(mount.source ?? '', mount);
  const volume = mount.type === 'volume' ? input.project.volumes[mount.source ?? ''] : undefined;
  return volume === undefined || isSpecialVolume(mount.volume)
    ? undefined
    : joinBind(volume.name, mount);
}

function joinBind(source: string, mount: Mount): string {
  const options = [mount.read_only === true ? 'ro' : 'rw'];
  if (mount.bind?.selinux) options.push(mount.bind.selinux);
  return [source, mount.target, options.join(',')].join(':');
}

const needsMountApi = (bind: Mount['bind']): boolean =>
  bind !== undefined &&
  (bind.create_host_path !== true || Boolean(bind.propagation) || Boolean(bind.recursive));

const isSpecialVolume = (volume: Mount['volume']): boolean =>
  Object.keys(volume?.labels ?? {}).length > 0 ||
  Boolean(volume?.subpath) ||
  volume?.nocopy === true;

function mountSpec(mount: Mount, input: RequestInput): MountSpec {
  return {
    Type: mount.type,
    Target: mount.target,
    ...compact({
      Source: sourceOf(mount, input),
      ReadOnly: mount.read_only ?? false,
      Consistency: mount.consistency ?? '',
    }),
    ...optionsOf(mount),
  };
}

function sourceOf(mount: Mount, { project, separator }: RequestInput): string {
  const source = mount.source ?? '';
  if (mount.type === 'volume') return project.volumes[source]?.name ?? source;
  const service = mount.type === 'image' ? project.services[source] : undefined;
  // an image that the project builds may be named by its service
  return service?.build !== undefined && !service.image
    ? builtImageName(project.name, source, separator)
    : source;
}

function optionsOf(mount: Mount): Partial<MountSpec> {
  if (mount.type === 'bind' && mount.bind) return { BindOptions: bindOptions(mount.bind) };
  if (mount.type === 'volume' && mount.volume) {
    const { nocopy, labels, subpath } = mount.volume;
    return { VolumeOptions: compact({ NoCopy: nocopy, Labels: labels, Subpath: subpath }) };
  }
  if (mount.type === 'tmpfs' && mount.tmpfs) {
    const { size, mode } = mount.tmpfs;
    return { TmpfsOptions: compact({ SizeBytes: Number(size ?? 0), Mode: mode }) };
  }
  return mount.type === 'image' && mount.image
    ? { ImageOptions: compact({ Subpath: mount.image.subpath }) }
    : {};
}

const bindOptions = (bind: NonNullable<Mount['bind']>): Readonly<Record<string, unknown>> =>
  compact({
    Propagation: bind.propagation,
    CreateMountpoint: bind.create_host_path,
    NonRecursive: bind.recursive === 'disabled',
    ReadOnlyNonRecursive: bind.recursive === 'writable',
    ReadOnlyForceRecursive: bind.recursive === 'readonly',
  });

function tmpfsMap(service: Service): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (service.tmpfs ?? []).map((entry) => {
      const at = entry.indexOf(':');
      return at < 0 ? [entry, ''] : [entry.slice(0, at), entry.slice(at + 1)];
    }),
  );
}

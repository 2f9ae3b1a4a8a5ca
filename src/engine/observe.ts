/** A project as the engine has it: four calls at once, or a few more where several images are wanted, nothing else. */
import { LABEL } from '../model/labels.ts';
import type { ObservedState } from '../model/observed.ts';
import type { StringMap } from '../model/service.ts';
import type { Cancel, Engine } from './engine.ts';

export interface WantedNames {
  readonly project: string;
  readonly networkNames: readonly string[];
  readonly volumeNames: readonly string[];
  /** Other volumes of the project do not matter. */
  readonly namedVolumesOnly?: true;
  /** References, ids or digests. */
  readonly images: readonly string[];
}

/** Networks and volumes are listed whole where labels count, too: the engine cannot ask for a label or a name. */
export async function observe(
  engine: Engine,
  wanted: WantedNames,
  options: Cancel = {},
): Promise<ObservedState> {
  const { project } = wanted;
  const labels = [`${LABEL.project}=${project}`];
  const [containers, networks, volumes, images] = await Promise.all([
    engine.listContainers({ labels, all: true, hooks: true }, options),
    engine.listNetworks({}, options),
    listVolumes(engine, wanted, options),
    engine.listImages([...new Set(wanted.images)], options),
  ]);
  return {
    project,
    containers: containers.filter(({ configHash }) => configHash !== undefined),
    hooks: containers.filter(isHook),
    networks: networks.filter(concerns(project, wanted.networkNames)),
    volumes: volumes.filter(concerns(project, wanted.volumeNames)),
    images,
  };
}

/** An engine may have thousands, left by containers that are long gone. */
async function listVolumes(
  engine: Engine,
  { volumeNames: names, namedVolumesOnly }: WantedNames,
  options: Cancel,
): Promise<ObservedState['volumes']> {
  if (namedVolumesOnly !== true) return engine.listVolumes({}, options);
  return names.length === 0 ? [] : engine.listVolumes({ names }, options);
}

const isHook = ({ labels }: Resource): boolean => labels[LABEL.hook] !== undefined;

interface Resource {
  readonly name: string;
  readonly labels: StringMap;
}

function concerns(project: string, names: readonly string[]): (resource: Resource) => boolean {
  const wanted = new Set(names);
  return ({ name, labels }) => labels[LABEL.project] === project || wanted.has(name);
}

/** A project as the engine has it: four lists at once, nothing else. */
import { LABEL } from '../model/labels.ts';
import type { ObservedState } from '../model/observed.ts';
import type { StringMap } from '../model/service.ts';
import type { Cancel, Engine } from './engine.ts';

export interface WantedNames {
  readonly project: string;
  readonly networkNames: readonly string[];
  readonly volumeNames: readonly string[];
  /** References, ids or digests. */
  readonly images: readonly string[];
}

/** Networks and volumes are listed whole: the engine cannot ask for a label or a name. */
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
    engine.listVolumes({}, options),
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

const isHook = ({ labels }: Resource): boolean => labels[LABEL.hook] !== undefined;

interface Resource {
  readonly name: string;
  readonly labels: StringMap;
}

function concerns(project: string, names: readonly string[]): (resource: Resource) => boolean {
  const wanted = new Set(names);
  return ({ name, labels }) => labels[LABEL.project] === project || wanted.has(name);
}

/** A project as the engine has it: four calls at once, or a few more where several images are wanted, nothing else. */
import { isEngineError } from '../model/engine-error.ts';
import { LABEL } from '../model/labels.ts';
import type { ObservedContainer, ObservedState } from '../model/observed.ts';
import type { StringMap } from '../model/service.ts';
import type { Cancel, Engine } from './engine.ts';
import { fieldsOf, textsOf } from './read-fields.ts';

export interface WantedNames {
  readonly project: string;
  readonly networkNames: readonly string[];
  readonly volumeNames: readonly string[];
  /** Other volumes of the project do not matter. */
  readonly namedVolumesOnly?: true;
  /** References, ids or digests. */
  readonly images: readonly string[];
  /** Services whose environment matters. */
  readonly environmentsOf?: readonly string[];
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
  const own = containers.filter(({ configHash }) => configHash !== undefined);
  const { environmentsOf = [] } = wanted;
  return {
    project,
    containers: own,
    hooks: containers.filter(isHook),
    networks: networks.filter(concerns(project, wanted.networkNames)),
    volumes: volumes.filter(concerns(project, wanted.volumeNames)),
    images,
    ...(environmentsOf.length === 0
      ? {}
      : { environments: await environments(engine, { services: environmentsOf, own }, options) }),
  };
}

interface EnvironmentsWanted {
  readonly services: readonly string[];
  readonly own: readonly ObservedContainer[];
}

/** Two calls for each service that has a container: lists do not tell. */
async function environments(
  engine: Engine,
  { services, own }: EnvironmentsWanted,
  options: Cancel,
): Promise<Readonly<Record<string, StringMap>>> {
  const found = await Promise.all(
    services.map(async (service) => {
      const first = own.find((each) => each.service === service && !each.oneoff);
      return first === undefined ? [] : [[service, await givenTo(engine, first, options)] as const];
    }),
  );
  return Object.fromEntries(found.flat());
}

async function givenTo(
  engine: Engine,
  { id, imageId }: ObservedContainer,
  options: Cancel,
): Promise<StringMap> {
  const [container, image] = await Promise.all([
    // somebody may have removed it since it was listed
    engine.inspectContainer(id, options).catch((error: unknown) => {
      if (isEngineError(error, 'notFound')) return undefined;
      throw error;
    }),
    engine.inspectImage(imageId, options),
  ]);
  const ofImage = new Set(textsOf(image?.config['Env']));
  const given = textsOf(fieldsOf(container?.raw['Config'])['Env']);
  return Object.fromEntries(
    given
      .filter((entry) => !ofImage.has(entry) && entry.includes('='))
      .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
  );
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

/**
 * An engine that survives trouble on the way: a call that was not sent, or that may be repeated, is repeated until the
 * engine is back. After a lost answer nothing is assumed: look first, then judge whether the call has worked.
 */
import type { ContainerRequest, NetworkBody } from '../model/engine-api.ts';
import { isEngineError } from '../model/engine-error.ts';
import { LABEL } from '../model/labels.ts';
import type { Cancel, CreatedContainer, Engine } from './engine.ts';
import { openLastingFeed } from './lasting-feed.ts';
import type { Patience, Settled } from './patience.ts';

/** The engine's clock may be behind ours by this. */
const CLOCKS_APART_MS = 1000;

/** Execs, pulls and builds are passed on as they are: repeating them is not ours to decide. */
export function makePatient(engine: Engine, patience: Patience): Engine {
  const again: Patience['again'] = (...given) => patience.again(...given);
  return {
    ...engine,
    ...patientLists(engine, again),
    ...patientLooks(engine, again),
    ...patientStreams(engine, patience),
    ...patientContainerCalls(engine, again),
    startContainer: (id, options) => startPatiently(engine, { id, options }, patience),
    ...patientResourceCalls(engine, again),
  };
}

type Again = Patience['again'];

function patientLists(engine: Engine, again: Again): Partial<Engine> {
  return {
    listContainers: (filter, options) =>
      again(() => engine.listContainers(filter, options), options),
    listNetworks: (filter, options) => again(() => engine.listNetworks(filter, options), options),
    listVolumes: (filter, options) => again(() => engine.listVolumes(filter, options), options),
    listImages: (references, options) =>
      again(() => engine.listImages(references, options), options),
    listProjectImages: (project, options) =>
      again(() => engine.listProjectImages(project, options), options),
  };
}

function patientLooks(engine: Engine, again: Again): Partial<Engine> {
  return {
    info: (options) => again(() => engine.info(options), options),
    version: (options) => again(() => engine.version(options), options),
    inspectContainer: (id, options) => again(() => engine.inspectContainer(id, options), options),
    topContainer: (id, options) => again(() => engine.topContainer(id, options), options),
    statPath: (...given) => again(() => engine.statPath(...given), given[2]),
    sampleContainer: (id, options) => again(() => engine.sampleContainer(id, options), options),
    inspectExec: (id, options) => again(() => engine.inspectExec(id, options), options),
    inspectNetwork: (id, options) => again(() => engine.inspectNetwork(id, options), options),
    inspectImage: (reference, options) =>
      again(() => engine.inspectImage(reference, options), options),
    resolveDigest: (request) => again(() => engine.resolveDigest(request), request),
  };
}

/** Logs and archives are opened patiently; who reads them knows where to go on when they are cut. */
function patientStreams(engine: Engine, patience: Patience): Partial<Engine> {
  return {
    events: (filter) => openLastingFeed(engine, filter, patience),
    logs: (...given) => patience.again(() => engine.logs(...given), given[2]),
    getArchive: (...given) => patience.again(() => engine.getArchive(...given), given[2]),
    exportContainer: (...given) => patience.again(() => engine.exportContainer(...given), given[1]),
    waitContainer: (...given) => waitPatiently(engine, given, patience),
  };
}

/** A wait that is cut goes on for the end of the run: that may have come meanwhile. */
async function waitPatiently(
  engine: Engine,
  [id, condition, options]: Parameters<Engine['waitContainer']>,
  patience: Patience,
): ReturnType<Engine['waitContainer']> {
  const wait = await patience.again(() => engine.waitContainer(id, condition, options), options);
  const askAgain = async (): Promise<number> => {
    const { exitCode } = await engine.waitContainer(id, 'not-running', options);
    return exitCode;
  };
  const exitCode = wait.exitCode.catch((error: unknown) => {
    if (condition === 'removed' || !isEngineError(error, 'connectionLost')) throw error;
    return patience.again(askAgain, options);
  });
  exitCode.catch(() => {});
  return { exitCode };
}

function patientContainerCalls(engine: Engine, again: Again): Partial<Engine> {
  return {
    createContainer: (request, options) =>
      again(
        () => engine.createContainer(request, options),
        options,
        () => findCreated(engine, request, options),
      ),
    stopContainer: (id, options) => again(() => engine.stopContainer(id, options), options),
    removeContainer: (id, options) => again(() => engine.removeContainer(id, options), options),
    renameContainer: (id, name, options) =>
      again(
        () => engine.renameContainer(id, name, options),
        options,
        async () => {
          const details = await engine.inspectContainer(id, options);
          return details.name === name ? { value: undefined } : undefined;
        },
      ),
    pauseContainer: (id, options) => again(() => engine.pauseContainer(id, options), options),
    unpauseContainer: (id, options) => again(() => engine.unpauseContainer(id, options), options),
    putArchive: (...given) => again(() => engine.putArchive(...given), given[3]),
  };
}

/** What has ended by now may have been started by the call whose answer was lost: not a second time. */
function startPatiently(
  engine: Engine,
  { id, options }: { readonly id: string; readonly options: Cancel | undefined },
  patience: Patience,
): Promise<void> {
  const began = patience.clock.now() - CLOCKS_APART_MS;
  const lookForRun = async (): Promise<Settled<void> | undefined> => {
    const { state } = await engine.inspectContainer(id, options);
    const hasRun = state.running || Date.parse(state.startedAt) >= began;
    return hasRun ? { value: undefined } : undefined;
  };
  return patience.again(() => engine.startContainer(id, options), options, lookForRun);
}

/** The container of the wanted name, if it is the one that was asked for: same project, same digest. */
async function findCreated(
  engine: Engine,
  { name, body }: ContainerRequest,
  options: Cancel | undefined,
): Promise<Settled<CreatedContainer> | undefined> {
  const found = await engine.listContainers({ names: [name], all: true }, options);
  const isOurs = ({ labels }: { readonly labels: Readonly<Record<string, string>> }): boolean =>
    [LABEL.project, LABEL.configHash].every((label) => labels[label] === body.Labels[label]);
  const ours = found.find((container) => container.name === name && isOurs(container));
  return ours === undefined ? undefined : { value: { id: ours.id, warnings: [] } };
}

function patientResourceCalls(engine: Engine, again: Again): Partial<Engine> {
  return {
    createNetwork: (body, options) =>
      again(
        () => engine.createNetwork(body, options),
        options,
        () => findNetwork(engine, body, options),
      ),
    removeNetwork: (id, options) => again(() => engine.removeNetwork(id, options), options),
    connectNetwork: (...given) => again(() => engine.connectNetwork(...given), given[3]),
    disconnectNetwork: (network, container, options) =>
      again(() => engine.disconnectNetwork(network, container, options), options),
    createVolume: (body, options) => again(() => engine.createVolume(body, options), options),
    removeVolume: (name, options) => again(() => engine.removeVolume(name, options), options),
  };
}

async function findNetwork(
  engine: Engine,
  body: NetworkBody,
  options: Cancel | undefined,
): Promise<Settled<string> | undefined> {
  const found = await engine.listNetworks({ names: [body.Name] }, options);
  const ours = found.find(
    ({ name, labels }) =>
      name === body.Name && labels[LABEL.project] === body.Labels[LABEL.project],
  );
  return ours === undefined ? undefined : { value: ours.id };
}

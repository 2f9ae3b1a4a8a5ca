/**
 * An engine that survives trouble on the way: a call that was not sent, or that may be repeated, is repeated until the
 * engine is back. After a lost answer nothing is assumed: look first, then judge whether the call has worked.
 */
import type { Clock } from '../host/host.ts';
import type { ContainerRequest, NetworkBody } from '../model/engine-api.ts';
import { EngineError, type EngineErrorKind, isEngineError } from '../model/engine-error.ts';
import { LABEL } from '../model/labels.ts';
import type { Cancel, CreatedContainer, Engine } from './engine.ts';

/** How long a call waits for the engine to come back, from its first failure on. */
const PATIENCE_MS = 10_000;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 1000;

const TROUBLE: ReadonlySet<EngineErrorKind> = new Set([
  'unreachable',
  'connectionLost',
  'unavailable',
]);

/** Streams, execs, pulls and builds are passed on as they are: repeating them is not ours to decide. */
export function makePatient(engine: Engine, clock: Clock): Engine {
  const again = makeAgain(clock);
  return {
    ...engine,
    ...patientReads(engine, again),
    ...patientContainerCalls(engine, again),
    ...patientResourceCalls(engine, again),
  };
}

/** What a call whose answer was lost would have answered. */
interface Settled<T> {
  readonly value: T;
}

/** `settle` looks whether a call whose answer was lost has worked. */
type Again = <T>(
  call: () => Promise<T>,
  options: Cancel | undefined,
  settle?: () => Promise<Settled<T> | undefined>,
) => Promise<T>;

function makeAgain(clock: Clock): Again {
  return async (call, options, settle) => {
    const trouble = new Trouble(clock);
    for (;;) {
      try {
        const settled = trouble.isLost ? await settle?.() : undefined;
        return settled === undefined ? await call() : settled.value;
      } catch (error) {
        if (!trouble.isWorthAnotherTry(error) || options?.signal?.aborted === true) throw error;
        await clock.sleep(trouble.pause(), options?.signal);
      }
    }
  };
}

/** What has gone wrong with one call so far. */
class Trouble {
  readonly #clock: Clock;
  #until: number | undefined;
  #pauseMs = FIRST_PAUSE_MS;
  /** An answer was lost: the call may have worked. */
  isLost = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  isWorthAnotherTry(error: unknown): boolean {
    if (!isTrouble(error, this.isLost)) return false;
    this.isLost ||= isEngineError(error, 'connectionLost');
    this.#until ??= this.#clock.now() + PATIENCE_MS;
    return this.#clock.now() + this.#pauseMs <= this.#until;
  }

  /** Milliseconds to wait now; the next pause is twice as long. */
  pause(): number {
    const pause = this.#pauseMs;
    this.#pauseMs = Math.min(pause * 2, LONGEST_PAUSE_MS);
    return pause;
  }
}

/** A name that is taken after a lost answer is most likely ours: the engine went on without us. */
const isTrouble = (error: unknown, isLost: boolean): boolean =>
  error instanceof EngineError &&
  (TROUBLE.has(error.kind) || (isLost && error.kind === 'nameTaken'));

function patientReads(engine: Engine, again: Again): Partial<Engine> {
  return {
    info: (options) => again(() => engine.info(options), options),
    listContainers: (filter, options) =>
      again(() => engine.listContainers(filter, options), options),
    inspectContainer: (id, options) => again(() => engine.inspectContainer(id, options), options),
    listNetworks: (filter, options) => again(() => engine.listNetworks(filter, options), options),
    inspectNetwork: (id, options) => again(() => engine.inspectNetwork(id, options), options),
    listVolumes: (filter, options) => again(() => engine.listVolumes(filter, options), options),
    listImages: (references, options) =>
      again(() => engine.listImages(references, options), options),
    events: (filter) => again(() => engine.events(filter), filter),
  };
}

function patientContainerCalls(engine: Engine, again: Again): Partial<Engine> {
  return {
    createContainer: (request, options) =>
      again(
        () => engine.createContainer(request, options),
        options,
        () => findCreated(engine, request, options),
      ),
    startContainer: (id, options) => again(() => engine.startContainer(id, options), options),
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

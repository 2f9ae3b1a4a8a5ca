/** The part of the port about containers. */
import type { ContainerRequest } from '../model/engine-api.ts';
import { isEngineError } from '../model/engine-error.ts';
import { LABEL } from '../model/labels.ts';
import type { ObservedContainer } from '../model/observed.ts';
import { SEVERAL_ENDPOINTS_VERSION, versionBelow } from './api-version.ts';
import type { Cancel, ContainerFilter, CreatedContainer, Engine } from './engine.ts';
import { escapeId } from './escape-path.ts';
import { parseContainer } from './parse-answers.ts';
import { parseContainerDetails } from './parse-details.ts';
import { fieldsOf, rowsOf, textOf, textsOf } from './read-fields.ts';
import { SHORT_CALL_MS, type AskOptions, type Signalled, type Transport } from './transport.ts';

type ContainerCalls = Pick<
  Engine,
  | 'listContainers'
  | 'inspectContainer'
  | 'createContainer'
  | 'startContainer'
  | 'stopContainer'
  | 'restartContainer'
  | 'killContainer'
  | 'pauseContainer'
  | 'unpauseContainer'
  | 'renameContainer'
  | 'removeContainer'
  | 'resizeContainer'
  | 'waitContainer'
  | 'topContainer'
  | 'putArchive'
>;

/** Added to a stop's own grace period before the engine counts as hanging. */
const STOP_EXTRA_MS = 15_000;

export function containerCalls(transport: Transport): ContainerCalls {
  return { ...readingCalls(transport), ...actingCalls(transport), ...makingCalls(transport) };
}

function readingCalls(
  transport: Transport,
): Pick<Engine, 'listContainers' | 'inspectContainer' | 'topContainer'> {
  return {
    listContainers: async (filter, { signal } = {}) => {
      const query = { all: filter.all === true ? 1 : 0, filters: containerFilters(filter) };
      const short = { signal, query, limitMs: SHORT_CALL_MS };
      const rows = await transport.ask('GET /containers/json', short, (docker, parameters) =>
        docker.listContainers(parameters),
      );
      const containers = rowsOf(rows).map(parseContainer);
      return filter.hooks === true ? containers : containers.filter(isNoHook);
    },
    inspectContainer: async (id, { signal } = {}) => {
      const short = { signal, limitMs: SHORT_CALL_MS };
      const request = `GET /containers/${id}/json`;
      const answer = await transport.ask(request, short, (docker, parameters) =>
        docker.getContainer(escapeId(id)).inspect(parameters),
      );
      return parseContainerDetails(fieldsOf(answer));
    },
    topContainer: async (id, { signal } = {}) => {
      const short = { signal, limitMs: SHORT_CALL_MS };
      const answer = await transport.ask(`GET /containers/${id}/top`, short, (docker, parameters) =>
        docker.getContainer(escapeId(id)).top(parameters),
      );
      const { Titles, Processes } = fieldsOf(answer);
      const processes = Array.isArray(Processes) ? Processes.map(textsOf) : [];
      return { titles: textsOf(Titles), processes };
    },
  };
}

const isNoHook = ({ labels }: ObservedContainer): boolean => labels[LABEL.hook] === undefined;

/** Names are patterns to the engine: whole ones, with every special character taken as it is. */
function containerFilters(filter: ContainerFilter): Readonly<Record<string, readonly string[]>> {
  const { labels, ids, names, status } = filter;
  return {
    ...(labels && { label: labels }),
    ...(ids && { id: ids }),
    ...(names && { name: names.map((name) => `^/${name.replaceAll('.', '[.]')}$`) }),
    ...(status && { status }),
  };
}

type ActingCalls = Pick<
  Engine,
  | 'startContainer'
  | 'stopContainer'
  | 'restartContainer'
  | 'killContainer'
  | 'pauseContainer'
  | 'unpauseContainer'
  | 'renameContainer'
  | 'resizeContainer'
>;

function actingCalls(transport: Transport): ActingCalls {
  const act = actOn(transport);
  return {
    startContainer: (id, { signal } = {}) => act(id, 'start', { signal }),
    stopContainer: (id, { signal, timeoutSeconds } = {}) =>
      act(id, 'stop', { signal, ...stopTime(timeoutSeconds) }),
    restartContainer: (id, { signal, timeoutSeconds } = {}) =>
      act(id, 'restart', { signal, ...stopTime(timeoutSeconds) }),
    killContainer: (id, { signal, killSignal } = {}) => {
      const query = killSignal === undefined ? {} : { signal: killSignal };
      return act(id, 'kill', { signal, query });
    },
    pauseContainer: (id, { signal } = {}) => act(id, 'pause', { signal }),
    unpauseContainer: (id, { signal } = {}) => act(id, 'unpause', { signal }),
    renameContainer: (id, name, { signal } = {}) => act(id, 'rename', { signal, query: { name } }),
    // oxlint-disable-next-line max-params -- the port's own
    resizeContainer: (id, rows, columns, { signal } = {}) =>
      act(id, 'resize', { signal, query: { h: rows, w: columns } }),
  };
}

type Action = 'start' | 'stop' | 'restart' | 'kill' | 'pause' | 'unpause' | 'rename' | 'resize';

/** Actions that answer with nothing but their status. Already started or stopped is a success. */
function actOn(
  transport: Transport,
): (id: string, action: Action, options: AskOptions) => Promise<void> {
  return async (id, action, options) => {
    await transport.ask(`POST /containers/${id}/${action}`, options, (docker, parameters) =>
      docker.getContainer(escapeId(id))[action](parameters),
    );
  };
}

/** -1 waits for ever; without a time the container's own counts, which we do not know. */
function stopTime(seconds: number | undefined): AskOptions {
  if (seconds === undefined) return {};
  const query = { t: seconds };
  return seconds < 0 ? { query } : { query, limitMs: seconds * 1000 + STOP_EXTRA_MS };
}

type MakingCalls = Pick<
  Engine,
  'createContainer' | 'removeContainer' | 'waitContainer' | 'putArchive'
>;

function makingCalls(transport: Transport): MakingCalls {
  return {
    createContainer: (request, options = {}) => createContainer(transport, request, options),
    removeContainer: (id, options = {}) => removeContainer(transport, id, options),
    waitContainer: (id, condition, { signal } = {}) =>
      waitContainer(transport, id, { condition, signal }),
    // oxlint-disable-next-line max-params -- the port's own
    putArchive: async (id, path, tar, { signal } = {}) => {
      const file = Buffer.from(tar.buffer, tar.byteOffset, tar.byteLength);
      const options = { signal, query: { path } };
      await transport.ask(`PUT /containers/${id}/archive`, options, (docker, parameters) =>
        docker.getContainer(escapeId(id)).putArchive(file, parameters),
      );
    },
  };
}

/** Engines below API 1.44 take one network at creation: the others are connected before the first start. */
async function createContainer(
  transport: Transport,
  request: ContainerRequest,
  { signal }: Cancel,
): Promise<CreatedContainer> {
  const { apiVersion } = await transport.info(signal);
  const { name, platform, body } = request;
  const endpoints = Object.entries(body.NetworkingConfig?.EndpointsConfig ?? {});
  const oneByOne = endpoints.length > 1 && versionBelow(apiVersion, SEVERAL_ENDPOINTS_VERSION);
  const first =
    endpoints.find(([network]) => network === body.HostConfig.NetworkMode) ?? endpoints[0];
  const sent =
    oneByOne && first !== undefined
      ? { ...body, NetworkingConfig: { EndpointsConfig: Object.fromEntries([first]) } }
      : body;
  const query = { name, ...(platform !== undefined && platform !== '' && { platform }) };
  const answer = fieldsOf(
    await transport.send({ method: 'POST', path: '/containers/create', query, body: sent, signal }),
  );
  const id = textOf(answer, 'Id');
  const others = oneByOne ? endpoints.filter(([network]) => network !== first?.[0]) : [];
  await connectOthers(transport, id, { others, signal });
  return { id, warnings: textsOf(answer['Warnings']) };
}

/** A container that could not be connected everywhere is taken away again: nobody else knows of it yet. */
async function connectOthers(
  transport: Transport,
  id: string,
  { others, signal }: Signalled & { readonly others: readonly (readonly [string, unknown])[] },
): Promise<void> {
  try {
    for (const [network, endpoint] of others) {
      const options = { signal, body: { Container: id, EndpointConfig: endpoint } };
      await transport.ask(`POST /networks/${network}/connect`, options, (docker, parameters) =>
        docker.getNetwork(escapeId(network)).connect(parameters),
      );
    }
  } catch (error) {
    await removeContainer(transport, id, { force: true, volumes: true }).catch(() => {});
    throw error;
  }
}

async function removeContainer(
  transport: Transport,
  id: string,
  options: Cancel & { readonly force?: boolean; readonly volumes?: boolean },
): Promise<void> {
  const { signal, force = false, volumes = false } = options;
  const query = { ...(force && { force: 1 }), ...(volumes && { v: 1 }) };
  try {
    await transport.ask(`DELETE /containers/${id}`, { signal, query }, (docker, parameters) =>
      docker.getContainer(escapeId(id)).remove(parameters),
    );
  } catch (error) {
    if (isEngineError(error, 'notFound')) return;
    if (!isEngineError(error, 'removalInProgress')) throw error;
    await awaitRemoval(transport, id, signal);
  }
}

async function awaitRemoval(
  transport: Transport,
  id: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    const { exitCode } = await waitContainer(transport, id, { condition: 'removed', signal });
    await exitCode;
  } catch (error) {
    if (!isEngineError(error, 'notFound')) throw error;
  }
}

/** The engine sends its headers when it listens, and the code when the condition is met. */
async function waitContainer(
  transport: Transport,
  id: string,
  options: Signalled & { readonly condition: string },
): Promise<{ readonly exitCode: Promise<number> }> {
  const { signal, condition } = options;
  const path = `/containers/${escapeId(id)}/wait`;
  const stream = await transport.open({ method: 'POST', path, query: { condition }, signal });
  const exitCode = readExitCode(stream).catch((error: unknown) => {
    throw transport.translate(error, `POST /containers/${id}/wait`, signal);
  });
  // Whoever subscribes need not wait to the end.
  exitCode.catch(() => {});
  return { exitCode };
}

async function readExitCode(stream: AsyncIterable<unknown>): Promise<number> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  const answer = fieldsOf(JSON.parse(Buffer.concat(chunks).toString('utf8')));
  const code = answer['StatusCode'];
  if (typeof code === 'number') return code;
  throw new Error(textOf(fieldsOf(answer['Error']), 'Message'));
}

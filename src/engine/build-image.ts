/** Builds through the engine: with its BuildKit, or with the classic builder where there is none. */
import { Readable } from 'node:stream';
import type { BuildProgress } from './building.ts';
import type { BuildRequest } from './engine.ts';
import { ClassicBuildParser, parseBuildKitLine } from './parse-build.ts';
import { readLines } from './read-lines.ts';
import { readBytes } from './read-output.ts';
import { encodeLogin, failureOf, parseLine } from './transfer-calls.ts';
import { streamError } from './translate-error.ts';
import type { Transport } from './transport.ts';

const REQUEST = 'POST /build';

/** The build ends with the signal or when the caller stops reading. A failed build is an `EngineError`. */
export async function* buildImage(
  transport: Transport,
  request: BuildRequest,
): AsyncGenerator<BuildProgress> {
  const { signal } = request;
  const { builderVersion } = await transport.info(signal);
  try {
    if (builderVersion === '2') yield* buildWithBuildKit(transport, request);
    else yield* readClassic(send(transport, request, { version: '1' }));
  } catch (error) {
    // A step that was stopped by the signal reports a failure of its own.
    throw transport.translate(signal?.aborted === true ? signal.reason : error, REQUEST, signal);
  }
}

/** BuildKit asks back for logins; the classic builder gets them all in a header. */
async function* buildWithBuildKit(
  transport: Transport,
  request: BuildRequest,
): AsyncGenerator<BuildProgress> {
  const { logins = {}, signal } = request;
  if (Object.keys(logins).length === 0) {
    yield* readBuildKit(send(transport, request, { version: '2' }));
    return;
  }
  const { openBuildSession } = await import('./build-session.ts');
  const session = await openBuildSession(transport, logins, { signal });
  try {
    const query = { version: '2', ...(session && { session: session.id }) };
    yield* readBuildKit(send(transport, request, query));
  } finally {
    session?.close();
  }
}

/** The lines of the engine's answer. */
async function* send(
  transport: Transport,
  request: BuildRequest,
  query: Readonly<Record<string, string>>,
): AsyncGenerator<string> {
  const { signal, logins = {} } = request;
  const context = Readable.from(request.context, { objectMode: false });
  context.on('error', () => {});
  try {
    const stream = await transport.open({
      method: 'POST',
      path: '/build',
      query: { ...query, ...buildQuery(request) },
      headers: { 'Content-Type': 'application/x-tar', 'X-Registry-Config': encodeLogin(logins) },
      file: context,
      signal,
    });
    yield* readLines(readBytes(stream, { transport, request: REQUEST, signal }));
  } finally {
    context.destroy();
  }
}

/** Lists and maps as the engine wants them: some as JSON, some as text. */
function buildQuery(request: BuildRequest): Readonly<Record<string, unknown>> {
  const { args, labels, ulimits, cacheFrom, extraHosts } = request;
  return {
    t: request.tags,
    dockerfile: request.dockerfile,
    rm: 1,
    forcerm: 1,
    ...(args && { buildargs: JSON.stringify(args) }),
    ...(labels && { labels: JSON.stringify(labels) }),
    ...(ulimits && { ulimits: JSON.stringify(ulimits) }),
    ...(cacheFrom && { cachefrom: JSON.stringify(cacheFrom) }),
    ...(extraHosts && { extrahosts: extraHosts.join(',') }),
    ...(request.target !== undefined && { target: request.target }),
    ...(request.platform !== undefined && { platform: request.platform }),
    ...(request.noCache === true && { nocache: 1 }),
    ...(request.pull === true && { pull: 1 }),
    ...(request.network !== undefined && { networkmode: request.network }),
    ...(request.shmBytes !== undefined && { shmsize: request.shmBytes }),
  };
}

async function* readBuildKit(lines: AsyncIterable<string>): AsyncGenerator<BuildProgress> {
  for await (const line of lines) yield* parseBuildKitLine(checkLine(line));
}

async function* readClassic(lines: AsyncIterable<string>): AsyncGenerator<BuildProgress> {
  const parser = new ClassicBuildParser();
  for await (const line of lines) yield* parser.parse(checkLine(line));
  yield* parser.end();
}

function checkLine(line: string): ReturnType<typeof parseLine> {
  const fields = parseLine(line, REQUEST);
  const failure = failureOf(fields);
  if (failure !== undefined) throw streamError(REQUEST, failure);
  return fields;
}

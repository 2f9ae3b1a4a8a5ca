/** The one door to dockerode: versions, time limits, repeats and errors of every call are settled here. */
import type { IncomingMessage } from 'node:http';
import type { Duplex, Readable } from 'node:stream';
import type Modem from 'docker-modem';
import Docker, { type Parameters } from 'dockerode';
import { EngineError, isEngineError } from '../model/engine-error.ts';
import type { StringMap } from '../model/service.ts';
import { lowerVersion, OLDEST_VERSION, OUR_VERSION, versionBelow } from './api-version.ts';
import type { Endpoint } from './endpoint.ts';
import { openModem } from './engine-modem.ts';
import type { EngineInfo } from './engine.ts';
import { limitSignal, untilAborted } from './limit-signal.ts';
import { openLogAgent, openSharedAgent, openStreamAgent, type EngineAgent } from './open-agent.ts';
import { translateError } from './translate-error.ts';

/** Lists, inspects and the like answer within milliseconds; an engine that takes longer than this hangs. */
export const SHORT_CALL_MS = 15_000;
/** Opening a connection through ssh may take long before the call begins. */
const SSH_EXTRA_MS = 30_000;

export interface TransportOptions {
  readonly endpoint: Endpoint;
  readonly headers: StringMap;
  /** `DOCKER_API_VERSION`. */
  readonly pinnedVersion?: string;
}

export interface Signalled {
  readonly signal?: AbortSignal | undefined;
}

export interface AskOptions extends Signalled {
  /** Absent: as long as it takes. */
  readonly limitMs?: number;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

export interface RawRequest extends AskOptions {
  readonly method: string;
  readonly path: string;
  readonly headers?: StringMap;
  readonly file?: Buffer | Readable;
  readonly hijack?: boolean;
  /** The answer comes in very many small pieces. */
  readonly isLog?: boolean;
}

type DockerCall = (docker: Docker, parameters: Parameters) => Promise<unknown>;
type Attempt<T> = (signal: AbortSignal) => Promise<T>;

export class Transport {
  readonly address: string;
  readonly #options: TransportOptions;
  readonly #agents: Readonly<Record<'shared' | 'streams' | 'logs', EngineAgent>>;
  readonly #modems: Readonly<Record<'shared' | 'streams' | 'logs' | 'ping', Modem>>;
  readonly #docker: Docker;
  #version: string;
  #info: Promise<EngineInfo> | undefined;

  constructor(options: TransportOptions) {
    const { endpoint, headers } = options;
    const open = (agent: EngineAgent): Modem =>
      openModem({
        agent,
        headers: { ...headers, ...hostHeader(endpoint) },
        prefix: pathOf(endpoint),
      });
    const shared = openSharedAgent(endpoint);
    const streams = openStreamAgent(endpoint);
    const logs = openLogAgent(endpoint);
    this.address = endpoint.address;
    this.#options = options;
    this.#agents = { shared, streams, logs };
    this.#modems = {
      shared: open(shared),
      streams: open(streams),
      logs: open(logs),
      ping: open(shared),
    };
    this.#docker = new Docker({ modem: this.#modems.shared });
    this.#version = options.pinnedVersion ?? OUR_VERSION;
    this.#useVersion(this.#version);
  }

  /** A short call by one of dockerode's methods. `request` names it in errors: `GET /containers/json`. */
  ask(request: string, options: AskOptions, call: DockerCall): Promise<unknown> {
    const { query = {}, body = {} } = options;
    return this.#attempt(request, options, (abortSignal) =>
      call(this.#docker, { _query: query, _body: body, abortSignal }),
    );
  }

  /** A short call where dockerode's method would drop something: warnings, headers or the signal. */
  send(request: RawRequest): Promise<unknown> {
    return this.#attempt(nameOf(request), request, (signal) =>
      dial(this.#modems.shared, request, { signal, isStream: false }),
    );
  }

  /** The answer as a stream on a socket of its own, as soon as its headers are there. */
  open(request: RawRequest): Promise<IncomingMessage | Duplex> {
    return this.#attempt(nameOf(request), request, (signal) =>
      dialStream(this.#modems[request.isLog === true ? 'logs' : 'streams'], request, signal),
    );
  }

  /** Asks once; a failure is forgotten. */
  info(signal?: AbortSignal): Promise<EngineInfo> {
    this.#info ??= this.#ping().catch((error: unknown) => {
      this.#info = undefined;
      throw error;
    });
    return untilAborted(this.#info, signal).catch((error: unknown) => {
      throw this.translate(error, 'GET /_ping', signal);
    });
  }

  translate(error: unknown, request: string, signal?: AbortSignal): EngineError {
    return translateError(error, { request, address: this.address, signal });
  }

  close(): void {
    this.#agents.shared.destroy();
    this.#agents.streams.destroy();
    this.#agents.logs.destroy();
  }

  async #ping(): Promise<EngineInfo> {
    const request = { method: 'GET', path: '/_ping', limitMs: SHORT_CALL_MS };
    const answer = await this.#once(nameOf(request), request, (signal) =>
      dialStream(this.#modems.ping, request, signal),
    );
    answer.resume();
    const headers = 'headers' in answer ? answer.headers : {};
    const header = (name: string, missing: string): string => String(headers[name] ?? missing);
    const theirs = header('api-version', OUR_VERSION);
    this.#useVersion(this.#options.pinnedVersion ?? lowerVersion(OUR_VERSION, theirs));
    return {
      apiVersion: this.#version,
      osType: header('ostype', 'linux'),
      builderVersion: header('builder-version', '1'),
    };
  }

  /** Calls go out with our version at once; an engine that is older says so, and only then is it asked. */
  async #attempt<T>(request: string, options: AskOptions, call: Attempt<T>): Promise<T> {
    this.#refuseOldVersion(request);
    const asked = this.#version;
    try {
      return await this.#repeatOnReset(request, options, call);
    } catch (error) {
      if (!isEngineError(error, 'apiVersion') || this.#options.pinnedVersion !== undefined)
        throw error;
      await this.info(options.signal);
      if (this.#version === asked) throw error;
      this.#refuseOldVersion(request);
      return this.#once(request, options, call);
    }
  }

  /** The engine may close a kept socket in the moment we reuse it. Only reading is safe to repeat. */
  async #repeatOnReset<T>(request: string, options: AskOptions, call: Attempt<T>): Promise<T> {
    try {
      return await this.#once(request, options, call);
    } catch (error) {
      if (!isEngineError(error, 'connectionLost') || !request.startsWith('GET ')) throw error;
      return this.#once(request, options, call);
    }
  }

  async #once<T>(request: string, options: AskOptions, call: Attempt<T>): Promise<T> {
    const extraMs = this.#options.endpoint.target.kind === 'ssh' ? SSH_EXTRA_MS : 0;
    const limitMs = options.limitMs === undefined ? undefined : options.limitMs + extraMs;
    const { signal, expired } = limitSignal(options.signal, limitMs);
    try {
      return await call(signal);
    } catch (error) {
      const { address } = this;
      throw translateError(error, { request, address, signal: options.signal, expired, limitMs });
    }
  }

  #refuseOldVersion(request: string): void {
    if (!versionBelow(this.#version, OLDEST_VERSION)) return;
    throw new EngineError({
      kind: 'apiVersion',
      request,
      text: `API version ${this.#version} is too old: at least ${OLDEST_VERSION} is needed`,
    });
  }

  #useVersion(version: string): void {
    this.#version = version;
    const base = pathOf(this.#options.endpoint);
    const prefix = `${base}${base === '' ? '' : '/'}v${version}`;
    this.#modems.shared.version = prefix;
    this.#modems.streams.version = prefix;
    this.#modems.logs.version = prefix;
  }
}

const nameOf = ({ method, path }: RawRequest): string => `${method} ${path}`;

const pathOf = ({ target }: Endpoint): string =>
  target.kind === 'tcp' ? target.prefix.slice(1) : '';

function hostHeader({ target }: Endpoint): StringMap {
  if (target.kind !== 'tcp') return {};
  return { Host: `${target.host.includes(':') ? `[${target.host}]` : target.host}:${target.port}` };
}

function dialStream(
  modem: Modem,
  request: RawRequest,
  signal: AbortSignal,
): Promise<IncomingMessage | Duplex> {
  return dial(modem, request, { signal, isStream: true }) as Promise<IncomingMessage | Duplex>;
}

function dial(
  modem: Modem,
  request: RawRequest,
  { signal, isStream }: { readonly signal: AbortSignal; readonly isStream: boolean },
): Promise<unknown> {
  const { method, path, query = {}, body = {}, headers = {}, file, hijack } = request;
  return new Promise((resolve, reject) => {
    const done = (error: Error | null | undefined, answer: unknown): void =>
      error === null || error === undefined ? resolve(answer) : reject(error);
    const options = { _query: query, _body: body };
    const extra = { ...(file && { file }), ...(hijack === true && { hijack }) };
    modem.dial(
      { method, path: `${path}?`, options, headers, isStream, abortSignal: signal, ...extra },
      done,
    );
  });
}

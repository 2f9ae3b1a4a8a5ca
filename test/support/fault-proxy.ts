/** A proxy in front of the engine that writes down every request and can make trouble for some of them. */
import { mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HeadReader } from './http-head.ts';

export interface RecordedRequest {
  readonly method: string;
  /** Of the API, from the path; empty when there is none. */
  readonly version: string;
  /** Without the version in front and without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  /** Only of requests with a length; streams pass unread. */
  readonly body: string;
  /** Milliseconds since the proxy began. */
  readonly at: number;
}

export type Fault =
  /** Answers itself; the engine never hears of the request. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly message: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Cuts the connection before the engine hears of the request. */
  | { readonly kind: 'drop' }
  /** Lets the engine work and cuts the connection at the first byte of its answer. */
  | { readonly kind: 'loseAnswer' }
  /** Cuts after this many bytes of the answer. */
  | { readonly kind: 'cutAfter'; readonly bytes: number }
  | { readonly kind: 'delay'; readonly ms: number }
  /** Closes the connection when the client ends its side, as proxies do that know no half-closed ones. */
  | { readonly kind: 'closeWithInput'; readonly onClose: () => void };

/** `nth` counts, from 1, the requests that this rule has matched. */
export interface Rule {
  matches(request: RecordedRequest): boolean;
  fault(nth: number, request: RecordedRequest): Fault | undefined | Promise<Fault | undefined>;
}

export interface FaultProxy extends AsyncDisposable {
  readonly socket: string;
  /** In the order of their arrival. */
  readonly requests: readonly RecordedRequest[];
  /** `POST /containers/create`, in the order of arrival. */
  lines(): readonly string[];
  /** The first rule that matches counts. */
  addRule(rule: Rule): void;
  clearRules(): void;
  /** Cuts all connections that are open. */
  cutAll(): void;
  /** While true, new connections are closed at once. */
  refuse(on: boolean): void;
}

const ENGINE_SOCKET = '/var/run/docker.sock';

export async function startFaultProxy(target: string = engineSocket()): Promise<FaultProxy> {
  const directory = await mkdtemp(join(tmpdir(), 'fault-proxy-'));
  const state = new ProxyState(target);
  const server = net.createServer({ allowHalfOpen: true }, (client) => state.accept(client));
  const socket = join(directory, 'engine.sock');
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return {
    socket,
    requests: state.requests,
    lines: () => state.requests.map(({ method, path }) => `${method} ${path}`),
    addRule: (rule) => void state.rules.push(rule),
    clearRules: () => void state.rules.splice(0),
    cutAll: () => state.cutAll(),
    refuse: (on) => {
      state.refusing = on;
    },
    [Symbol.asyncDispose]: async () => {
      state.cutAll();
      await new Promise((resolve) => server.close(resolve));
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Strikes at the n-th request that fits; `line` is matched against `POST /containers/create`. */
export function strikeAt(nth: number, line: RegExp | string, fault: Fault): Rule {
  return {
    matches: ({ method, path }) => {
      const text = `${method} ${path}`;
      return typeof line === 'string' ? text === line : line.test(text);
    },
    fault: (count) => (count === nth ? fault : undefined),
  };
}

/** Every request that fits. */
export function strikeAll(line: RegExp | string, fault: Fault): Rule {
  return { ...strikeAt(0, line, fault), fault: () => fault };
}

function engineSocket(): string {
  const host = process.env['DOCKER_HOST'] ?? '';
  return host.startsWith('unix://') ? host.slice('unix://'.length) : ENGINE_SOCKET;
}

class ProxyState {
  readonly requests: RecordedRequest[] = [];
  readonly rules: Rule[] = [];
  refusing = false;
  readonly #target: string;
  readonly #began = performance.now();
  readonly #counts = new Map<Rule, number>();
  readonly #open = new Set<net.Socket>();

  constructor(target: string) {
    this.#target = target;
  }

  accept(client: net.Socket): void {
    if (this.refusing) return void client.destroy();
    const engine = net.connect({ path: this.#target, allowHalfOpen: true });
    const connection = new Connection(client, engine, (request) => this.#judge(request));
    for (const socket of [client, engine]) {
      this.#open.add(socket);
      socket.on('error', () => connection.cut());
      socket.on('close', () => this.#open.delete(socket));
    }
  }

  cutAll(): void {
    for (const socket of this.#open) socket.destroy();
  }

  async #judge(seen: Omit<RecordedRequest, 'at'>): Promise<Fault | undefined> {
    const request = { ...seen, at: performance.now() - this.#began };
    this.requests.push(request);
    const rule = this.rules.find((each) => each.matches(request));
    if (rule === undefined) return undefined;
    const count = (this.#counts.get(rule) ?? 0) + 1;
    this.#counts.set(rule, count);
    return rule.fault(count, request);
  }
}

type Judge = (request: Omit<RecordedRequest, 'at'>) => Promise<Fault | undefined>;

/** One client and its own connection to the engine. Requests are handled one after the other. */
class Connection {
  readonly #client: net.Socket;
  readonly #engine: net.Socket;
  readonly #judge: Judge;
  readonly #reader = new HeadReader();
  /** Bytes of the engine's answer that may still pass. */
  #allowed = Infinity;
  #onInputEnd: (() => void) | undefined;

  constructor(client: net.Socket, engine: net.Socket, judge: Judge) {
    this.#client = client;
    this.#engine = engine;
    this.#judge = judge;
    void this.#pumpRequests();
    engine.on('data', (chunk: Buffer) => this.#answer(chunk));
    engine.on('end', () => client.end());
    engine.on('close', () => client.end());
  }

  cut(): void {
    this.#client.destroy();
    this.#engine.destroy();
  }

  async #pumpRequests(): Promise<void> {
    try {
      for await (const chunk of this.#client) {
        if (!(await this.#pass(chunk as Buffer))) return;
      }
      this.#engine.end();
      if (this.#onInputEnd !== undefined) this.#client.end(this.#onInputEnd);
    } catch {
      this.cut();
    }
  }

  async #pass(chunk: Buffer): Promise<boolean> {
    for (const { request, bytes } of this.#reader.push(chunk)) {
      if (request !== undefined && !(await this.#obey(await this.#judge(request)))) return false;
      this.#engine.write(bytes);
    }
    return true;
  }

  /** False when the engine is not to hear of the request. */
  async #obey(fault: Fault | undefined): Promise<boolean> {
    this.#allowed = Infinity;
    switch (fault?.kind) {
      case undefined:
        return true;
      case 'answer':
        this.#client.end(answerOf(fault));
        this.#engine.destroy();
        return false;
      case 'drop':
        this.cut();
        return false;
      case 'loseAnswer':
        this.#allowed = 0;
        return true;
      case 'cutAfter':
        this.#allowed = fault.bytes;
        return true;
      case 'closeWithInput':
        this.#onInputEnd = fault.onClose;
        return true;
      case 'delay':
        await new Promise((resolve) => setTimeout(resolve, fault.ms));
        return true;
    }
  }

  #answer(chunk: Buffer): void {
    if (chunk.length <= this.#allowed) {
      this.#allowed -= chunk.length;
      this.#client.write(chunk);
      return;
    }
    const last = chunk.subarray(0, this.#allowed);
    this.#allowed = 0;
    this.#client.write(last, () => this.cut());
  }
}

function answerOf({ status, message, headers = {} }: Extract<Fault, { kind: 'answer' }>): string {
  const body = JSON.stringify({ message });
  const more = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [
    `HTTP/1.1 ${status} Trouble`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    ...more,
    '',
    body,
  ].join('\r\n');
}

/**
 * The way back from BuildKit in the engine to us: it asks for the logins of the registries it meets. An upgraded
 * connection on which we are the HTTP/2 server and answer gRPC calls.
 */
import { randomUUID } from 'node:crypto';
import {
  performServerHandshake,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import type { Duplex } from 'node:stream';
import { isEngineError } from '../model/engine-error.ts';
import type { RegistryLogin } from './engine.ts';
import { HUB_KEY } from './image-reference.ts';
import { readProtobuf, stringOf } from './read-protobuf.ts';
import type { Signalled, Transport } from './transport.ts';

export interface BuildSession {
  /** Goes into the build's query. */
  readonly id: string;
  close(): void;
}

type Logins = Readonly<Record<string, RegistryLogin>>;

const CREDENTIALS = '/moby.filesync.v1.Auth/Credentials';
const HEALTH = '/grpc.health.v1.Health/Check';
const SERVING = Buffer.from([8, 1]);
const UNIMPLEMENTED = 12;

/** Undefined where the engine offers no sessions: a build may do without. */
export async function openBuildSession(
  transport: Transport,
  logins: Logins,
  { signal }: Signalled,
): Promise<BuildSession | undefined> {
  const id = randomUUID();
  const socket = await openSocket(transport, id, signal);
  if (socket === undefined) return undefined;
  const session = performServerHandshake(socket);
  session.on('error', () => {});
  session.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    void answer(stream, headers, logins).catch(() => stream.destroy());
  });
  return {
    id,
    close: () => {
      session.destroy();
      socket.destroy();
    },
  };
}

async function openSocket(
  transport: Transport,
  id: string,
  signal: AbortSignal | undefined,
): Promise<Duplex | undefined> {
  try {
    const stream = await transport.open({
      method: 'POST',
      path: '/session',
      signal,
      hijack: true,
      file: Buffer.alloc(0),
      headers: {
        'Content-Type': 'text/plain',
        Upgrade: 'h2c',
        'X-Docker-Expose-Session-Uuid': id,
        'X-Docker-Expose-Session-Name': 'flotilla',
        'X-Docker-Expose-Session-Grpc-Method': CREDENTIALS,
      },
    });
    return stream as Duplex;
  } catch (error) {
    if (isEngineError(error, 'notFound') || isEngineError(error, 'rejected')) return undefined;
    throw error;
  }
}

async function answer(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  logins: Logins,
): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  const reply = replyTo(
    String(headers[':path']),
    Buffer.concat(parts).subarray(FRAME_BYTES),
    logins,
  );
  const trailers = { 'grpc-status': String(reply === undefined ? UNIMPLEMENTED : 0) };
  stream.on('wantTrailers', () => stream.sendTrailers(trailers));
  stream.respond(
    { ':status': 200, 'content-type': 'application/grpc+proto' },
    { waitForTrailers: true },
  );
  stream.end(reply === undefined ? undefined : frame(reply));
}

function replyTo(path: string, message: Uint8Array, logins: Logins): Buffer | undefined {
  if (path === HEALTH) return SERVING;
  if (path !== CREDENTIALS) return undefined;
  const login = loginOf(stringOf([...readProtobuf(message)], 1), logins);
  // An identity token is a secret without a name; an empty message means anonymous.
  return Buffer.concat([
    field(1, login?.username ?? ''),
    field(2, login?.identitytoken ?? login?.password ?? ''),
  ]);
}

/** The builder names the Hub by the host it talks to. */
function loginOf(host: string, logins: Logins): RegistryLogin | undefined {
  return logins[/^(?:.+\.)?docker\.io$/.test(host) ? HUB_KEY : host];
}

/** One byte that says "not compressed", four of length. */
const FRAME_BYTES = 5;

function frame(message: Buffer): Buffer {
  const head = Buffer.alloc(FRAME_BYTES);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

function field(id: number, text: string): Buffer {
  if (text === '') return Buffer.alloc(0);
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([id * 8 + 2]), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest >>= 7) bytes.push((rest & 127) | 128);
  return Buffer.from([...bytes, rest]);
}

/** Agents of node's HTTP client that connect to the engine, wherever it is. */
import type * as http from 'node:http';
import { connect, isIP } from 'node:net';
import { getBuiltinModule } from 'node:process';
import type { Duplex } from 'node:stream';
import { CalmConnection } from './calm-connection.ts';
import type { Endpoint, TlsMaterial } from './endpoint.ts';
import type { TcpTarget } from './parse-host.ts';
import { SshConnection } from './ssh-connection.ts';

// An import would read every export, and a lazy one among them loads an HTTP client of half a megabyte.
const { Agent } = getBuiltinModule('node:http');

export type EngineAgent = http.Agent;

/** Servers allow ten sessions on one ssh connection; some stay for streams. */
const SSH_SOCKETS = 6;

/** TLS has its own. Left out, Node looks for one, and the pattern for addresses takes milliseconds to compile. */
const WITHOUT_NAME = { servername: '' };

/** For short calls: sockets are kept and reused. */
export function openSharedAgent(endpoint: Endpoint): EngineAgent {
  const maxSockets = endpoint.target.kind === 'ssh' ? SSH_SOCKETS : Infinity;
  return withConnection(new Agent({ keepAlive: true, maxSockets, ...WITHOUT_NAME }), endpoint);
}

/** For streams: every request has a socket of its own. */
export function openStreamAgent(endpoint: Endpoint): EngineAgent {
  return withConnection(new Agent({ keepAlive: false, ...WITHOUT_NAME }), endpoint);
}

/** For logs: as for streams, with connections that are made for very many small pieces. */
export function openLogAgent(endpoint: Endpoint): EngineAgent {
  return withConnection(new Agent({ keepAlive: false, ...WITHOUT_NAME }), endpoint, openCalmly);
}

function withConnection(
  agent: EngineAgent,
  endpoint: Endpoint,
  open: (endpoint: Endpoint) => Duplex = openConnection,
): EngineAgent {
  agent.createConnection = () => open(endpoint);
  return withoutRedirects(agent as RequestAgent);
}

/** What node's HTTP client calls on its agent; missing in the types. */
interface RequestAgent extends EngineAgent {
  addRequest(request: http.ClientRequest, options: unknown): void;
}

/** dockerode follows redirects, without this agent and as GET, and ends the process over a relative one. */
function withoutRedirects(agent: RequestAgent): EngineAgent {
  const add = agent.addRequest.bind(agent);
  agent.addRequest = (request, options) => {
    request.prependOnceListener('response', ({ headers }) => delete headers.location);
    add(request, options);
  };
  return agent;
}

function openConnection({ target, tls }: Endpoint): Duplex {
  switch (target.kind) {
    case 'socket':
      return connect({ path: target.path });
    case 'ssh':
      return new SshConnection(target);
    case 'tcp':
      return tls === undefined
        ? connect({ host: target.host, port: target.port })
        : openTls(target, tls);
  }
}

/** Big enough for all that the system holds ready of a local socket. */
const READ_BYTES = 256 * 1024;

/** Elsewhere, pieces arrive together anyway. */
function openCalmly(endpoint: Endpoint): Duplex {
  const { target } = endpoint;
  if (target.kind !== 'socket') return openConnection(endpoint);
  return new CalmConnection((onRead) => {
    const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
    const callback = (size: number): boolean => {
      onRead(buffer.subarray(0, size));
      return false;
    };
    return connect({ path: target.path, onread: { buffer, callback } });
  });
}

function openTls({ host, port }: TcpTarget, material: TlsMaterial): Duplex {
  // Most engines are reached without: a few milliseconds of loading.
  const { connect: connectTls } = getBuiltinModule('node:tls');
  const { verify, ca, cert, key } = material;
  return connectTls({
    host,
    port,
    // Server names are for names only; an address is checked against the certificate all the same.
    ...(isIP(host) === 0 && { servername: host }),
    rejectUnauthorized: verify,
    ...(ca && { ca: Buffer.from(ca) }),
    ...(cert && { cert: Buffer.from(cert) }),
    ...(key && { key: Buffer.from(key) }),
  });
}
